"""Encoding: sections 2 to 5 and 9 of spec/wire.md."""

import struct

import layout
from layout import align, align_up, block_groups, size
from wire import DEEPEST, EncodeError, Newest, View, entry_of, has_zero, integer_form, is_integer, join, key_order, substitute, zero

class Encoder:
    deepest = DEEPEST

    def __init__(self, root, version=None):
        package = root.package
        newest = package.version
        version = newest if version is None else version
        if not 1 <= version <= newest:
            raise EncodeError("unknown_version", "")
        self.root, self.version = root, version
        self.view, self.full = View(package, version), Newest
        self.out = bytearray()

    def refuse(self, kind, path):
        """Says what is wrong with the value."""
        raise EncodeError(kind, path)

    def encode(self, value):
        self.block(self.root, value, "", self.place(self.view.length(self.root), 8), 0)
        self.pad(8)
        return bytes(self.out)

    def pad(self, alignment):
        self.out += bytes(align_up(len(self.out), alignment) - len(self.out))

    def place(self, length, alignment):
        self.pad(alignment)
        at = len(self.out)
        self.out += bytes(length)
        return at

    def fixed(self, message, value, path, at):
        """All of a block that is no slot."""
        version, newest = self.view.of(message), self.full.of(message)
        for group in block_groups(message):
            for place, field in group.fields:
                here = join(path, field.name)
                removed_now = field.removed is not None and newest >= field.removed
                given = None if removed_now else value.get(field.name)
                if group.since > version:
                    if not removed_now and given != substitute(field):
                        self.refuse("not_in_version", here)
                    continue
                if field.removed is not None and version >= field.removed:
                    continue
                if removed_now and not field.optional:
                    given = field.default
                    if given is None:
                        if not has_zero(field.type):
                            self.refuse("missing_required", here)
                            continue
                        given = zero(field.type)
                if given is None and not field.optional:
                    self.refuse("missing_required", here)
                if given is None or field.type.is_slot:
                    continue
                self.inline(field.type, given, here, at + place)
                if field.optional:
                    bit = group.bits.index(field)
                    self.out[at + group.presence + bit // 8] |= 1 << bit % 8

    def slots(self, message, value, path, at, depth):
        version, newest = self.view.of(message), self.full.of(message)
        for group in block_groups(message):
            if group.since > version:
                break
            for place, field in group.fields:
                if not field.type.is_slot:
                    continue
                if field.removed is not None and version >= field.removed:
                    continue
                if field.removed is not None and newest >= field.removed:
                    without = not field.optional and field.default is None and not has_zero(field.type)
                    given = None if without else substitute(field)
                else:
                    given = value.get(field.name)
                if given is not None:
                    self.slot(field.type, given, join(path, field.name), at + place, depth + 1)

    def block(self, message, value, path, at, depth):
        self.fixed(message, value, path, at)
        self.slots(message, value, path, at, depth)

    def inline(self, type_, value, path, at):
        kind = type_.kind
        if is_integer(type_):
            if kind == "enum" and type_.decl.closed and type_.decl.name_of(value) is None:
                self.refuse("bad_enum", path)
            length, signed = integer_form(type_)
            self.out[at:at + length] = value.to_bytes(length, "little", signed=signed)
        elif kind == "bool":
            self.out[at] = int(value)
        elif kind in ("f32", "f64"):
            self.out[at:at + size(type_)] = value.to_bytes(size(type_), "little")
        elif kind == "uuid":
            self.out[at:at + 16] = value
        elif kind == "array":
            for i, item in enumerate(value):
                self.inline(type_.of, item, f"{path}[{i}]", at + i * size(type_.of))
        elif kind == "struct":
            for name, member, offset in layout.members(type_.decl):
                self.inline(member, value[name], join(path, name), at + offset)

    def slot(self, type_, value, path, at, depth):
        if depth > self.deepest:
            self.refuse("too_deep", path)
            return
        kind = type_.kind
        if kind in ("string", "bytes"):
            data = value.encode() if kind == "string" else value
            target, length = self.place(len(data), 1), len(data)
            self.out[target:] = data
        elif kind == "message":
            length = self.view.length(type_.decl)
            target = self.place(length, 8)
            self.block(type_.decl, value, path, target, depth)
        elif kind == "map" or type_.kind == "vector" and type_.of.kind == "message":
            target, length = self.blocks(type_, value, path, depth)
        elif kind == "vector":
            step, length = size(type_.of), len(value)
            target = self.place(step * length, align(type_.of))
            for i, item in enumerate(value):
                if type_.of.is_slot:
                    self.slot(type_.of, item, f"{path}[{i}]", target + i * step, depth + 1)
                else:
                    self.inline(type_.of, item, f"{path}[{i}]", target + i * step)
        else:
            target, length = self.union(type_.decl, value, path, depth)
        self.out[at:at + 8] = struct.pack("<II", target - at, length)

    def blocks(self, type_, value, path, depth):
        if type_.kind == "map":
            message, order = entry_of(type_), key_order(type_)
            for (a, _), (b, _) in zip(value, value[1:]):
                assert order(a) < order(b), "the model's maps are sorted"
            value = [{"key": key, "value": item} for key, item in value]
        else:
            message = type_.of.decl
        stride = self.view.length(message)
        target = self.place(8 + stride * len(value), 8)
        self.out[target:target + 4] = struct.pack("<I", stride)
        for i, item in enumerate(value):
            self.fixed(message, item, f"{path}[{i}]", target + 8 + i * stride)
        for i, item in enumerate(value):
            self.slots(message, item, f"{path}[{i}]", target + 8 + i * stride, depth)
        return target, len(value)

    def union(self, decl, value, path, depth):
        if len(value) == 3:
            self.refuse("unknown_arm", path)
            return len(self.out), 0
        arm = next(arm for arm in decl.arms if arm.name == value[0])
        path = join(path, arm.name)
        if arm.since > self.view.union(decl):
            self.refuse("not_in_version", path)
            return len(self.out), 0
        length = self.view.length(arm.message)
        target = self.place(8 + length, 8)
        self.block(arm.message, value[1], path, target + 8, depth)
        self.pad(8)
        payload = len(self.out) - target - 8
        self.out[target:target + 8] = struct.pack("<II", length, payload)
        return target, arm.tag


class Faults(Encoder):
    """Collects all that is wrong with a value: which of it an encoder reports is not said."""

    def __init__(self, root, version):
        super().__init__(root, version)
        self.found = []

    def refuse(self, kind, path):
        self.found.append(f"{kind}@{path}")
