"""Schema text into the model: imports and their pins, names, constants, types, layout.

It is made for valid schemas: it refuses what it would stumble over, and the more important of the
rules that a schema can break, but it is no replacement for the compiler's diagnostics.
"""

import os
import posixpath
import re
from types import SimpleNamespace as Node

import values
from errors import SchemaError
from ids import set_ids
from model import (ENUM_REPRS, INTEGERS, SCALARS, ArmDef, Enum, Field, Message, Package, Schema,
                   Struct, Type, Union, int_range)
from parser import Parser

BUILT_IN = set(SCALARS) | {"string", "bytes"}
TAKEN = BUILT_IN | {"secret", "callback", "true", "false", "inf", "nan"}        # HL-LANG-13
KEYS = set(INTEGERS) | {"bool", "enum", "uuid", "string"}       # HL-TYPE-8
WITH_DEFAULT = (set(SCALARS) - {"uuid"}) | {"enum", "flags", "string"}   # HL-LANG-30


def uuid_bytes(text):
    """The bytes of a uuid's usual 36 characters, or None; digits of either case."""
    if not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", text, re.ASCII):
        return None
    return bytes.fromhex(text.replace("-", ""))


def compile_file(path):
    """The Schema of a file and all it imports."""
    def load(name):
        try:
            with open(name, "rb") as file:
                return file.read()
        except OSError as error:
            raise SchemaError("%s: %s" % (name, error.strerror)) from None
    return _Compiler(load).compile(os.path.abspath(path))


def compile_text(files, main):
    """The same from a dict of texts by path, `main` being the one to compile."""
    def load(name):
        if name not in files:
            raise SchemaError("%s: no such file" % name)
        text = files[name]
        return text if isinstance(text, bytes) else text.encode("utf-8")
    return _Compiler(load).compile(main)


