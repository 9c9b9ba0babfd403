"""Random schemas over the whole language (spec/language.md), except for what has no wire form:
interfaces and errors."""

from lap import SCALARS, Arm, Const, Enum, Field, Message, Package, Struct, Type, Union
from layout import align, align_up, size
from random_values import Values
from wire import has_zero

SMALL = ["bool", "u8", "i8", "u16", "i16", "u32", "i32", "f32", "u64", "i64", "f64", "u128", "i128"]
KEYS = ["u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64", "u128", "i128", "bool", "uuid", "string"]
NAMES = [("base", "mid", "top"), ("acme.base", "acme.mid", "acme"), ("a1", "b.a1.c_d", "b.a1")]
FOLDERS = ["", "", "lib/", "lib/deep/"]
DOCS = ["Says what it is.", "", "  indented `code` and [a link](nowhere", "/* not a comment */ //", "# Heading",
        "\"quoted\" \\ {braces} %d 'r#\"", "Grüße, 日本語 \U0001f600", "turns \u202e round", "mark \ufeff and \0 and \r and \t."]
# No message may be too long for a reader's patience, nor a block for the format.
LONGEST = 2048


def letters(n):
    """Names that clash with nothing: fa, fb, …"""
    return (letters(n // 26 - 1) if n >= 26 else "") + "abcdefghijklmnopqrstuvwxyz"[n % 26]


def numbers(rng, count, low, high):
    """Numbers of fields or tags: mostly small, some as large as they may be."""
    found = set()
    while len(found) < count:
        found.add(rng.randrange(low, high) if rng.random() < 0.9 else rng.choice([rng.randrange(1, 1 << 32), (1 << 32) - 1, 1 << 31]))
    return rng.sample(sorted(found), count)


class Schemas:
    """One random package with its imports."""

    def __init__(self, rng):
        self.rng = rng

    def root(self):
        packages, names = [], self.rng.choice(NAMES)
        for name in names[3 - self.rng.choice([1, 1, 2, 3]):]:
            packages.append(self.package(name, packages))
        return packages[-1]

    def package(self, name, older):
        rng = self.rng
        version = rng.choice([1, 1, 2, 2, 3, 4]) if rng.random() < 0.97 else rng.choice([9, 40])
        package = Package(name, version, f"{rng.choice(FOLDERS)}{name}.lap")
        package.doc = self.doc()
        if older and rng.random() < 0.9:
            other = older[-1]
            package.imports.append((other, self.pins(package.version, other.version)))
            for further in older[:-1]:
                steps = self.agreeing(package, further)
                if steps and rng.random() < 0.5:
                    package.imports.append((further, steps))
        for i, (other, _) in enumerate(package.imports):
            if rng.random() < 0.3:
                package.aliases[other.name] = f"other{i}"
        self.current, self.since = package, 1
        for i in range(rng.randrange(1, 4)):
            self.enum(f"E{i}")
        self.constants()
        for i in range(rng.randrange(0, 4)):
            self.struct(f"S{i}")
        # Messages come before what they hold is known, so that they can hold each other.
        messages = [Message(package, f"M{i}") for i in range(rng.randrange(2, 6))]
        unions = [Union(package, f"U{i}") for i in range(rng.randrange(0, 3))]
        for decl in messages + unions:
            package.decls[decl.name] = decl
        self.messages = messages
        for union in unions:
            self.union(union)
        for i, message in enumerate(messages):
            self.fill(message, i)
        for decl in package.decls.values():
            decl.doc = self.doc()
        self.shuffle(package)
        return package

    def doc(self):
        return self.rng.sample(DOCS, self.rng.randrange(1, 3)) if self.rng.random() < 0.15 else []

    def shuffle(self, package):
        """The order of declarations means nothing."""
        decls = list(package.decls.items())
        self.rng.shuffle(decls)
        package.decls = dict(decls)

    def pins(self, ours, theirs):
        rng = self.rng
        steps, since, target = [], rng.choice([1, 1, 1, 2]), rng.randrange(1, theirs + 1)
        since = min(since, ours)
        while True:
            steps.append((since, target))
            since, target = since + rng.randrange(1, 3), target + rng.randrange(1, 3)
            if since > ours or target > theirs or rng.random() < 0.3:
                return steps

    def agreeing(self, package, further):
        """Pins of a package that another import reaches already: they have to say the same."""
        steps, last = [], 0
        for version in range(1, package.version + 1):
            pin = package.pin(further, version)
            if pin != last:
                steps.append((version, pin))
                last = pin
        return steps

    def reserve(self, decl, taken, most):
        """Numbers and names that no entry has."""
        if self.rng.random() < 0.15:
            free = next(n for n in range(1, most) if n not in taken)
            decl.reserved = self.rng.sample([str(free), "gone", "also_gone"], self.rng.randrange(1, 4))

    def enum(self, name):
        rng = self.rng
        flags = rng.random() < 0.25
        repr_ = rng.choice(["u8", "u16", "u32", "u64"] + ([] if flags else ["i8", "i16", "i32", "i64"]))
        bits = SCALARS[repr_] * 8
        if flags:
            found = rng.sample(range(bits), rng.choice([1, 2, 3, 5, min(bits, 12)]))
        else:
            low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if repr_[0] == "i" else (0, (1 << bits) - 1)
            pool = {0, 1, 2, 3, low, high, rng.randint(low, high), rng.randint(low, high)}
            found = rng.sample(sorted(pool), rng.randrange(1, min(len(pool), 6)))
            if rng.random() < 0.1:
                found = list(range(rng.randrange(0, 3), 40))
        closed = not flags and rng.random() < 0.5
        values = sorted((number, f"v{letters(i)}") for i, number in enumerate(found))
        decl = Enum(self.current, name, repr_, flags, closed, values)
        if not flags:
            self.reserve(decl, [number for number, _ in values], 60)
        self.current.decls[name] = decl

    def constants(self):
        rng = self.rng
        for i in range(rng.choice([0, 0, 1, 3, 5])):
            enums = [decl for decl in self.current.decls.values() if isinstance(decl, Enum)]
            type_ = rng.choice([Type(rng.choice(SMALL)), Type("u32"), Type("enum", decl=rng.choice(enums)), Type("uuid"),
                                Type("string"), Type("bytes")])
            name = f"C{i}"
            const = self.current.consts[name] = Const(self.current, name, type_)
            if type_.kind == "uuid":
                const.value = rng.randbytes(16)
            elif type_.kind == "bytes":
                const.value = rng.randbytes(rng.randrange(0, 9))
            else:
                const.value = rng.randrange(1, 9) if type_.kind == "u32" else self.default(type_)

    def constant(self, type_, fits=lambda value: True):
        """The name of a constant of exactly this type."""
        for const in self.current.consts.values():
            if (const.type.kind, const.type.decl) == (type_.kind, type_.decl) and fits(const.value):
                return const.name
        return None

    def declared(self, kind):
        """Declarations of this kind that can be used since `self.since`."""
        out = [decl for decl in self.current.decls.values() if isinstance(decl, kind)]
        for other, _ in self.current.imports:
            first = next((v for v in range(1, self.current.version + 1) if self.current.pin(other, v)), None)
            out += [decl for decl in other.decls.values()
                    if isinstance(decl, kind) and first and first <= self.since]
        return out

    def struct(self, name):
        rng = self.rng
        types = [self.fixed(2) for _ in range(rng.randrange(1, 6))]
        types.sort(key=lambda t: -align(t))
        total, widest = sum(map(size, types)), align(types[0])
        rest = align_up(total, widest) - total
        if rest:
            types.append(Type("array", of=Type("u8"), count=rest) if rng.random() < 0.5 or rest > 4 else None)
            if types[-1] is None:
                types[-1:] = [Type("u8") for _ in range(rest)]
        members = [(f"m{letters(i)}", type_) for i, type_ in enumerate(types)]
        self.current.decls[name] = Struct(self.current, name, members)

    def fixed(self, depth):
        """A type that takes no slot."""
        rng = self.rng
        pick = rng.random()
        if pick < 0.5 or depth == 0:
            return Type(rng.choice(SMALL))
        if pick < 0.58:
            return Type("uuid")
        if pick < 0.72:
            return Type("enum", decl=rng.choice(self.declared(Enum)))
        if pick < 0.85:
            structs = self.declared(Struct)
            if structs:
                return Type("struct", decl=rng.choice(structs))
        return self.array(self.fixed(depth - 1))

    def array(self, of):
        rng = self.rng
        count, name = rng.randrange(1, 4), self.constant(Type("u32"), lambda value: 0 < value < 100)
        if rng.random() < 0.1:
            count = rng.choice([8, 16, 17, 32, 33, 100, 300])
        if name and rng.random() < 0.5:
            count = self.current.consts[name].value
        else:
            name = None
        if count * size(of) > LONGEST:
            count, name = 1, None
        return Type("array", of=of, count=count, count_name=name)

    def any(self, depth):
        """Any type that can be used since `self.since`."""
        rng = self.rng
        pick = rng.random()
        if depth == 0 or pick < 0.35:
            return self.fixed(2)
        if pick < 0.5:
            return Type("string")
        if pick < 0.56:
            return Type("bytes")
        if pick < 0.72:
            return Type("vector", of=self.any(depth - 1))
        if pick < 0.8:
            return Type("map", key=self.key(), of=self.any(depth - 1))
        if pick < 0.9:
            unions = [decl for decl in self.declared(Union) if decl.arms]
            if unions:
                return Type("union", decl=rng.choice(unions))
        return Type("message", decl=rng.choice(self.declared(Message)))

    def key(self):
        rng = self.rng
        enums = [decl for decl in self.declared(Enum) if not decl.flags]
        if enums and rng.random() < 0.2:
            return Type("enum", decl=rng.choice(enums))
        return Type(rng.choice(KEYS + ["string"] * 4))

    def union(self, decl):
        rng = self.rng
        tags = sorted(numbers(rng, rng.randrange(1, 5), 1, 12))
        for i, tag in enumerate(tags):
            self.since = 1 if i == 0 else rng.randrange(1, self.current.version + 1)
            # The first arm has no required way back.
            message = self.messages[0] if i == 0 else rng.choice(self.declared(Message))
            decl.arms.append(Arm(tag, f"a{letters(i)}", message, self.since))
        self.reserve(decl, tags, 20)

    def fill(self, message, index):
        rng, version = self.rng, self.current.version
        wide = rng.random() < 0.06
        ids = numbers(rng, rng.randrange(15, 40) if wide else rng.randrange(0, 9), 1, 60)
        for i, id_ in enumerate(ids):
            field = self.field(id_, f"f{letters(i)}", index, rng.choice([1, 1, rng.randrange(1, version + 1)]), wide)
            if field.since < version and rng.random() < 0.12:
                field.removed = rng.randrange(field.since + 1, version + 1)
            if rng.random() < 0.05:
                field.deprecated = rng.choice(["", "said \"why\"", "use\n\\ another\u00e9", "\u202e\r\n\0\ufeff", "\n\n"])
            field.doc = self.doc()
            message.fields.append(field)
        message.fields.sort(key=lambda f: f.id)
        self.reserve(message, ids, 90)

    def field(self, id_, name, index, since, wide):
        rng = self.rng
        self.since = since
        type_ = self.fixed(0) if wide and rng.random() < 0.7 else self.any(3)
        for _ in range(rng.randrange(4, 12) if rng.random() < 0.01 else 0):
            type_ = Type("vector", of=type_) if rng.random() < 0.8 else Type("map", key=self.key(), of=type_)
        field = Field(id_, name, type_, since=since)
        field.optional = rng.random() < (0.8 if wide else 0.35)
        if not field.optional and self.leads_back(type_, index):
            field.optional = True
        if since > 1 and not has_zero(type_):
            field.optional = True
            if type_.kind == "enum" and rng.random() < 0.5:
                field.optional, field.default = False, self.default(type_)
        scalar = type_.kind in SCALARS or type_.kind in ("string", "enum")
        if scalar and not field.optional and field.default is None and rng.random() < 0.4:
            field.default = self.default(type_)
        if field.default is not None and rng.random() < 0.5:
            field.default_name = self.constant(type_)
            if field.default_name:
                field.default = self.current.consts[field.default_name].value
        secret = type_.kind in ("string", "bytes") or type_.kind == "array" and type_.of.kind == "u8"
        field.secret = secret and field.default is None and rng.random() < 0.2
        return field

    def leads_back(self, type_, index):
        """Whether a required field of this type might make a value endless."""
        if type_.kind == "message":
            return type_.decl.package is self.current and self.messages.index(type_.decl) >= index
        if type_.kind == "union":
            return type_.decl.package is self.current and index == 0
        return False

    def default(self, type_):
        """A value that can be written in a schema."""
        if type_.kind == "enum" and not type_.decl.flags:
            return self.rng.choice(type_.decl.values)[0]
        if type_.kind == "string":
            return self.rng.choice(["", "x", "grüße", "a \"b\" \\ c", "\0\x01\x7f\n\t\r", "\U0001f600\u2028'`${x}%s",
                                    "\u202e\ufeff\u2066\u00ad\U000e0001"])
        quiet, ones = {"f32": (0x7FC00000, 0x7F800000), "f64": (0x7FF8 << 48, 0x7FF << 52)}.get(type_.kind, (None, None))
        while True:
            value = Values(self.rng).scalar(type_)
            # Of NaNs only one can be written; infinities can.
            nan = ones is not None and value & ones == ones and value & (ones >> 8 | ones >> 12 | 0xFFFFF)
            if not nan or value == quiet:
                return value
