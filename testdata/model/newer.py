"""Encoders that write what no encoder of ours does."""

import struct

from layout import align_up
from encoding import Encoder
from wire import entry_of


class Deep(Encoder):
    """Writes what no encoder may."""

    deepest = 1000


class Loose(Encoder):
    """Writes as a newer writer might: longer blocks, gaps, unknown arms, bytes that nobody looks at."""

    def __init__(self, root, rng):
        super().__init__(root)
        self.rng = rng
        known = self.view.length
        self.view.length = lambda message: known(message) + 8 * self.rng.choice([0, 0, 1, 3])
        self.known = known

    def noise(self, length):
        return self.rng.randbytes(length)

    def place(self, length, alignment):
        start = align_up(len(self.out), alignment) + alignment * self.rng.choice([0, 0, 0, 1, 2])
        self.out += self.noise(start - len(self.out)) + bytes(length)
        return start

    def extra(self, message, at, length):
        """Noise behind the known part of a block."""
        known = self.known(message)
        self.out[at + known:at + length] = self.noise(length - known)

    def encode(self, value):
        root_length = self.view.length(self.root)
        self.out += bytes(root_length)
        self.extra(self.root, 0, root_length)
        self.block(self.root, value, "", 0, 0)
        self.pad(8)
        self.out += self.noise(8 * self.rng.choice([0, 0, 1]))
        return root_length, bytes(self.out)

    def slot(self, type_, value, path, at, depth):
        if type_.kind != "message":
            return super().slot(type_, value, path, at, depth)
        length = self.view.length(type_.decl)
        target = self.place(length, 8)
        self.extra(type_.decl, target, length)
        self.block(type_.decl, value, path, target, depth)
        self.out[at:at + 8] = struct.pack("<II", target - at, length)

    def blocks(self, type_, value, path, depth):
        if type_.kind == "map":
            message = entry_of(type_)
            value = [{"key": key, "value": item} for key, item in value]
        else:
            message = type_.of.decl
        stride = self.view.length(message)
        target = self.place(8 + stride * len(value), 8)
        self.out[target:target + 4] = struct.pack("<I", stride)
        for i, item in enumerate(value):
            self.extra(message, target + 8 + i * stride, stride)
            self.fixed(message, item, path, target + 8 + i * stride)
        for i, item in enumerate(value):
            self.slots(message, item, path, target + 8 + i * stride, depth)
        return target, len(value)

    def union(self, decl, value, path, depth):
        known = [arm.tag for arm in decl.arms if arm.since <= self.view.union(decl)]
        unknown = [tag for tag in range(1, 14) if tag not in known]
        if self.rng.random() < 0.25:
            block = 8 * self.rng.choice([1, 2])
            payload = block + 8 * self.rng.choice([0, 1, 2])
            target = self.place(8, 8)
            self.out[target:] = struct.pack("<II", block, payload) + self.noise(payload)
            return target, self.rng.choice(unknown)
        arm = next(arm for arm in decl.arms if arm.name == value[0])
        length = self.view.length(arm.message)
        target = self.place(8 + length, 8)
        self.extra(arm.message, target + 8, length)
        self.block(arm.message, value[1], path, target + 8, depth)
        self.pad(8)
        self.out += self.noise(8 * self.rng.choice([0, 0, 1]))
        self.out[target:target + 8] = struct.pack("<II", length, len(self.out) - target - 8)
        return target, arm.tag
