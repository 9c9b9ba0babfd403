"""Schemas: the abstract form, and how it is written as .lap text, cut back to a version."""

import posixpath

from values import float_json

SCALARS = {
    "bool": 1, "u8": 1, "i8": 1, "u16": 2, "i16": 2, "u32": 4, "i32": 4, "f32": 4,
    "u64": 8, "i64": 8, "f64": 8, "u128": 16, "i128": 16,
}
INTS = {name: size for name, size in SCALARS.items() if name[0] in "ui"}


class Type:
    """`kind` is a scalar's name, uuid, string, bytes, array, vector, map, or enum, struct, message, union."""

    def __init__(self, kind, of=None, key=None, count=None, decl=None, count_name=None):
        self.kind, self.of, self.key, self.count, self.decl = kind, of, key, count, decl
        self.count_name = count_name  # the constant that says the count

    @property
    def is_slot(self):
        return self.kind in ("string", "bytes", "vector", "map", "message", "union")

    def text(self, package):
        if self.kind == "array":
            return f"[{self.of.text(package)}; {self.count_name or number_text(self.count)}]"
        if self.kind == "vector":
            return f"[{self.of.text(package)}]"
        if self.kind == "map":
            return f"{{{self.key.text(package)}: {self.of.text(package)}}}"
        if self.decl is not None:
            return package.reference(self.decl)
        return self.kind


class Decl:
    def __init__(self, package, name, reserved=()):
        self.package, self.name, self.doc = package, name, []
        self.reserved = list(reserved)  # numbers and names, as text

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
        self.default_name, self.doc = None, []  # the constant that says the default
        self.since, self.removed, self.deprecated, self.secret = since, removed, deprecated, secret


class Message(Decl):
    def __init__(self, package, name, fields=()):
        super().__init__(package, name)
        self.fields = list(fields)


class Const(Decl):
    def __init__(self, package, name, type_, value=None):
        super().__init__(package, name)
        self.type, self.value = type_, value


class Package:
    def __init__(self, name, version, file=None):
        self.name, self.version, self.file, self.doc = name, version, file, []
        self.imports = []  # (Package, [(since, version)])
        self.aliases = {}  # the name that an imported package is known by here, by its own
        self.decls = {}
        self.consts = {}

    def reference(self, decl):
        """What a declaration is called here."""
        if decl.package is self:
            return decl.name
        return f"{self.aliases.get(decl.package.name, decl.package.name)}.{decl.name}"

    def imported(self, reference):
        """The package that a name in front of a declaration's stands for."""
        for other, _ in self.imports:
            if reference in (self.aliases.get(other.name), other.name, other.name.rsplit(".", 1)[-1]):
                return other
        raise KeyError(reference)

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


def quote(text):
    """A text of the language, of a str or of bytes."""
    if isinstance(text, bytes):
        return '"' + "".join(chr(b) if 0x20 <= b < 0x7F and b not in b'"\\' else f"\\x{b:02x}" for b in text) + '"'
    out = []
    for char in text:
        code = ord(char)
        if char in '"\\':
            out.append("\\" + char)
        elif char in "\n\r\t\0":
            out.append({"\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}[char])
        elif code < 0x20 or code == 0x7F:
            out.append(f"\\x{code:02x}")
        else:
            out.append(f"\\u{{{code:x}}}" if code > 0x7F and code % 2 else char)
    return '"' + "".join(out) + '"'


def number_text(number):
    """An integer in one of the forms that the language has."""
    sign, size = ("-" if number < 0 else ""), abs(number)
    if size % 7 == 3:
        return f"{sign}0x{size:x}"
    if size % 11 == 5 and size < 256:
        return f"{sign}0b{size:b}"
    return f"{sign}{size:_}" if size % 5 == 0 else str(number)


def value_text(type_, value):
    """A default or a constant."""
    kind = type_.kind
    if kind in ("string", "bytes"):
        return quote(value)
    if kind == "uuid":
        digits = value.hex()
        return quote("-".join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]]))
    if kind == "bool":
        return "true" if value else "false"
    if kind in ("f32", "f64"):
        return float_json(kind, value).strip('"')
    if kind == "enum" and type_.decl.flags:
        names = [name for bit, name in type_.decl.values if value >> bit & 1]
        known = sum(1 << bit for bit, _ in type_.decl.values)
        return " | ".join(names) if names and not value & ~known else number_text(value)
    if kind == "enum":
        return type_.decl.name_of(value)
    return number_text(value)


class Writer:
    """The .lap text of a package as it was at a version."""

    def __init__(self, package, version):
        self.package, self.version, self.out = package, version, []

    def line(self, text, doc=()):
        indent = text[:len(text) - len(text.lstrip())]
        self.out += [f"{indent}/// {said}".rstrip() for said in doc] + [text]

    def all(self):
        package = self.package
        self.line(f"package {package.name} version {self.version}", package.doc)
        for other, steps in package.imports:
            steps = [(since, target) for since, target in steps if since <= self.version]
            if steps:
                said = ", ".join(f"{target}" + since_text(since) for since, target in steps)
                alias = package.aliases.get(other.name)
                path = posixpath.relpath(other.file, posixpath.dirname(package.file) or ".")
                self.line(f'import "{path}"' + (f" as {alias}" if alias else "") + f" version {said}")
        for decl in [*package.decls.values(), *package.consts.values()]:
            self.out.append("")
            self.declaration(decl)
        return "\n".join(self.out) + "\n"

    def declaration(self, decl):
        if isinstance(decl, Const):
            self.line(f"const {decl.name}: {decl.type.text(self.package)} = {value_text(decl.type, decl.value)}", decl.doc)
            return
        if isinstance(decl, Enum):
            word = "flags" if decl.flags else "closed enum" if decl.closed else "enum"
            self.line(f"{word} {decl.name}: {decl.repr} {{", decl.doc)
            for value, name in decl.values:
                self.line(f"  {number_text(value)} {name}")
        else:
            word = type(decl).__name__.lower()
            self.line(f"{word} {decl.name} {{", decl.doc)
            getattr(self, word)(decl)
        if decl.reserved:
            self.line("  reserved " + ", ".join(decl.reserved))
        self.line("}")

    def struct(self, decl):
        for name, type_ in decl.members:
            self.line(f"  {name}: {type_.text(self.package)}")

    def union(self, decl):
        for arm in decl.arms:
            if arm.since <= self.version:
                target = self.package.reference(arm.message)
                self.line(f"  {number_text(arm.tag)} {arm.name}: {target}{since_text(arm.since)}")

    def message(self, decl):
        for field in decl.fields:
            if field.since <= self.version:
                self.line("  " + self.field(field), field.doc)

    def field(self, field):
        line = f"{number_text(field.id)} {field.name}: " + ("secret " if field.secret else "")
        line += field.type.text(self.package) + ("?" if field.optional else "")
        if field.default is not None:
            line += " = " + (field.default_name or value_text(field.type, field.default))
        line += since_text(field.since)
        if field.deprecated is not None:
            line += " deprecated " + quote(field.deprecated)
        if field.removed and field.removed <= self.version:
            line += f" removed {field.removed}"
        return line


def since_text(since):
    return f" since {since}" if since > 1 else ""


def to_text(package, version=None):
    """The .lap text of a package as it was at `version`."""
    return Writer(package, package.version if version is None else version).all()
