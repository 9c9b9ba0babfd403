"""Reads .lap text. Only what a model needs: it believes that the schema is valid."""

import os
import re

from lap import SCALARS, Arm, Const, Enum, Field, Message, Package, Struct, Type, Union
from values import float_from_json

TOKEN = re.compile(
    r'(?P<space>\s+|//[^\n]*)|(?P<string>"(?:[^"\\]|\\.)*")'
    r"|(?P<number>-?(?:0x[0-9a-fA-F_]+|0b[01_]+|[0-9][0-9_]*(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?))"
    r"|(?P<name>-?[A-Za-z_][A-Za-z0-9_.]*)|(?P<mark>[{}\[\]:;,?=()|])")


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
        self.types, self.constants, self.late = [], [], []  # what is left to do, in this order

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
        return integer(self.take())

    def parse(self):
        self.want("package")
        name = self.take()
        self.want("version")
        self.package = Package(name, self.number())
        while self.peek() != "":
            word = self.take()
            getattr(self, "p_" + word)()
        for job in self.types + self.constants + self.late:
            job()
        return self.package

    def p_import(self):
        file = unquote(self.take())
        alias = self.take() if self.accept("as") else None
        self.want("version")
        steps = []
        while True:
            version, since = self.number(), 1
            if self.accept("since"):
                since = self.number()
            steps.append((since, version))
            if not self.accept(","):
                break
        other = self.load(file)
        self.package.imports.append((other, steps))
        if alias:
            self.package.aliases[other.name] = alias

    def p_const(self):
        name = self.take()
        self.want(":")
        const = Const(self.package, name, self.type())
        self.package.consts[name] = const
        self.want("=")
        self.value(const.type, lambda value: setattr(const, "value", value), self.constants)

    def value(self, type_, keep, jobs):
        """Reads a value, which is worked out when all declarations are known."""
        said = [self.all[self.at]]
        self.take()
        while self.accept("|"):
            said.append(self.all[self.at])
            self.take()
        jobs.append(lambda: keep(value_of(self.package, type_, said)))

    def reserved(self, decl):
        """Whether what comes is said to be reserved."""
        if self.peek() != "reserved" or self.peek(2) == ":":
            return False
        self.take()
        while True:
            decl.reserved.append(self.take())
            if not self.accept(","):
                return True

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
            if not self.reserved(decl):
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
            if self.reserved(decl):
                continue
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
            if self.reserved(decl):
                continue
            field = Field(self.number(), self.take(), None)
            self.want(":")
            field.secret = self.accept("secret")
            field.type = self.type()
            field.optional = self.accept("?")
            if self.accept("="):
                self.value(field.type, lambda value, f=field: setattr(f, "default", value), self.late)
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
                array, count = Type("array", of=of), self.take()
                if count[0].isdigit():
                    array.count = integer(count)
                else:
                    self.late.append(lambda: setattr(array, "count", self.package.consts[count].value))
                self.want("]")
                return array
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
                decl = self.package.imported(package).decls[local]
            else:
                decl = self.package.decls[name]
            type_.decl = decl
            type_.kind = {Enum: "enum", Struct: "struct", Union: "union", Message: "message"}[type(decl)]

        self.types.append(resolve)
        return type_


def integer(text):
    return int(text.replace("_", ""), 0)


ESCAPE = re.compile(r"\\(?:u\{(?P<char>[0-9a-fA-F]+)\}|x(?P<byte>[0-9a-fA-F]{2})|(?P<short>.))")


def unquote_bytes(text):
    def meant(match):
        if match["char"]:
            return chr(int(match["char"], 16)).encode()
        if match["byte"]:
            return bytes([int(match["byte"], 16)])
        return {"n": b"\n", "r": b"\r", "t": b"\t", "0": b"\0"}.get(match["short"], match["short"].encode())

    out, at, inner = b"", 0, text[1:-1]
    for match in ESCAPE.finditer(inner):
        out += inner[at:match.start()].encode() + meant(match)
        at = match.end()
    return out + inner[at:].encode()


def unquote(text):
    return unquote_bytes(text).decode()


def value_of(package, type_, said):
    """A default or a constant as a value of the model (floats as their bits)."""
    kind, (group, text) = type_.kind, said[0]
    named = kind == "enum" and any(name == text for _, name in type_.decl.values)
    if group == "name" and text in package.consts and not named and text not in ("true", "false"):
        if len(said) == 1:
            return package.consts[text].value
    if kind in ("string", "bytes"):
        return unquote(text) if kind == "string" else unquote_bytes(text)
    if kind == "uuid":
        return bytes.fromhex(unquote(text).replace("-", ""))
    if kind == "bool":
        return text == "true"
    if kind in ("f32", "f64"):
        return float_from_json(kind, text.replace("_", ""))
    if kind == "enum" and group == "name":
        numbers = [type_.decl.value_of(name) if any(n == name for _, n in type_.decl.values) else None for _, name in said]
        if not type_.decl.flags:
            return numbers[0]
        return sum({1 << bit for bit in numbers})
    return integer(text)


def load(path, cache=None):
    cache = {} if cache is None else cache
    path = os.path.normpath(path)
    if path not in cache:
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
        package = Parser(text, lambda name: load(os.path.join(os.path.dirname(path), name), cache)).parse()
        package.file = os.path.basename(path)
        cache[path] = package
    return cache[path]


