"""Schemas: the abstract form, a parser of .lap text, its inverse, and cutting back to a version.

Only what a model needs: it believes that the schema is valid.
"""

import json
import os
import re

from values import float_bits, float_text

SCALARS = {
    "bool": 1, "u8": 1, "i8": 1, "u16": 2, "i16": 2, "u32": 4, "i32": 4, "f32": 4,
    "u64": 8, "i64": 8, "f64": 8, "u128": 16, "i128": 16,
}
INTS = {name: size for name, size in SCALARS.items() if name[0] in "ui"}


class Type:
    """`kind` is a scalar's name, uuid, string, bytes, array, vector, map, or enum, struct, message, union."""

    def __init__(self, kind, of=None, key=None, count=None, decl=None):
        self.kind, self.of, self.key, self.count, self.decl = kind, of, key, count, decl

    @property
    def is_slot(self):
        return self.kind in ("string", "bytes", "vector", "map", "message", "union")

    def text(self, package):
        if self.kind == "array":
            return f"[{self.of.text(package)}; {self.count}]"
        if self.kind == "vector":
            return f"[{self.of.text(package)}]"
        if self.kind == "map":
            return f"{{{self.key.text(package)}: {self.of.text(package)}}}"
        if self.decl is not None:
            if self.decl.package is package:
                return self.decl.name
            return f"{self.decl.package.name}.{self.decl.name}"
        return self.kind


class Decl:
    def __init__(self, package, name):
        self.package, self.name = package, name

    @property
    def full_name(self):
        return f"{self.package.name}.{self.name}"


class Enum(Decl):
    def __init__(self, package, name, repr_, flags=False, closed=False, values=()):
        super().__init__(package, name)
        self.repr, self.flags, self.closed, self.values = repr_, flags, closed, list(values)

    def name_of(self, value):
        for number, name in self.values:
            if number == value:
                return name
        return None

    def value_of(self, name):
        for number, other in self.values:
            if other == name:
                return number
        raise KeyError(name)


class Struct(Decl):
    def __init__(self, package, name, members=()):
        super().__init__(package, name)
        self.members = list(members)  # (name, Type)


class Arm:
    def __init__(self, tag, name, message, since=1):
        self.tag, self.name, self.message, self.since = tag, name, message, since


class Union(Decl):
    def __init__(self, package, name, arms=()):
        super().__init__(package, name)
        self.arms = list(arms)


class Field:
    def __init__(self, id_, name, type_, optional=False, default=None, since=1, removed=None,
                 deprecated=None, secret=False):
        self.id, self.name, self.type, self.optional, self.default = id_, name, type_, optional, default
        self.since, self.removed, self.deprecated, self.secret = since, removed, deprecated, secret


class Message(Decl):
    def __init__(self, package, name, fields=(), reserved=()):
        super().__init__(package, name)
        self.fields, self.reserved = list(fields), list(reserved)


class Package:
    def __init__(self, name, version, file=None):
        self.name, self.version, self.file = name, version, file
        self.imports = []  # (Package, [(since, version)])
        self.decls = {}
        self.consts = []  # (name, type text, value text)

    def pin(self, other, version):
        """The version of `other` that our `version` means; 0: not imported yet."""
        if other is self:
            return version
        if version == 0:
            return 0
        for package, steps in self.imports:
            direct = 0
            for since, target in steps:
                if since <= version:
                    direct = target
            if package is other:
                if direct:
                    return direct
                continue
            if direct:
                through = package.pin(other, direct)
                if through:
                    return through
        return 0

    def closure(self):
        seen = [self]
        for package in seen:
            for other, _ in package.imports:
                if other not in seen:
                    seen.append(other)
        return seen

    def find(self, full_name):
        for package in self.closure():
            for decl in package.decls.values():
                if decl.full_name == full_name:
                    return decl
        raise KeyError(full_name)

    def messages(self):
        return [d for d in self.decls.values() if isinstance(d, Message)]


TOKEN = re.compile(
    r'(?P<space>\s+|//[^\n]*)|(?P<string>"(?:[^"\\]|\\.)*")'
    r"|(?P<number>-?(?:0x[0-9a-fA-F_]+|[0-9][0-9_]*(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?))"
    r"|(?P<name>-?[A-Za-z_][A-Za-z0-9_.]*)|(?P<mark>[{}\[\]:;,?=()])")


