"""The model of a schema: packages, declarations, types, and where fields lie in blocks.

Whether it came from schema text (compiler.py) or from a description (descriptor.py), the reader,
the encoder and JSON see only this.

How values look in Python: bool -> bool; integers, enums and flags -> int; floats -> int, their bits
(HL-TYPE-3: Python would change a signalling NaN); uuid and bytes -> bytes; string -> str; struct and
message -> dict by name, None for an absent optional field; array and vector -> list; map -> list of
(key, value) pairs in order; union -> Arm or UnknownArm.
"""

from collections import namedtuple

from errors import SchemaError

LIMIT = 65528           # HL-CONV-3: of a block, a struct, an array
MAX_BUFFER = 2 ** 32 - 8
MAX_DEPTH = 64          # HL-TARGET-12

Arm = namedtuple("Arm", "name tag value")
UnknownArm = namedtuple("UnknownArm", "tag block payload")

# kind -> (size, alignment), HL-TYPE-1
SCALARS = {
    "bool": (1, 1), "u8": (1, 1), "i8": (1, 1), "u16": (2, 2), "i16": (2, 2),
    "u32": (4, 4), "i32": (4, 4), "f32": (4, 4), "u64": (8, 8), "i64": (8, 8), "f64": (8, 8),
    "u128": (16, 8), "i128": (16, 8), "uuid": (16, 1),
}
INTEGERS = ("u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64", "u128", "i128")
ENUM_REPRS = INTEGERS[:8]
BITS = {name: 8 * SCALARS[name][0] for name in INTEGERS}


