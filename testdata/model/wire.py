"""What encoding and validation share: values, versions, the header (sections 2 and 6 of spec/wire.md).

Values: integers, enums and flags are int; floats are their bits; bool, str and bytes are themselves;
uuid is bytes; structs and messages are dicts (an absent field has no key); arrays and vectors are
lists; maps are lists of (key, value) in order; a union is (arm name, dict) or, from a newer writer,
(tag, block length, payload bytes).
"""

import struct
import zlib

from lap import Field, INTS, Message, SCALARS
from layout import block_length

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


def header(type_id, schema_id, version, root_block, body, checksum=False):
    head = HEADER.pack(b"HLAP", 1, int(checksum), type_id, schema_id, version, root_block, len(body), 0)
    crc = zlib.crc32(body, zlib.crc32(head[:36])) if checksum else 0
    return head[:36] + struct.pack("<I", crc) + body