def tokens(text):
    at = 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            raise ValueError(f"unexpected text at {at}: {text[at:at + 20]!r}")
        if match.lastgroup != "space":
            yield match.lastgroup, match.group()
        at = match.end()
    yield "end", ""


class Parser:
    def __init__(self, text, load):
        self.all, self.at, self.load, self.package = list(tokens(text)), 0, load, None
        self.late = []

    def peek(self, ahead=0):
        return self.all[self.at + ahead][1]

    def take(self):
        self.at += 1
        return self.all[self.at - 1][1]

    def want(self, text):
        got = self.take()
        if got != text:
            raise ValueError(f"expected {text!r}, got {got!r} near {self.all[max(0, self.at - 6):self.at + 3]}")

    def accept(self, text):
        if self.peek() == text and self.all[self.at][0] != "string":
            self.at += 1
            return True
        return False

    def number(self):
        return int(self.take().replace("_", ""), 0)

    def parse(self):
        self.want("package")
        name = self.take()
        self.want("version")
        self.package = Package(name, self.number())
        while self.peek() != "":
            word = self.take()
            getattr(self, "p_" + word)()
        for job in self.late:
            job()
        return self.package

    def p_import(self):
        file = unquote(self.take())
        self.want("version")
        steps = []
        while True:
            version, since = self.number(), 1
            if self.accept("since"):
                since = self.number()
            steps.append((since, version))
            if not self.accept(","):
                break
        self.package.imports.append((self.load(file), steps))

    def p_const(self):
        name = self.take()
        self.want(":")
        type_ = self.take()
        self.want("=")
        self.package.consts.append((name, type_, self.take()))

    def p_closed(self):
        self.want("enum")
        self.p_enum(closed=True)

    def p_flags(self):
        self.p_enum(flags=True)

    def p_enum(self, closed=False, flags=False):
        decl = Enum(self.package, self.take(), None, flags, closed)
        self.want(":")
        decl.repr = self.take()
        self.want("{")
        while not self.accept("}"):
            value = self.number()
            decl.values.append((value, self.take()))
        decl.values.sort()
        self.package.decls[decl.name] = decl

    def p_struct(self):
        decl = Struct(self.package, self.take())
        self.package.decls[decl.name] = decl
        self.want("{")
        while not self.accept("}"):
            name = self.take()
            self.want(":")
            decl.members.append((name, self.type()))

    def p_union(self):
        decl = Union(self.package, self.take())
        self.package.decls[decl.name] = decl
        self.want("{")
        while not self.accept("}"):
            tag, name = self.number(), self.take()
            self.want(":")
            type_, since = self.type(), 1
            if self.accept("since"):
                since = self.number()
            arm = Arm(tag, name, None, since)
            decl.arms.append(arm)
            self.late.append(lambda arm=arm, type_=type_: setattr(arm, "message", type_.decl))
        decl.arms.sort(key=lambda arm: arm.tag)

    def p_message(self):
        decl = Message(self.package, self.take())
        self.package.decls[decl.name] = decl
        self.want("{")
        while not self.accept("}"):
            if self.peek() == "reserved" and self.peek(2) != ":":
                self.take()
                while True:
                    decl.reserved.append(self.take())
                    if not self.accept(","):
                        break
                continue
            field = Field(self.number(), self.take(), None)
            self.want(":")
            field.secret = self.accept("secret")
            field.type = self.type()
            field.optional = self.accept("?")
            if self.accept("="):
                raw = self.all[self.at]
                self.take()
                self.late.append(lambda f=field, raw=raw: setattr(f, "default", default_of(f.type, raw)))
            while True:
                if self.accept("since"):
                    field.since = self.number()
                elif self.accept("removed"):
                    field.removed = self.number()
                elif self.accept("deprecated"):
                    field.deprecated = unquote(self.take())
                else:
                    break
            decl.fields.append(field)
        decl.fields.sort(key=lambda f: f.id)

    def type(self):
        if self.accept("["):
            of = self.type()
            if self.accept(";"):
                count = self.peek()
                if count[0].isdigit():
                    count = self.number()
                else:
                    self.take()
                    count = next(int(v, 0) for n, _, v in self.package.consts if n == count)
                self.want("]")
                return Type("array", of=of, count=count)
            self.want("]")
            return Type("vector", of=of)
        if self.accept("{"):
            key = self.type()
            self.want(":")
            of = self.type()
            self.want("}")
            return Type("map", of=of, key=key)
        name = self.take()
        if name in SCALARS or name in ("uuid", "string", "bytes"):
            return Type(name)
        type_ = Type(None)

        def resolve():
            if "." in name:
                package, local = name.rsplit(".", 1)
                decl = next(p for p, _ in self.package.imports if p.name == package).decls[local]
            else:
                decl = self.package.decls[name]
            type_.decl = decl
            type_.kind = {Enum: "enum", Struct: "struct", Union: "union", Message: "message"}[type(decl)]

        self.late.insert(0, resolve)
        return type_


