"""Validation: sections 6 to 8 of spec/wire.md. What is accepted comes out as a value."""

import zlib

import layout
from layout import align_up, block_groups, size, target_align
from wire import DEEPEST, HEADER, Newest, View, WireError, entry_of, integer_form, is_integer, join, key_order, substitute

class Reader:
    """Reads buffers whose root is `root`. `schema_id(root, version)` gives the fingerprints."""

    def __init__(self, root, known_only, type_id, schema_id):
        self.root, self.known_only = root, known_only
        self.newest = root.package.version
        self.type_id, self.schema_id = type_id, schema_id

    def fail(self, kind, offset, path=""):
        raise WireError(kind, offset, path)

    def read(self, data):
        self.data = data
        if len(data) < 40:
            self.fail("truncated", len(data))
        magic, form, flags, type_id, schema_id, version, root_block, body, crc = HEADER.unpack_from(data)
        if magic != b"HLAP":
            self.fail("bad_magic", 0)
        if form != 1:
            self.fail("unsupported_format", 4)
        if flags & ~1:
            self.fail("unsupported_flags", 6)
        if body % 8 or body != len(data) - 40:
            self.fail("length_mismatch", 32)
        if crc != (zlib.crc32(data[40:], zlib.crc32(data[:36])) if flags & 1 else 0):
            self.fail("checksum_mismatch", 36)
        if type_id != self.type_id:
            self.fail("wrong_type", 8)
        if version > self.newest and self.known_only:
            self.fail("newer_schema", 24)
        if version == 0:
            self.fail("schema_mismatch", 24)
        if version <= self.newest and schema_id != self.schema_id(self.root, version):
            self.fail("schema_mismatch", 16)
        self.newer = version > self.newest
        self.view = View(self.root.package, min(version, self.newest))
        self.full = Newest
        self.version = version
        self.end = len(data)
        if root_block > self.end - 40:
            self.fail("out_of_bounds", 28)
        self.length(self.root, root_block, 28, "")
        self.cursor = 40 + root_block
        value = self.block(self.root, 40, 0, "")
        if not self.newer:
            self.finish(self.end, "")
        return value

    def u32(self, at):
        return int.from_bytes(self.data[at:at + 4], "little")

    def length(self, message, length, place, path):
        want = self.view.length(message)
        if length != want and (not self.newer or length < want or length % 8):
            self.fail("bad_block_length", place, path)

    def zeros(self, start, end, kind, path):
        for at in range(start, end):
            if self.data[at]:
                self.fail(kind, at, path)

    def block(self, message, at, depth, path):
        known, newest = self.view.of(message), self.full.of(message)
        value, slots = {}, []
        for group in block_groups(message):
            if group.since > known:
                for _, field in group.fields:
                    if field.removed is None or newest < field.removed:
                        value[field.name] = substitute(field)
                continue
            bits = at + group.presence
            bit = {id(field): i for i, field in enumerate(group.bits)}
            for place, field in group.fields:
                here = join(path, field.name)
                present = True
                if field.optional and not field.type.is_slot:
                    i = bit[id(field)]
                    present = bool(self.data[bits + i // 8] >> i % 8 & 1)
                hidden = field.removed is not None and newest >= field.removed
                if field.removed is not None and known >= field.removed or not present:
                    self.zeros(at + place, at + place + size(field.type), "absent_not_zero", here)
                    if field.removed is None or newest < field.removed:
                        value[field.name] = None
                elif field.type.is_slot:
                    slots.append((place, field, here, hidden))
                else:
                    got = self.inline(field.type, at + place, here)
                    if not hidden:
                        value[field.name] = got
            width = (len(group.bits) + 7) // 8
            for i in range(width * 8):
                if self.data[bits + i // 8] >> i % 8 & 1:
                    if i >= len(group.bits):
                        self.fail("padding_not_zero", bits + i // 8, path)
                    field = group.bits[i]
                    if field.removed is not None and known >= field.removed:
                        self.fail("absent_not_zero", bits + i // 8, join(path, field.name))
            self.zeros(bits + width, at + group.end, "padding_not_zero", path)
        for place, field, here, hidden in slots:
            got = self.slot(field.type, at + place, field.optional, depth + 1, here)
            if not hidden:
                value[field.name] = got
        return {name: item for name, item in value.items() if item is not None}

    def inline(self, type_, at, path):
        kind = type_.kind
        if kind == "bool":
            if self.data[at] > 1:
                self.fail("bad_bool", at, path)
            return self.data[at] == 1
        if is_integer(type_):
            length, signed = integer_form(type_)
            value = int.from_bytes(self.data[at:at + length], "little", signed=signed)
            if kind == "enum" and type_.decl.closed and type_.decl.name_of(value) is None:
                self.fail("bad_enum", at, path)
            return value
        if kind in ("f32", "f64"):
            return int.from_bytes(self.data[at:at + size(type_)], "little")
        if kind == "uuid":
            return bytes(self.data[at:at + 16])
        if kind == "array":
            step = size(type_.of)
            return [self.inline(type_.of, at + i * step, f"{path}[{i}]") for i in range(type_.count)]
        return {name: self.inline(member, at + offset, join(path, name))
                for name, member, offset in layout.members(type_.decl)}

    def slot(self, type_, at, optional, depth, path):
        offset, length = self.u32(at), self.u32(at + 4)
        if offset == 0:
            if optional and length == 0:
                return None
            self.fail("bad_offset", at, path)
        if depth > DEEPEST:
            self.fail("too_deep", at, path)
        alignment = target_align(type_)
        target, start = at + offset, align_up(self.cursor, alignment)
        if target < start or target % alignment or target != start and not self.newer:
            self.fail("bad_offset", at, path)
        kind = type_.kind
        if kind in ("string", "bytes", "message"):
            need = length
        elif kind == "vector" and type_.of.kind != "message":
            need = length * size(type_.of)
        else:
            need = 8
        if target > self.end or need > self.end - target:
            self.fail("out_of_bounds", at + 4, path)
        if not self.newer:
            self.zeros(self.cursor, target, "padding_not_zero", path)
        if kind in ("string", "bytes"):
            self.cursor = target + length
            data = bytes(self.data[target:target + length])
            if kind == "bytes":
                return data
            try:
                return data.decode("utf-8", "strict")
            except UnicodeDecodeError as error:
                self.fail("bad_utf8", target + error.start, path)
        if kind == "message":
            self.length(type_.decl, length, at + 4, path)
            self.cursor = target + length
            return self.block(type_.decl, target, depth, path)
        if kind == "map" or kind == "vector" and type_.of.kind == "message":
            return self.blocks(type_, at, target, length, depth, path)
        if kind == "union":
            return self.union(type_.decl, at, target, length, depth, path)
        self.cursor = target + need
        step = size(type_.of)
        if type_.of.is_slot:
            return [self.slot(type_.of, target + i * step, False, depth + 1, f"{path}[{i}]") for i in range(length)]
        return [self.inline(type_.of, target + i * step, f"{path}[{i}]") for i in range(length)]

    def blocks(self, type_, at, target, count, depth, path):
        message = entry_of(type_) if type_.kind == "map" else type_.of.decl
        stride = self.u32(target)
        self.length(message, stride, target, path)
        self.zeros(target + 4, target + 8, "padding_not_zero", path)
        if count * stride > self.end - (target + 8):
            self.fail("out_of_bounds", at + 4, path)
        self.cursor = target + 8 + count * stride
        out = []
        for i in range(count):
            place, here = target + 8 + i * stride, f"{path}[{i}]"
            item = self.block(message, place, depth, here)
            if type_.kind == "map":
                order = key_order(type_)
                if out and order(item["key"]) <= order(out[-1][0]):
                    self.fail("unsorted_map", place, join(here, "key"))
                item = (item["key"], item["value"])
            out.append(item)
        return out

    def union(self, decl, at, target, tag, depth, path):
        known = self.view.union(decl)
        arm = next((arm for arm in decl.arms if arm.tag == tag and arm.since <= known), None)
        if tag == 0 or arm is None and not self.newer:
            self.fail("bad_union", at + 4, path)
        block, payload = self.u32(target), self.u32(target + 4)
        if payload % 8 or payload < block:
            self.fail("bad_union", target, path)
        if payload > self.end - (target + 8):
            self.fail("out_of_bounds", target + 4, path)
        payload_end = target + 8 + payload
        if arm is None:
            if block == 0 or block % 8:
                self.fail("bad_block_length", target, path)
            value = (tag, block, bytes(self.data[target + 8:payload_end]))
        else:
            here, outer, self.end = join(path, arm.name), self.end, payload_end
            self.length(arm.message, block, target, here)
            self.cursor = target + 8 + block
            value = (arm.name, self.block(arm.message, target + 8, depth, here))
            if not self.newer:
                self.finish(payload_end, here)
            self.end = outer
        self.cursor = payload_end
        return value

    def finish(self, end, path):
        if align_up(self.cursor, 8) != end:
            self.fail("trailing_bytes", self.cursor, path)
        self.zeros(self.cursor, end, "padding_not_zero", path)
