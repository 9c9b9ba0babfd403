"""Encoding and validation: sections 2 and 5 to 9 of spec/wire.md.

Values: integers, enums and flags are int; floats are their bits; bool, str and bytes are themselves;
uuid is bytes; structs and messages are dicts (an absent field has no key); arrays and vectors are
lists; maps are lists of (key, value) in order; a union is (arm name, dict) or, from a newer writer,
(tag, block length, payload bytes).
"""

import struct
import zlib

import layout
from lap import Field, INTS, Message, SCALARS
from layout import align, align_up, block_groups, block_length, size, target_align

DEEPEST = 64
HEADER = struct.Struct("<4sHH8s8sIIII")


class WireError(Exception):
    def __init__(self, kind, offset, path):
        super().__init__(f"error kind={kind} offset={offset} path={path}")
        self.kind, self.offset, self.path = kind, offset, path


class EncodeError(Exception):
    def __init__(self, kind, path):
        super().__init__(f"error kind={kind} path={path}")
        self.kind, self.path = kind, path


def join(path, name):
    return f"{path}.{name}" if path else name


def entry_of(map_type):
    """The message that a map's entry is laid out as."""
    if not hasattr(map_type, "entry"):
        map_type.entry = Message(None, "entry", [Field(1, "key", map_type.key), Field(2, "value", map_type.of)])
    return map_type.entry


def key_order(map_type):
    """What keys of this type are compared by."""
    if map_type.key.kind == "string":
        return lambda key: key.encode()
    return lambda key: key


def is_integer(type_):
    return type_.kind in INTS or type_.kind == "enum"


def integer_form(type_):
    name = type_.decl.repr if type_.kind == "enum" else type_.kind
    return SCALARS[name], name[0] == "i"


class View:
    """Which version of every package one version of the root's package means."""

    def __init__(self, package, version):
        self.package, self.version = package, version

    def of(self, message):
        if message.package is None:
            return 1
        return self.package.pin(message.package, self.version)

    def union(self, decl):
        return self.package.pin(decl.package, self.version)

    def length(self, message):
        return block_length(message, self.of(message))


class Newest:
    """Every package as the reader has it, whatever is pinned: the fields that values and JSON have."""

    @staticmethod
    def of(message):
        return 1 if message.package is None else message.package.version


def zero(type_):
    """What a reader sees in place of a field that the writer did not know; None: absent."""
    kind = type_.kind
    if kind == "bool":
        return False
    if kind in SCALARS or kind == "enum":
        return 0
    if kind == "uuid":
        return bytes(16)
    if kind == "string":
        return ""
    if kind == "bytes":
        return b""
    if kind in ("vector", "map"):
        return []
    if kind == "array":
        return [zero(type_.of) for _ in range(type_.count)]
    if kind == "struct":
        return {name: zero(member) for name, member in type_.decl.members}
    raise AssertionError(f"no zero of {kind}")


def substitute(field):
    """HL-VER-7: the value of a field later than the writer's version; None: absent."""
    if field.optional:
        return None
    return field.default if field.default is not None else zero(field.type)


def has_zero(type_):
    if type_.kind in ("message", "union"):
        return False
    if type_.kind == "enum":
        return not type_.decl.closed or type_.decl.name_of(0) is not None
    if type_.kind == "array":
        return has_zero(type_.of)
    if type_.kind == "struct":
        return all(has_zero(member) for _, member in type_.decl.members)
    return True


# Encoding


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


def header(type_id, schema_id, version, root_block, body, checksum=False):
    head = HEADER.pack(b"HLAP", 1, int(checksum), type_id, schema_id, version, root_block, len(body), 0)
    crc = zlib.crc32(body, zlib.crc32(head[:36])) if checksum else 0
    return head[:36] + struct.pack("<I", crc) + body


# Validation


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
