"""Checks a buffer and gives its value (wire.md, sections 6 to 8).

The walk is that of HL-WALK-1 to 11, step by step in their order, so the first error that it meets
is the one to report. Values are built on the way; nothing is handed out unless all of it is good.
"""

import struct
import zlib
from types import SimpleNamespace

from errors import ReadError
from model import MAX_BUFFER, MAX_DEPTH, Arm, UnknownArm, align_up
from values import code_of

HEADER = struct.Struct("<4sHH8s8sIIII")


def checksum(buf):
    """HL-HEAD-3."""
    return zlib.crc32(buf[40:], zlib.crc32(buf[:36]))


def read(schema, buf, root=None, known_only=False):
    """Reads a buffer. `root` is the wanted root message, None for whichever the type id names.

    Gives an object with `root`, `version`, `sealed` (a checksum is there), `newer`, `value`, and
    `lossy`: the buffer holds values of fields that have been removed since (HL-VER-9).
    """
    return _Reader(schema, bytes(buf)).check(root, known_only)


class _Reader:
    def __init__(self, schema, buf):
        self.schema, self.buf = schema, buf
        self.end = len(buf)
        self.cursor, self.newer, self.lossy, self.versions = 0, False, False, {}

    def check(self, root, known_only):
        """HL-WALK-1."""
        buf = self.buf
        if len(buf) < 40:
            raise ReadError("truncated", len(buf))
        (magic, format_, flags, type_id, schema_id, version, root_block, body_length,
         crc) = HEADER.unpack_from(buf)
        if magic != b"HLAP":
            raise ReadError("bad_magic", 0)
        if format_ != 1:
            raise ReadError("unsupported_format", 4)
        if flags & ~1:
            raise ReadError("unsupported_flags", 6)
        if body_length % 8 or body_length != len(buf) - 40 or len(buf) > MAX_BUFFER:
            raise ReadError("length_mismatch", 32)
        if crc != (checksum(buf) if flags & 1 else 0):
            raise ReadError("checksum_mismatch", 36)
        if root is None:
            root = self.schema.by_type_id.get(type_id)
        if root is None or type_id != root.type_id:
            raise ReadError("wrong_type", 8)
        newest = root.package.version
        if version > newest and known_only:
            raise ReadError("newer_schema", 24)
        if version == 0:
            raise ReadError("schema_mismatch", 24)
        if version <= newest and schema_id != root.schema_ids[version - 1]:
            raise ReadError("schema_mismatch", 16)
        self.newer = version > newest                                   # HL-VER-2, 3
        self.versions = root.package.versions_at(min(version, newest))
        if root_block > self.end - 40:
            raise ReadError("out_of_bounds", 28)
        self.block_length(root, root_block, 28, None)
        self.cursor = 40 + root_block
        value = self.block(root, 40, 0, None)
        if not self.newer:
            self.finish(self.end, None)
        return SimpleNamespace(root=root, version=version, sealed=bool(flags & 1), value=value,
                               newer=self.newer, lossy=self.lossy)

    def known(self, decl):
        """The known version of a declaration's package; a map's entry is of version 1."""
        return 1 if decl.package is None else self.versions[decl.package.name]

    def zeros(self, start, end, kind, path):
        """All bytes of start..end are zero, else an error at the first that is not."""
        part = self.buf[start:end]
        rest = part.lstrip(b"\0")
        if rest:
            raise ReadError(kind, start + len(part) - len(rest), path)

    def block_length(self, message, length, place, path):
        """HL-WALK-2."""
        want = message.block_length(self.known(message))
        if (length < want or length % 8) if self.newer else length != want:
            raise ReadError("bad_block_length", place, path)

    def finish(self, end, path):
        """HL-WALK-11."""
        if align_up(self.cursor, 8) != end:
            raise ReadError("trailing_bytes", self.cursor, path)
        self.zeros(self.cursor, end, "padding_not_zero", path)

    def block(self, message, at, depth, path):
        """HL-WALK-3: the fixed parts of all known groups, then the slots."""
        buf, known = self.buf, self.known(message)
        out, slots = {}, []
        for group in message.groups:
            if group.since > known:
                for field in group.fields:
                    out[field.name] = field.missing_value()             # HL-VER-7
                continue
            for field in group.fields:
                place, type_ = at + field.place, field.type
                gone = field.gone(known)
                if gone or (field.presence is not None and not
                            buf[at + field.presence // 8] >> field.presence % 8 & 1):
                    self.zeros(place, place + type_.size, "absent_not_zero", (path, field.name))
                    out[field.name] = None
                elif type_.slot:
                    slots.append(field)
                else:
                    out[field.name] = self.value(type_, place, (path, field.name))
            behind = at + group.presence_at
            for i in range((len(group.bits) + 7) // 8 * 8):
                if buf[behind + i // 8] >> i % 8 & 1:
                    if i >= len(group.bits):
                        raise ReadError("padding_not_zero", behind + i // 8, path)
                    if group.bits[i].gone(known):
                        raise ReadError("absent_not_zero", behind + i // 8,
                                        (path, group.bits[i].name))
            behind += (len(group.bits) + 7) // 8
            self.zeros(behind, at + group.end, "padding_not_zero", path)
        for field in slots:
            out[field.name] = self.slot(field.type, at + field.place, field.optional, depth + 1,
                                        (path, field.name))
        for field in message.fields:
            if field.removed:                                           # HL-VER-9
                value = out.pop(field.name)
                if not field.gone(known) and field.since <= known \
                        and value != field.missing_value():
                    self.lossy = True
        return out

    def value(self, type_, at, path):
        """HL-WALK-4: a value without a slot."""
        kind, buf = type_.kind, self.buf
        code = code_of(type_)
        if code:
            number = struct.unpack_from("<" + code, buf, at)[0]
            if kind == "enum" and type_.of.closed and number not in type_.of.names:
                raise ReadError("bad_enum", at, path)
            return number
        if kind == "bool":
            if buf[at] > 1:
                raise ReadError("bad_bool", at, path)
            return buf[at] == 1
        if kind == "uuid":
            return buf[at:at + 16]
        if kind in ("u128", "i128"):
            return int.from_bytes(buf[at:at + 16], "little", signed=kind == "i128")
        if kind == "struct":
            return {m.name: self.value(m.type, at + m.offset, (path, m.name))
                    for m in type_.of.members}
        return self.values(type_.of, type_.count, at, path)

    def values(self, type_, count, at, path):
        """The elements of an array, or of a vector without slots, one behind the other."""
        code = code_of(type_)
        if code:                                                # fast, for there may be many
            numbers = list(struct.unpack_from("<%d%s" % (count, code), self.buf, at))
            if type_.kind == "enum" and type_.of.closed:
                for i, number in enumerate(numbers):
                    if number not in type_.of.names:
                        raise ReadError("bad_enum", at + i * type_.size, (path, i))
            return numbers
        return [self.value(type_, at + i * type_.size, (path, i)) for i in range(count)]

    def slot(self, type_, at, optional, depth, path):
        """HL-WALK-5."""
        offset, length = struct.unpack_from("<II", self.buf, at)
        if offset == 0:
            if optional and length == 0:
                return None
            raise ReadError("bad_offset", at, path)
        if depth > MAX_DEPTH:
            raise ReadError("too_deep", at, path)
        target, align = at + offset, type_.target_align
        start = align_up(self.cursor, align)
        if (target < start or target % align) if self.newer else target != start:
            raise ReadError("bad_offset", at, path)
        kind = type_.kind
        need = 8
        if kind in ("string", "bytes", "message"):
            need = length
        elif kind == "vector" and type_.of.kind != "message":
            need = length * type_.of.size                       # 8 for each slot
        if target > self.end or need > self.end - target:
            raise ReadError("out_of_bounds", at + 4, path)
        if not self.newer:
            self.zeros(self.cursor, target, "padding_not_zero", path)
        return getattr(self, "in_" + kind)(type_, at, length, target, depth, path)

    # The contents of each kind of slot, HL-WALK-6 to 10

    def in_bytes(self, _type, _at, length, target, _depth, _path):
        self.cursor = target + length
        return self.buf[target:self.cursor]

    def in_string(self, _type, _at, length, target, _depth, path):
        self.cursor = target + length
        try:
            return self.buf[target:self.cursor].decode("utf-8")
        except UnicodeDecodeError as error:
            # `start` is that of the first sequence at fault: all before it is well-formed.
            raise ReadError("bad_utf8", target + error.start, path) from None

    def in_vector(self, type_, at, count, target, depth, path):
        element = type_.of
        if element.kind == "message":
            return self.blocks(element.of, at, count, target, depth, path, None)
        self.cursor = target + count * element.size
        if not element.slot:
            return self.values(element, count, target, path)
        return [self.slot(element, target + 8 * i, False, depth + 1, (path, i))
                for i in range(count)]

    def in_message(self, type_, at, length, target, depth, path):
        self.block_length(type_.of, length, at + 4, path)
        self.cursor = target + length
        return self.block(type_.of, target, depth, path)

    def in_map(self, type_, at, count, target, depth, path):
        return self.blocks(type_.entry, at, count, target, depth, path, type_.key)

    def blocks(self, message, at, count, target, depth, path, key):
        """HL-WALK-8, and with the type of a key HL-WALK-9."""
        stride = int.from_bytes(self.buf[target:target + 4], "little")
        self.block_length(message, stride, target, path)
        self.zeros(target + 4, target + 8, "padding_not_zero", path)
        if count * stride > self.end - (target + 8):
            raise ReadError("out_of_bounds", at + 4, path)
        self.cursor = target + 8 + count * stride
        out = []
        for i in range(count):
            place = target + 8 + i * stride
            value = self.block(message, place, depth, (path, i))
            if key is not None:
                value = value["key"], value["value"]
                # Texts compare by code point, which is the order of their UTF-8 (HL-TARGET-9).
                if out and value[0] <= out[-1][0]:
                    raise ReadError("unsorted_map", place, ((path, i), "key"))
            out.append(value)
        return out

    def in_union(self, type_, at, tag, target, depth, path):
        """HL-WALK-10."""
        arm = type_.of.known(tag, self.known(type_.of))
        if tag == 0 or (arm is None and not self.newer):
            raise ReadError("bad_union", at + 4, path)
        block, payload = struct.unpack_from("<II", self.buf, target)
        if payload % 8 or payload < block:
            raise ReadError("bad_union", target, path)
        if payload > self.end - (target + 8):
            raise ReadError("out_of_bounds", target + 4, path)
        payload_end = target + 8 + payload
        if arm is None:                                                 # HL-VER-6
            if block == 0 or block % 8:
                raise ReadError("bad_block_length", target, path)
            self.cursor = payload_end
            return UnknownArm(tag, block, self.buf[target + 8:payload_end])
        outer, self.end = self.end, payload_end
        path = (path, arm.name)
        self.block_length(arm.message, block, target, path)
        self.cursor = target + 8 + block
        value = self.block(arm.message, target + 8, depth, path)
        if not self.newer:
            self.finish(payload_end, path)
        self.end, self.cursor = outer, payload_end
        return Arm(arm.name, tag, value)
