"""Writes a value as a buffer, as any known version (wire.md, sections 2 to 5 and 9)."""

import struct
import zlib

from errors import EncodeError
from model import MAX_BUFFER, MAX_DEPTH, UnknownArm, int_range
from reader import HEADER
from values import code_of, pack_fixed


def encode(root, value, version=None, sealed=False):
    """The one buffer of a root message's value, as `version` (None: the newest), with a checksum
    where `sealed` (HL-ENC-1, 2)."""
    version = root.package.version if version is None else version
    if not 1 <= version <= root.package.version:
        raise EncodeError("unknown_version")
    body = _Encoder(root.package.versions_at(version)).body(root, value)
    return header(root.type_id, root.schema_ids[version - 1], version,
                  root.block_length(version), body, sealed) + body


def header(type_id, schema_id, version, root_block, body, sealed):
    """HL-HEAD-1 and 3."""
    fields = [b"HLAP", 1, int(sealed), type_id, schema_id, version, root_block, len(body)]
    crc = zlib.crc32(body, zlib.crc32(HEADER.pack(*fields, 0)[:36])) if sealed else 0
    return HEADER.pack(*fields, crc)


class _Encoder:
    def __init__(self, versions):
        self.versions, self.out = versions, bytearray()

    def body(self, root, value):
        self.fixed(root, value, None)
        self.targets(root, value, 0, 0, None)
        self.pad(8)                                                     # HL-TARGET-11
        if 40 + len(self.out) > MAX_BUFFER:
            raise EncodeError("too_large")
        return bytes(self.out)

    def pad(self, align):
        """The cursor is the end of what is written; padding is zero."""
        self.out += bytes(-len(self.out) % align)

    def known(self, decl):
        return 1 if decl.package is None else self.versions[decl.package.name]

    def field_value(self, field, value, known, path):
        """What the version has in a field's place (HL-ENC-3, 4)."""
        if not field.removed:
            value = value.get(field.name)
        elif field.optional:
            value = None
        else:
            if field.default is None and not field.type.zero_is_valid():
                raise EncodeError("missing_required", (path, field.name))
            value = field.missing_value()
        if value is None and not field.optional:
            raise EncodeError("missing_required", (path, field.name))
        return value

    def fixed(self, message, value, path):
        """Appends a message's block; its slots are zeros until `targets` fills them."""
        known, out = self.known(message), self.out
        start = len(out)
        out += bytes(message.block_length(known))
        for field in message.fields:                                    # HL-ENC-3
            if field.since > known and not field.removed \
                    and value.get(field.name) != field.missing_value():
                raise EncodeError("not_in_version", (path, field.name))
        for group in message.groups:
            if group.since > known:
                break
            for field in group.fields:
                if field.gone(known):                                   # HL-BLOCK-10
                    continue
                one = self.field_value(field, value, known, path)
                if field.type.slot or one is None:
                    continue
                self.check(field.type, one, (path, field.name))
                place = start + field.place
                out[place:place + field.type.size] = pack_fixed(field.type, one)
                if field.presence is not None:                          # HL-BLOCK-4
                    out[start + field.presence // 8] |= 1 << field.presence % 8

    def targets(self, message, value, start, depth, path):
        """Appends the targets of a block's slots, in order of the slots (HL-TARGET-1)."""
        known = self.known(message)
        for group in message.groups:
            if group.since > known:
                break
            for field in group.fields:
                if field.type.slot and not field.gone(known):
                    one = self.field_value(field, value, known, path)
                    if one is not None:
                        self.slot(field.type, one, start + field.place, depth + 1,
                                  (path, field.name))

    def check(self, type_, value, path):
        """A value of fixed size is one of its type; integers fit."""
        kind = type_.kind
        if kind == "enum" and type_.of.closed and value not in type_.of.names:
            raise EncodeError("bad_enum", path)
        if kind == "struct":
            for member in type_.of.members:
                self.check(member.type, value[member.name], (path, member.name))
        elif kind == "array":
            if len(value) != type_.count:
                raise ValueError("an array of another length")
            for i, one in enumerate(value):
                self.check(type_.of, one, (path, i))
        elif kind in ("enum", "flags"):
            low, high = int_range(type_.of.repr)
            if not low <= value <= high:
                raise ValueError("an integer that does not fit")

    def slot(self, type_, value, at, depth, path):
        """Appends a target and what is below it, and fills the slot at `at`."""
        if depth > MAX_DEPTH:                                           # HL-TARGET-12
            raise EncodeError("too_deep", path)
        self.pad(type_.target_align)
        offset = len(self.out) - at
        length = getattr(self, "put_" + type_.kind)(type_, value, depth, path)
        if len(self.out) > MAX_BUFFER:
            raise EncodeError("too_large", path)
        struct.pack_into("<II", self.out, at, offset, length)

    # Each writes a target at the end and gives the slot's length.

    def put_bytes(self, _type, value, _depth, _path):
        self.out += value
        return len(value)

    def put_string(self, _type, value, _depth, path):
        try:
            data = value.encode("utf-8")
        except UnicodeEncodeError:
            raise EncodeError("bad_utf8", path) from None
        self.out += data
        return len(data)

    def put_vector(self, type_, value, depth, path):
        element = type_.of
        if element.kind == "message":
            return self.blocks(element.of, value, depth, path)
        if element.slot:                                                # HL-TARGET-6
            start = len(self.out)
            self.out += bytes(8 * len(value))
            for i, one in enumerate(value):
                if one is None:
                    raise EncodeError("missing_required", (path, i))
                self.slot(element, one, start + 8 * i, depth + 1, (path, i))
            return len(value)
        for i, one in enumerate(value):
            self.check(element, one, (path, i))
        code = code_of(element)
        if code:
            self.out += struct.pack("<%d%s" % (len(value), code), *value)
        else:
            for one in value:
                self.out += pack_fixed(element, one)
        return len(value)

    def put_message(self, type_, value, depth, path):
        start = len(self.out)
        self.fixed(type_.of, value, path)
        length = len(self.out) - start
        self.targets(type_.of, value, start, depth, path)
        return length

    def put_map(self, type_, value, depth, path):
        """HL-TARGET-9: sorted by key, each key once."""
        value = sorted(value, key=lambda pair: pair[0])
        for i in range(1, len(value)):
            if value[i][0] == value[i - 1][0]:
                raise EncodeError("duplicate_key", ((path, i), "key"))
        entries = [{"key": key, "value": one} for key, one in value]
        return self.blocks(type_.entry, entries, depth, path)

    def blocks(self, message, values, depth, path):
        """HL-TARGET-8: the stride, all blocks, then each one's targets."""
        stride = message.block_length(self.known(message))
        self.out += struct.pack("<II", stride, 0)
        start = len(self.out)
        for i, one in enumerate(values):
            if one is None:
                raise EncodeError("missing_required", (path, i))
            self.fixed(message, one, (path, i))
        for i, one in enumerate(values):
            self.targets(message, one, start + i * stride, depth, (path, i))
        return len(values)

    def put_union(self, type_, value, depth, path):
        """HL-TARGET-10."""
        if isinstance(value, UnknownArm):
            raise EncodeError("unknown_arm", path)
        arm = type_.of.arms[value.tag]
        path = (path, arm.name)
        if arm.since > self.known(type_.of):
            raise EncodeError("not_in_version", path)
        at = len(self.out)
        self.out += bytes(8)
        self.fixed(arm.message, value.value, path)
        block = len(self.out) - at - 8
        self.targets(arm.message, value.value, at + 8, depth, path)
        self.pad(8)
        struct.pack_into("<II", self.out, at, block, len(self.out) - at - 8)
        return arm.tag