class _Compiler:
    def __init__(self, load):
        self.load, self.units, self.loading = load, {}, []
        self.schema, self.types = Schema(), {}

    def compile(self, path):
        self.unit(path)
        units = list(self.units.values())
        for unit in units:
            for item in unit.file.items:
                self.declare(unit, item)
        for unit in units:
            for item in unit.file.items:
                if item.kind in ("enum", "flags", "struct", "union", "message"):
                    self.declaration(unit, item)
        for unit in units:
            for item in unit.file.items:
                if item.kind == "union":
                    self.fill_union(unit, item)
                elif item.kind == "message":
                    self.fill_message(unit, item)
                elif item.kind == "const":
                    self.constant(unit, item)
        for message in self.schema.messages.values():
            message.lay_out()
        set_ids(self.schema)
        return self.schema

    # Files, packages, pins

    def unit(self, path):
        """A file, loaded once; the files it imports with it (HL-LANG-8)."""
        if path in self.loading:
            raise SchemaError("%s imports itself (HL-LANG-8)" % path)
        if path in self.units:
            return self.units[path]
        self.loading.append(path)
        try:
            file = Parser(self.load(path)).file()
        except SchemaError as error:
            raise SchemaError("%s: %s" % (path, error)) from None
        if any(u.file.package == file.package for u in self.units.values()):
            raise SchemaError("%s: a package twice (HL-LANG-7)" % path)
        unit = Node(file=file, package=Package(file.package, file.version), items={}, imports=[])
        self.units[path] = unit
        self.schema.packages.append(unit.package)
        for one in file.imports:
            other = self.unit(posixpath.normpath(posixpath.join(posixpath.dirname(path), one.path)))
            table = self.table(unit, one, other)
            unit.imports.append(Node(unit=other, alias=one.alias, table=table))
            self.pin(unit.package, other.package.name, table)
            for name, through in other.package.pins.items():
                self.pin(unit.package, name, [v and through[v - 1] for v in table])
        self.loading.pop()
        return unit

    @staticmethod
    def table(unit, one, other):
        """The imported version at each of ours, 0 before the first (HL-LANG-9)."""
        last = (0, 0)
        for since, version in one.pins:
            if since <= last[0] or version <= last[1] or since > unit.package.version \
                    or version > other.package.version:
                raise SchemaError("%s: the pins of %s (HL-LANG-9)" % (unit.package.name, one.path))
            last = since, version
        return [max([v for since, v in one.pins if since <= ours], default=0)
                for ours in range(1, unit.package.version + 1)]

    @staticmethod
    def pin(package, name, table):
        """Adds what one path says of a package; two paths agree (HL-LANG-9)."""
        old = package.pins.setdefault(name, [0] * len(table))
        for i, version in enumerate(table):
            if old[i] and version and old[i] != version:
                raise SchemaError("%s: two ways to %s disagree at version %d (HL-LANG-9)"
                                  % (package.name, name, i + 1))
            old[i] = old[i] or version

    # Names

    @staticmethod
    def declare(unit, item):
        if item.name in unit.items or item.name in TAKEN:
            raise SchemaError("%s is declared twice, or the language's (HL-LANG-13)" % item.name)
        item.made = item.busy = None
        unit.items[item.name] = item

    @staticmethod
    def lookup(unit, name):
        """(unit, item) of a name, perhaps of another package (HL-LANG-10), or None."""
        prefix, _, last = name.rpartition(".")
        if not prefix:
            return (unit, unit.items[last]) if last in unit.items else None
        own, found = unit.package.name, []
        for one in unit.imports:
            full = one.unit.package.name
            if one.alias is not None:
                match = prefix == one.alias
            elif prefix == full:
                found = [one.unit]
                break
            else:
                match = prefix == full.rpartition(".")[2]
            if match:
                found.append(one.unit)
        if not found and prefix in (own, own.rpartition(".")[2]):
            found = [unit]
        if len(found) != 1 or last not in found[0].items:
            return None
        return found[0], found[0].items[last]

    def declaration(self, unit, item):
        """The model of a declaration; those of unions and messages are filled later."""
        if item.made is not None:
            return item.made
        name, package = unit.package.name + "." + item.name, unit.package
        if item.kind in ("enum", "flags"):
            if item.repr not in ENUM_REPRS or (item.kind == "flags" and item.repr[0] == "i"):
                raise SchemaError("%s: its integer (HL-LANG-21)" % name)
            low, high = int_range(item.repr)
            if item.kind == "flags":
                low, high = 0, 8 * SCALARS[item.repr][0] - 1
            pairs = [(e.name, e.number) for e in item.entries]
            self.distinct(name, item.entries)
            if not pairs or not all(low <= number <= high for _, number in pairs):
                raise SchemaError("%s: its values (HL-LANG-21, 22)" % name)
            made = Enum(name, package, item.repr, item.kind == "flags", item.closed, pairs)
        elif item.kind == "struct":
            if item.busy or sum(bool(i.busy) for u in self.units.values()
                                for i in u.items.values()) >= 64:
                raise SchemaError("%s holds itself, or nests too deep (HL-LANG-26)" % name)
            item.busy = True
            made = Struct(name, package, [(m.name, self.type(unit, m.type)) for m in item.entries])
            item.busy = False
        elif item.kind == "union":
            made = Union(name, package)
        else:
            made = Message(name, package)
            self.schema.messages[name] = made
        item.made = made
        return made

    @staticmethod
    def distinct(name, entries):
        """HL-LANG-13."""
        if len({e.number for e in entries}) < len(entries) \
                or len({e.name for e in entries}) < len(entries):
            raise SchemaError("%s: a number or a name twice (HL-LANG-13)" % name)

    # Types

    def type(self, unit, tree):
        """The Type of a tree; equal types are one object."""
        kind = tree[0]
        if kind == "name":
            name = tree[1]
            if name in BUILT_IN:
                return self.make(name)
            found = self.lookup(unit, name)
            if found is None or found[1].kind not in ("enum", "flags", "struct", "union", "message"):
                raise SchemaError("%s: there is no type %s" % (unit.package.name, name))
            return self.make(found[1].kind, self.declaration(*found))
        if kind == "vector":
            return self.make("vector", self.type(unit, tree[1]))
        if kind == "array":
            return self.make("array", self.type(unit, tree[1]), count=self.length(unit, tree[2]))
        if kind == "map":
            key = self.type(unit, tree[1])
            if key.kind not in KEYS:
                raise SchemaError("a map's key cannot be %s (HL-TYPE-8)" % key.text())
            return self.make("map", self.type(unit, tree[2]), key)
        raise SchemaError("`callback` is for methods only (HL-LANG-36)")

    def make(self, kind, of=None, key=None, count=0):
        id_ = kind, id(of), id(key), count
        if id_ not in self.types:
            self.types[id_] = Type(kind, of, key, count)
        return self.types[id_]

    def length(self, unit, tree):
        """The N of [T; N]: an integer, or a constant of any integer type."""
        if tree[0] == "int":
            return tree[1]
        if tree[0] == "names" and len(tree[1]) == 1:
            found = self.lookup(unit, tree[1][0])
            if found and found[1].kind == "const":
                type_, value = self.constant(*found)
                if type_.kind in INTEGERS:
                    return value
        raise SchemaError("a length is an integer or a constant")

    # Values

    def constant(self, unit, item):
        """(type, value) of a constant (HL-LANG-19)."""
        if item.made is None:
            if item.busy:
                raise SchemaError("%s is made of itself" % item.name)
            item.busy = True
            type_ = self.type(unit, item.type)
            item.made = type_, self.value(unit, type_, item.value)
            item.busy = False
        return item.made

    def value(self, unit, type_, tree):
        """A value of a type (HL-LANG-20)."""
        form, what = tree
        made = None
        if form == "names":
            made = self.named_value(unit, type_, what)
        elif type_.kind in INTEGERS or type_.kind == "flags":
            low, high = int_range(type_.of.repr if type_.of else type_.kind)
            what = 0 if what == "-0" else what
            if isinstance(what, int) and low <= what <= high:
                made = what
        elif type_.kind in ("f32", "f64") and form in ("int", "float"):
            if what == "-inf":
                return values.SIGNS[type_.kind] | values.INFINITIES[type_.kind]
            bits = values.float_bits(str(what), type_.kind)
            if bits & ~values.SIGNS[type_.kind] < values.INFINITIES[type_.kind]:
                made = bits
        elif form == "text" and type_.kind == "bytes":
            made = what
        elif form == "text" and type_.kind in ("string", "uuid"):
            try:
                made = what.decode("utf-8")
            except UnicodeDecodeError:
                pass
            if type_.kind == "uuid" and made is not None:
                made = uuid_bytes(made)
        if made is None:
            raise SchemaError("%r is no value of %s (HL-LANG-20)" % (what, type_.text()))
        return made

    def named_value(self, unit, type_, names):
        """A value by names: of its own type's values first, then of constants."""
        kind, bits = type_.kind, 0
        if len(names) > 1 and kind != "flags":
            return None
        for name in names:
            if kind == "flags" and name in type_.of.numbers:
                bits |= 1 << type_.of.numbers[name]
                continue
            if kind == "enum" and name in type_.of.numbers:
                return type_.of.numbers[name]
            if kind == "bool" and name in ("true", "false"):
                return name == "true"
            if kind in values.NANS and name in ("inf", "nan"):
                return (values.INFINITIES if name == "inf" else values.NANS)[kind]
            found = self.lookup(unit, name)
            if not found or found[1].kind != "const":
                return None
            const_type, value = self.constant(*found)
            return value if const_type is type_ and len(names) == 1 else None
        return bits

    # Messages and unions

    def imported_since(self, unit, type_, since, where):
        """HL-LANG-11."""
        if type_.kind in ("array", "vector", "map"):
            self.imported_since(unit, type_.of, since, where)
        elif type_.kind in ("message", "union") and type_.of.package is not unit.package:
            for one in unit.imports:
                if one.unit.package is type_.of.package and one.table[since - 1] == 0:
                    raise SchemaError("%s: not imported yet (HL-LANG-11)" % where)

    def fill_union(self, unit, item):
        self.distinct(item.made.name, item.entries)
        arms = []
        for entry in item.entries:
            type_ = self.type(unit, entry.type)
            since = entry.attributes.get("since", 1)
            where = "%s.%s" % (item.made.name, entry.name)
            if type_.kind != "message" or not 1 <= since <= unit.package.version:
                raise SchemaError("%s: an arm is a message (HL-LANG-34)" % where)
            self.check_number(entry.number, where)
            self.imported_since(unit, type_, since, where)
            arms.append(ArmDef(entry.number, entry.name, type_.of, since))
        if not any("since" not in e.attributes for e in item.entries):
            raise SchemaError("%s: an arm without since (HL-LANG-34)" % item.made.name)
        item.made.set_arms(arms)

    @staticmethod
    def check_number(number, where):
        if not 1 <= number < 1 << 32:
            raise SchemaError("%s: a number is 1 to 4,294,967,295 (HL-LANG-27)" % where)

    def fill_message(self, unit, item):
        self.distinct(item.made.name, item.entries)
        for entry in item.entries:
            where = "%s.%s" % (item.made.name, entry.name)
            type_ = self.type(unit, entry.type)
            since, removed = entry.attributes.get("since", 1), entry.attributes.get("removed", 0)
            self.check_number(entry.number, where)
            if not 1 <= since <= unit.package.version:
                raise SchemaError("%s: its since (HL-LANG-28)" % where)
            if removed and not since < removed <= unit.package.version:
                raise SchemaError("%s: its removed (HL-LANG-31)" % where)
            default = None
            if entry.default is not None:
                if type_.kind not in WITH_DEFAULT or entry.optional or entry.secret:
                    raise SchemaError("%s cannot have a default (HL-LANG-30)" % where)
                default = self.value(unit, type_, entry.default)
            if since > 1 and not entry.optional and default is None and not type_.zero_is_valid():
                raise SchemaError("%s must mean something where it is missing (HL-LANG-29)" % where)
            self.imported_since(unit, type_, since, where)
            item.made.fields.append(Field(entry.number, entry.name, type_, entry.optional,
                                          entry.secret, since, removed, default))
