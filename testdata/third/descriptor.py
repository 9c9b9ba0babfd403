"""A schema from its compiled description (spec/descriptor.lap).

The description is a buffer whose root is `halflap.descriptor.Schema`. What it says is rebuilt as the
model of model.py, laid out anew and compared with what the description says of sizes, places and
ids; one that contradicts itself is refused, so nothing behind this module trusts its numbers.
"""

import os
import re
import struct
from types import SimpleNamespace

from compiler import KEYS, compile_file
from errors import ReadError, SchemaError
from ids import set_ids
from model import (ENUM_REPRS, INTEGERS, SCALARS, ArmDef, Enum, Field, Message, Package, Schema,
                   Struct, Type, Union, int_range)
from reader import read
from values import code_of, pack_fixed

_OWN = None
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_PACKAGE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")


def own_schema():
    """The schema of descriptions, compiled from spec/descriptor.lap."""
    global _OWN
    if _OWN is None:
        here = os.path.dirname(os.path.abspath(__file__))
        _OWN = compile_file(os.path.join(here, "..", "..", "spec", "descriptor.lap"))
    return _OWN


def schema_from_description(buf):
    """The Schema that a description's bytes describe."""
    own = own_schema()
    try:
        value = read(own, buf, own.find("halflap.descriptor.Schema"), known_only=True).value
    except ReadError as error:
        raise SchemaError("the description is refused: %s" % error) from None
    return _Builder(value).build()