def unquote(text):
    return json.loads(text)


def default_of(type_, token):
    """A default as a value of the model (floats as their bits)."""
    group, text = token
    if type_.kind == "string":
        return unquote(text)
    if type_.kind == "bool":
        return text == "true"
    if type_.kind in ("f32", "f64"):
        return float_bits(type_.kind, text)
    if type_.kind == "enum" and not text.lstrip("-")[0].isdigit():
        return type_.decl.value_of(text)
    return int(text.replace("_", ""), 0)


def load(path, cache=None):
    cache = {} if cache is None else cache
    path = os.path.normpath(path)
    if path not in cache:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        package = Parser(text, lambda name: load(os.path.join(os.path.dirname(path), name), cache)).parse()
        package.file = os.path.basename(path)
        cache[path] = package
    return cache[path]


def quote(text):
    """A text of the language; control characters are not needed."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def default_text(field):
    kind, value = field.type.kind, field.default
    if kind == "string":
        return quote(value)
    if kind == "bool":
        return "true" if value else "false"
    if kind in ("f32", "f64"):
        return float_text(kind, value)
    if kind == "enum" and not field.type.decl.flags:
        return field.type.decl.name_of(value)
    return str(value)


def to_text(package, version=None):
    """The .lap text of a package as it was at `version`."""
    version = package.version if version is None else version
    out = [f"package {package.name} version {version}", ""]
    for other, steps in package.imports:
        steps = [(since, target) for since, target in steps if since <= version]
        if steps:
            said = ", ".join(f"{target}" + (f" since {since}" if since > 1 else "") for since, target in steps)
            out += [f'import "{other.file}" version {said}', ""]
    for decl in package.decls.values():
        if isinstance(decl, Enum):
            word = "flags" if decl.flags else "closed enum" if decl.closed else "enum"
            out.append(f"{word} {decl.name}: {decl.repr} {{")
            out += [f"  {value} {name}" for value, name in decl.values]
        elif isinstance(decl, Struct):
            out.append(f"struct {decl.name} {{")
            out += [f"  {name}: {type_.text(package)}" for name, type_ in decl.members]
        elif isinstance(decl, Union):
            out.append(f"union {decl.name} {{")
            for arm in decl.arms:
                if arm.since <= version:
                    target = arm.message
                    name = target.name if target.package is package else target.full_name
                    out.append(f"  {arm.tag} {arm.name}: {name}" + (f"  since {arm.since}" if arm.since > 1 else ""))
        else:
            out.append(f"message {decl.name} {{")
            for f in decl.fields:
                if f.since <= version:
                    line = f"  {f.id} {f.name}: " + ("secret " if f.secret else "") + f.type.text(package)
                    line += "?" if f.optional else ""
                    if f.default is not None:
                        line += " = " + default_text(f)
                    line += f"  since {f.since}" if f.since > 1 else ""
                    if f.deprecated:
                        line += "  deprecated " + quote(f.deprecated)
                    if f.removed and f.removed <= version:
                        line += f"  removed {f.removed}"
                    out.append(line)
        out += ["}", ""]
    return "\n".join(out)