def align_up(n, a):
    """`n` rounded up to a multiple of `a`."""
    return -(-n // a) * a


def int_range(kind):
    """The least and the greatest value of an integer type."""
    bits = BITS[kind]
    return (-(1 << bits - 1), (1 << bits - 1) - 1) if kind[0] == "i" else (0, (1 << bits) - 1)


class Type:
    """One type as a field, member, element, key or value uses it.

    `of` is the element's Type (array, vector), the value's Type (map) or the declaration (enum,
    flags, struct, union, message); `key` is the map's key, `entry` its entry as a Message.
    """

    __slots__ = ("kind", "of", "key", "count", "size", "align", "slot", "target_align", "entry",
                 "depth", "nest")

    def __init__(self, kind, of=None, key=None, count=0):
        self.kind, self.of, self.key, self.count = kind, of, key, count
        self.slot, self.target_align, self.entry = False, 0, None
        made_of = [t for t in (of, key) if isinstance(t, Type)]
        self.depth = 1 + max(t.depth for t in made_of) if made_of else 0
        self.nest = of.nest if kind == "struct" else of.nest + 1 if kind == "array" else 0
        if self.depth >= MAX_DEPTH or self.nest > MAX_DEPTH:
            raise SchemaError("a type nests at most 64 deep (HL-LANG-18, 26)")
        if kind in SCALARS:
            self.size, self.align = SCALARS[kind]
        elif kind in ("enum", "flags"):
            self.size, self.align = SCALARS[of.repr]
        elif kind == "struct":
            self.size, self.align = of.size, of.align
        elif kind == "array":
            if of.slot:
                raise SchemaError("an array's elements are of fixed size (HL-LANG-16)")
            self.size, self.align = of.size * count, of.align
            if count < 1 or self.size > LIMIT:
                raise SchemaError("an array takes 1 to %d bytes (HL-LANG-40)" % LIMIT)
        else:
            self.slot, self.size, self.align = True, 8, 4
            self.target_align = self._target_align()
            if kind == "map":                                   # HL-BLOCK-11
                self.entry = Message("", None)
                self.entry.fields = [Field(1, "key", key), Field(2, "value", of)]
                self.entry.lay_out()

    def _target_align(self):
        """HL-TARGET-2."""
        if self.kind in ("string", "bytes"):
            return 1
        if self.kind == "vector":
            if not self.of.slot:
                return self.of.align
            return 8 if self.of.kind == "message" else 4
        return 8

    def text(self):
        """As in the schema, with full names (HL-ID-11)."""
        if self.kind == "array":
            return "[%s; %d]" % (self.of.text(), self.count)
        if self.kind == "vector":
            return "[%s]" % self.of.text()
        if self.kind == "map":
            return "{%s: %s}" % (self.key.text(), self.of.text())
        return self.kind if self.of is None else self.of.name

    def zero(self):
        """The value that zeros mean; None for a message or a union, which have none."""
        kind = self.kind
        if kind == "bool":
            return False
        if kind == "uuid":
            return bytes(16)
        if kind == "string":
            return ""
        if kind == "bytes":
            return b""
        if kind in ("vector", "map"):
            return []
        if kind in ("message", "union"):
            return None
        if kind == "struct":
            return {m.name: m.type.zero() for m in self.of.members}
        if kind == "array":
            return [self.of.zero() for _ in range(self.count)]
        return 0

    def zero_is_valid(self):
        """Whether zeros are a value: not for required messages, unions, closed enums without 0."""
        if self.kind in ("message", "union"):
            return False
        if self.kind == "enum":
            return not self.of.closed or 0 in self.of.names
        if self.kind == "array":
            return self.of.zero_is_valid()
        if self.kind == "struct":
            return all(m.type.zero_is_valid() for m in self.of.members)
        return True


class Package:
    """A package: its name, its newest version, and `pins`: name of another package -> its version
    by version of this one from 1, 0 where it is not imported yet (HL-VER-1)."""

    def __init__(self, name, version):
        self.name, self.version, self.pins = name, version, {}

    def versions_at(self, version):
        """The version of every package that `version` of this one means, by name."""
        out = {name: table[version - 1] for name, table in self.pins.items()}
        out[self.name] = version
        return out


class Enum:
    """An enum, or flags where `is_flags`. `names` is number -> name (of a bit for flags)."""

    def __init__(self, name, package, repr_, is_flags, closed, values):
        self.name, self.package, self.repr = name, package, repr_
        self.is_flags, self.closed = is_flags, closed
        self.numbers = dict(values)
        self.names = {number: n for n, number in values}


Member = namedtuple("Member", "name type offset")


class Struct:
    """A struct; members lie as C would lay them out, without padding (HL-TYPE-4)."""

    def __init__(self, name, package, members):
        self.name, self.package, self.members = name, package, []
        at, self.align, self.nest = 0, 1, 1
        for member, type_ in members:
            self.nest = max(self.nest, type_.nest + 1)
            if type_.slot:
                raise SchemaError("%s.%s: a member is of fixed size (HL-LANG-16)" % (name, member))
            if at % type_.align:
                raise SchemaError("%s would need padding before %s (HL-LANG-25)" % (name, member))
            self.members.append(Member(member, type_, at))
            at += type_.size
            self.align = max(self.align, type_.align)
        if at % self.align or not 0 < at <= LIMIT:
            raise SchemaError("%s: padding behind its members, or a bad size (HL-LANG-25, 40)" % name)
        self.size = at
        if self.nest > MAX_DEPTH:
            raise SchemaError("%s nests more than 64 deep (HL-LANG-26)" % name)


ArmDef = namedtuple("ArmDef", "tag name message since")


class Union:
    """A union; `arms` is tag -> ArmDef."""

    def __init__(self, name, package):
        self.name, self.package, self.arms, self.by_name = name, package, {}, {}

    def set_arms(self, arms):
        self.arms = {a.tag: a for a in sorted(arms)}
        self.by_name = {a.name: a for a in arms}

    def known(self, tag, version):
        """The arm of that tag in that version of the union's package, or None."""
        arm = self.arms.get(tag)
        return arm if arm is not None and arm.since <= version else None


class Field:
    """A field of a message. `removed` is 0 where it is in use; `presence` counts bits from the
    block's start; `default` is a value, or None where none is declared."""

    def __init__(self, id_, name, type_, optional=False, secret=False, since=1, removed=0,
                 default=None):
        self.id, self.name, self.type, self.optional, self.secret = id_, name, type_, optional, secret
        self.since, self.removed, self.default = since, removed, default
        self.place, self.presence = 0, None
        self._zero = None

    def gone(self, version):
        """Removed in that version (HL-BLOCK-10)."""
        return self.removed != 0 and self.removed <= version

    def missing_value(self):
        """What a reader sees where the writer's version has not got the field (HL-VER-7)."""
        if self.optional:
            return None
        if self.default is not None:
            return self.default
        if self._zero is None:          # made once, shared by all values: do not change it
            self._zero = self.type.zero()
        return self._zero


Group = namedtuple("Group", "since end fields presence_at bits")


class Message:
    """A message; after `lay_out`, its groups say where fields lie (HL-BLOCK-1 to 7)."""

    def __init__(self, name, package):
        self.name, self.package, self.fields, self.groups = name, package, [], []
        self.type_id, self.schema_ids = b"", []
        self.by_name, self.later = {}, {}

    def lay_out(self):
        """HL-BLOCK-7. The groups' order makes every version's block a prefix of the next one's."""
        self.fields.sort(key=lambda f: f.id)
        self.by_name = {f.name: f for f in self.fields}
        self.groups, at = [], 0
        for since in sorted({f.since for f in self.fields} | {1}):
            group = [f for f in self.fields if f.since == since]
            group.sort(key=lambda f: (-f.type.align, f.id))
            for field in group:
                at = align_up(at, field.type.align)
                field.place = at
                at += field.type.size
            bits = [f for f in self.fields if f.since == since and f.optional and not f.type.slot]
            for i, field in enumerate(bits):
                field.presence = 8 * at + i
            presence_at = at
            at = max(8, align_up(at + (len(bits) + 7) // 8, 8))
            if at > LIMIT:
                raise SchemaError("%s takes more than %d bytes (HL-LANG-40)" % (self.name, LIMIT))
            self.groups.append(Group(since, at, group, presence_at, bits))

    def block_length(self, version):
        """HL-BLOCK-6."""
        return [g.end for g in self.groups if g.since <= version][-1]

    def shown(self):
        """The fields that values and JSON have, by id (HL-JSON-4)."""
        return [f for f in self.fields if not f.removed]


class Schema:
    """A compiled schema: packages (the first is the file's own) and declarations by full name."""

    def __init__(self):
        self.packages, self.messages = [], {}
        self.by_type_id = {}

    def find(self, name):
        """The message of that full name, or of that name in the first package."""
        found = self.messages.get(name) or self.messages.get(self.packages[0].name + "." + name)
        if found is None:
            raise SchemaError("the schema has no message %s" % name)
        return found