class _Builder:
    def __init__(self, value):
        self.value, self.schema = value, Schema()
        self.types, self.structs = {}, {}

    def at(self, what, index):
        """An element of one of the description's vectors."""
        if index >= len(self.value[what]):
            raise SchemaError("the description has no %s[%d]" % (what, index))
        return self.value[what][index]

    @staticmethod
    def agree(what, described, computed):
        if described != computed:
            raise SchemaError("the description says %s of %r, computed is %r"
                              % (what, described, computed))

    def build(self):
        value = self.value
        self.packages()
        self.names()
        self.enums = [self.enum(one) for one in value["enums"]]
        self.unions = [Union(one["name"], self.package(one)) for one in value["unions"]]
        self.messages = [Message(one["name"], self.package(one)) for one in value["messages"]]
        for i in range(len(value["types"])):
            self.type(i)
        names = [d.name for d in self.enums + self.unions + self.messages] \
            + [one["name"] for one in value["structs"]]
        if len(set(names)) < len(names):
            raise SchemaError("the description has a name twice (HL-LANG-13)")
        for made, one in zip(self.unions, value["unions"]):
            self.fill_union(made, one)
        for made, one in zip(self.messages, value["messages"]):
            self.fill_message(made, one)
        self.schema.messages = {m.name: m for m in self.messages}
        set_ids(self.schema)
        for made, one in zip(self.messages, value["messages"]):
            self.check_message(made, one)
        return self.schema

    def names(self):
        """Names are as HL-LANG-12 and HL-ID-2 say, and each version has its id and block."""
        value = self.value
        for kind in ("enums", "unions", "structs", "messages"):
            for one in value[kind]:
                package, _, last = one["name"].rpartition(".")
                if package != self.package(one).name or not _NAME.fullmatch(last):
                    raise SchemaError("%r is no full name (HL-ID-2)" % one["name"])
                for part in ("values", "arms", "members", "fields"):
                    for entry in one.get(part, ()):
                        if not _NAME.fullmatch(entry["name"]):
                            raise SchemaError("%r is no name (HL-LANG-12)" % entry["name"])
        for one in value["messages"]:
            version = self.package(one).version
            if len(one["schema_ids"]) != version or len(one["blocks"]) != version:
                raise SchemaError("%s: an id and a block for each version" % one["name"])

    def packages(self):
        for one in self.value["packages"]:
            if not 1 <= one["version"] <= 65535:
                raise SchemaError("a version is 1 to 65,535 (HL-LANG-7)")
            if not _PACKAGE.fullmatch(one["name"]) \
                    or any(p.name == one["name"] for p in self.schema.packages):
                raise SchemaError("%r is no package's name, or twice (HL-LANG-7)" % one["name"])
            self.schema.packages.append(Package(one["name"], one["version"]))
        if not self.schema.packages:
            raise SchemaError("the description has no package")
        for package, one in zip(self.schema.packages, self.value["packages"]):
            for pin in one["pins"]:
                other = self.schema.packages[pin["package"]] \
                    if pin["package"] < len(self.schema.packages) else package
                if other is package or len(pin["versions"]) != package.version \
                        or max(pin["versions"]) > other.version:
                    raise SchemaError("%s: its pins" % package.name)
                package.pins[other.name] = pin["versions"]

    def package(self, one):
        if one["package"] >= len(self.schema.packages):
            raise SchemaError("%s: there is no such package" % one["name"])
        return self.schema.packages[one["package"]]

    @staticmethod
    def kind_name(number):
        """The name of a Kind, without the `_` behind words that are taken."""
        decl = own_schema().find("halflap.descriptor.Enum").by_name["repr"].type.of
        if number not in decl.names:
            raise SchemaError("there is no kind %d" % number)
        return decl.names[number].rstrip("_")

    def enum(self, one):
        repr_ = self.kind_name(one["repr"])
        if repr_ not in ENUM_REPRS or (one["flags"] and (repr_[0] == "i" or one["closed"])):
            raise SchemaError("%s: its integer" % one["name"])
        self.distinct([v["value"] + 1 for v in one["values"]], [v["name"] for v in one["values"]],
                      SimpleNamespace(name=one["name"]))
        low, high = int_range(repr_)
        if one["flags"]:
            low, high = 0, 8 * SCALARS[repr_][0] - 1
        pairs = []
        for value in one["values"]:
            number = value["value"]
            if repr_[0] == "i" and number >> 63:
                number -= 1 << 64
            if not low <= number <= high:
                raise SchemaError("%s.%s does not fit" % (one["name"], value["name"]))
            pairs.append((value["name"], number))
        return Enum(one["name"], self.package(one), repr_, one["flags"], one["closed"], pairs)

    def type(self, index, before=None):
        """The Type at an index; what it is made of stands before it."""
        if before is not None and index >= before:
            raise SchemaError("a type stands after those it is made of")
        if index in self.types:
            return self.types[index]
        one = self.at("types", index)
        kind, of, key, count = self.kind_name(one["kind"]), None, None, 0
        if kind in ("enum", "flags"):
            self.at("enums", one["of"])
            of = self.enums[one["of"]]
            if of.is_flags != (kind == "flags"):
                raise SchemaError("%s is used as %s" % (of.name, kind))
        elif kind == "struct":
            of = self.struct(one["of"], index)
        elif kind in ("array", "vector", "map"):
            of = self.type(one["of"], index)
            count = one["count"] if kind == "array" else 0
            if kind == "map":
                key = self.type(one["key"], index)
                if key.kind not in KEYS:
                    raise SchemaError("a map's key cannot be %s (HL-TYPE-8)" % key.text())
        elif kind in ("union", "message"):
            self.at(kind + "s", one["of"])
            of = (self.unions if kind == "union" else self.messages)[one["of"]]
        made = Type(kind, of, key, count)
        self.agree("a type's size, align and target_align",
                   (one["size"], one["align"], one["target_align"]),
                   (made.size, made.align, made.target_align))
        if kind == "map":
            places = made.entry.by_name["key"].place, made.entry.by_name["value"].place
            self.agree("a map's entry", (one["count"], one["key_at"], one["value_at"]),
                       (made.entry.block_length(1),) + places)
        self.types[index] = made
        return made

    def struct(self, index, before):
        one = self.at("structs", index)
        if index not in self.structs:
            made = Struct(one["name"], self.package(one),
                          [(m["name"], self.type(m["type"], before)) for m in one["members"]])
            self.agree("a struct's layout",
                       (one["size"], one["align"], [m["offset"] for m in one["members"]]),
                       (made.size, made.align, [m.offset for m in made.members]))
            self.structs[index] = made
        return self.structs[index]

    def fill_union(self, made, one):
        arms = []
        for arm in one["arms"]:
            self.at("messages", arm["message"])
            self.since(arm, made)
            arms.append(ArmDef(arm["tag"], arm["name"], self.messages[arm["message"]],
                               arm["since"]))
        self.distinct([a.tag for a in arms], [a.name for a in arms], made)
        made.set_arms(arms)

    @staticmethod
    def since(one, owner):
        if not 1 <= one["since"] <= owner.package.version:
            raise SchemaError("%s.%s: its since" % (owner.name, one["name"]))

    @staticmethod
    def distinct(numbers, names, owner):
        if len(set(numbers)) < len(numbers) or len(set(names)) < len(names) or 0 in numbers:
            raise SchemaError("%s: a number or a name twice (HL-LANG-13)" % owner.name)

    def fill_message(self, made, one):
        for field in one["fields"]:
            self.at("types", field["type"])
            self.since(field, made)
            type_, removed = self.types[field["type"]], field["removed"]
            if removed and not field["since"] < removed <= made.package.version:
                raise SchemaError("%s.%s: its removed" % (made.name, field["name"]))
            default = None
            if field["default"] is not None:
                default = self.default(type_, field["default"], field["name"])
            if field["since"] > 1 and not field["optional"] and default is None \
                    and not type_.zero_is_valid():
                raise SchemaError("%s.%s must be optional (HL-LANG-29)"
                                  % (made.name, field["name"]))
            made.fields.append(Field(field["id"], field["name"], type_, field["optional"],
                                     field["secret"], field["since"], removed, default))
        self.distinct([f.id for f in made.fields], [f.name for f in made.fields], made)
        made.lay_out()

    @staticmethod
    def default(type_, data, name):
        """A default from its bytes as they would lie in a block; a string's are its UTF-8."""
        try:
            if type_.kind == "string":
                return data.decode("utf-8")
            code = code_of(type_)
            if code:
                value = struct.unpack("<" + code, data)[0]
            elif type_.kind == "bool":
                value = data == b"\1"
            elif type_.kind in INTEGERS:
                value = int.from_bytes(data, "little", signed=type_.kind[0] == "i")
            else:
                raise ValueError
            if pack_fixed(type_, value) != data or (
                    type_.kind == "enum" and type_.of.closed and value not in type_.of.names):
                raise ValueError
            return value
        except (ValueError, OverflowError, struct.error):
            raise SchemaError("%s: its default" % name) from None

    def check_message(self, made, one):
        """What the description says of a message agrees with what is computed."""
        versions = range(1, made.package.version + 1)
        self.agree("%s's ids" % made.name, [one["type_id"]] + one["schema_ids"],
                   [int.from_bytes(i, "little") for i in [made.type_id] + made.schema_ids])
        self.agree("%s's blocks" % made.name, one["blocks"],
                   [made.block_length(v) for v in versions])
        self.agree("%s's fields" % made.name,
                   [(f["id"], f["offset"], f["presence"]) for f in one["fields"]],
                   [(f.id, f.place, f.presence) for f in made.fields])
