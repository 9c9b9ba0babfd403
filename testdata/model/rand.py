"""Random schemas, values, buffers of newer writers, and damage."""

import struct
import zlib

from lap import SCALARS, Arm, Enum, Field, Message, Package, Struct, Type, Union
from layout import align, align_up, size
from wire import Encoder, entry_of, has_zero, key_order, substitute

SMALL = ["bool", "u8", "i8", "u16", "i16", "u32", "i32", "f32", "u64", "i64", "f64", "u128", "i128"]
KEYS = ["u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64", "u128", "i128", "bool", "uuid", "string"]


def letters(n):
    """Names that clash with nothing: fa, fb, …"""
    return (letters(n // 26 - 1) if n >= 26 else "") + "abcdefghijklmnopqrstuvwxyz"[n % 26]


class Schemas:
    """One random package with its imports."""

    def __init__(self, rng):
        self.rng = rng

    def root(self):
        packages = []
        for name in ["base", "mid", "top"][3 - self.rng.choice([1, 1, 2, 3]):]:
            packages.append(self.package(name, packages))
        return packages[-1]

    def package(self, name, older):
        rng = self.rng
        package = Package(name, rng.choice([1, 1, 2, 2, 3, 4]), f"{name}.lap")
        if older and rng.random() < 0.9:
            other = older[-1]
            package.imports.append((other, self.pins(package.version, other.version)))
            for further in older[:-1]:
                steps = self.agreeing(package, further)
                if steps and rng.random() < 0.5:
                    package.imports.append((further, steps))
        self.current, self.since = package, 1
        for i in range(rng.randrange(1, 4)):
            self.enum(f"E{i}")
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
        return package

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

    def enum(self, name):
        rng = self.rng
        flags = rng.random() < 0.25
        repr_ = rng.choice(["u8", "u16", "u32", "u64"] + ([] if flags else ["i8", "i16", "i32", "i64"]))
        bits = SCALARS[repr_] * 8
        if flags:
            numbers = rng.sample(range(bits), rng.randrange(1, min(bits, 6)))
        else:
            low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if repr_[0] == "i" else (0, (1 << bits) - 1)
            pool = {0, 1, 2, 3, low, high, rng.randint(low, high), rng.randint(low, high)}
            numbers = rng.sample(sorted(pool), rng.randrange(1, min(len(pool), 6)))
        closed = not flags and rng.random() < 0.5
        values = sorted((number, f"v{letters(i)}") for i, number in enumerate(numbers))
        self.current.decls[name] = Enum(self.current, name, repr_, flags, closed, values)

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
        return Type("array", of=self.fixed(depth - 1), count=rng.randrange(1, 4))

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
        tags = sorted(rng.sample(range(1, 12), rng.randrange(1, 5)))
        for i, tag in enumerate(tags):
            self.since = 1 if i == 0 else rng.randrange(1, self.current.version + 1)
            # The first arm has no required way back.
            message = self.messages[0] if i == 0 else rng.choice(self.declared(Message))
            decl.arms.append(Arm(tag, f"a{letters(i)}", message, self.since))

    def fill(self, message, index):
        rng, version = self.rng, self.current.version
        ids = rng.sample(range(1, 40), rng.randrange(0, 9))
        for i, id_ in enumerate(ids):
            since = rng.choice([1, 1, rng.randrange(1, version + 1)])
            self.since = since
            type_ = self.any(3)
            field = Field(id_, f"f{letters(i)}", type_, since=since)
            field.optional = rng.random() < 0.35
            if not field.optional and self.leads_back(type_, index):
                field.optional = True
            if since > 1 and not has_zero(type_):
                field.optional = True
                if type_.kind == "enum" and rng.random() < 0.5:
                    field.optional, field.default = False, self.default(type_)
            scalar = type_.kind in SCALARS or type_.kind in ("string", "enum")
            if scalar and not field.optional and field.default is None and rng.random() < 0.4:
                field.default = self.default(type_)
            secret = type_.kind in ("string", "bytes") or type_.kind == "array" and type_.of.kind == "u8"
            if secret and field.default is None and rng.random() < 0.15:
                field.secret = True
            if since < version and rng.random() < 0.12:
                field.removed = rng.randrange(since + 1, version + 1)
            elif rng.random() < 0.05:
                field.deprecated = "said \"why\""
            message.fields.append(field)
        message.fields.sort(key=lambda f: f.id)

    def leads_back(self, type_, index):
        """Whether a required field of this type might make a value endless."""
        if type_.kind == "message":
            return type_.decl.package is self.current and self.messages.index(type_.decl) >= index
        if type_.kind == "union":
            return type_.decl.package is self.current and index == 0
        return False

    def default(self, type_):
        if type_.kind == "enum" and not type_.decl.flags:
            return self.rng.choice(type_.decl.values)[0]
        if type_.kind == "string":
            return self.rng.choice(["", "x", "grüße", "a \"b\" \\ c"])
        while True:
            value = Values(self.rng).scalar(type_)
            ones = {"f32": 0x7F800000, "f64": 0x7FF0000000000000}.get(type_.kind)
            if ones is None or value & ones != ones:
                return value


TEXTS = ["", "a", "ab", "hello", "é", "€uro", "😀", "\0", "\x7f\x80", "\ud7ff\ue000", "\u2028", "\"quoted\" \\ \n\t\r\b\f\x1f", "日本語のテキスト", "x" * 40]


class Values:
    """Random values; `fuel` bounds how much is made."""

    def __init__(self, rng, fuel=60):
        self.rng, self.fuel = rng, fuel

    def scalar(self, type_):
        rng = self.rng
        kind = type_.kind
        if kind == "enum":
            if type_.decl.closed or not type_.decl.flags and rng.random() < 0.7:
                return rng.choice(type_.decl.values)[0]
            kind = type_.decl.repr
        if kind == "bool":
            return rng.random() < 0.5
        bits = SCALARS[kind] * 8
        if kind == "f32" and rng.random() < 0.7:
            return struct.unpack("<I", struct.pack("<f", rng.choice([0.0, -0.0, 1.5, 0.1, -2.0, 16777216.0, 1e-7, rng.uniform(-1e6, 1e6)])))[0]
        if kind == "f64" and rng.random() < 0.7:
            return struct.unpack("<Q", struct.pack("<d", rng.choice([0.0, -0.0, 1.5, 0.1, 1e21, 5e-324, -123456.789, rng.uniform(-1e9, 1e9)])))[0]
        low = -(1 << bits - 1) if kind[0] == "i" else 0
        high = (1 << bits) - 1 + low
        return rng.choice([0, 1, low, high, rng.randint(low, high), rng.randint(max(low, -100), min(high, 100))])

    def fixed(self, type_):
        if type_.kind == "uuid":
            return self.rng.randbytes(16) if self.rng.random() < 0.8 else bytes(16)
        if type_.kind == "array":
            return [self.fixed(type_.of) for _ in range(type_.count)]
        if type_.kind == "struct":
            return {name: self.fixed(member) for name, member in type_.decl.members}
        return self.scalar(type_)

    def text(self):
        return self.rng.choice(TEXTS) + (self.rng.choice(TEXTS) if self.rng.random() < 0.3 else "")

    def any(self, type_, version, depth):
        rng, kind = self.rng, type_.kind
        self.fuel -= 1
        if kind == "string":
            return self.text()
        if kind == "bytes":
            return rng.randbytes(rng.choice([0, 1, 2, 3, 7, 8, 9]))
        count = 0 if self.fuel <= 0 or depth > 20 else rng.choice([0, 1, 1, 2, 3])
        if kind == "vector":
            return [self.any(type_.of, version, depth + 1) for _ in range(count)]
        if kind == "map":
            order = key_order(type_)
            pairs = {order(k): (k, self.any(type_.of, version, depth + 1)) for k in
                     [self.text() if type_.key.kind == "string" else self.fixed(type_.key) for _ in range(count)]}
            return [pairs[key] for key in sorted(pairs)]
        if kind == "message":
            return self.message(type_.decl, version, depth + 1)
        if kind == "union":
            arms = [arm for arm in type_.decl.arms if arm.since <= version(type_.decl)]
            arm = arms[0] if self.fuel <= 0 or depth > 20 else rng.choice(arms)
            return arm.name, self.message(arm.message, version, depth + 1)
        return self.fixed(type_)

    def message(self, message, version, depth=0):
        """`version(decl)`: the version of a declaration's package that the value is for."""
        rng, out = self.rng, {}
        newest, wanted = message.package.version, version(message)
        for field in message.fields:
            if field.removed is not None and newest >= field.removed:
                continue
            if field.since > wanted:
                value = substitute(field)
                if value is not None:
                    out[field.name] = value
            elif not field.optional or self.fuel > 0 and depth < 20 and rng.random() < 0.6:
                out[field.name] = self.any(field.type, version, depth)
        return out


    def deep(self, message, version, depth=0):
        """A value with one long way down, and nothing else that is not required."""
        self.fuel = 0
        out = self.message(message, version, 100)
        ways = [f for f in message.fields if f.name in out or f.optional and f.since <= version(message)]
        ways = [f for f in ways if f.removed is None and leads_on(f.type)]
        if ways and depth < 70:
            field = self.rng.choice(ways)
            out[field.name] = self.deeper(field.type, version, depth)
        return out

    def deeper(self, type_, version, depth):
        if type_.kind == "vector":
            return [self.deeper(type_.of, version, depth)]
        if type_.kind == "map":
            key = self.text() if type_.key.kind == "string" else self.fixed(type_.key)
            return [(key, self.deeper(type_.of, version, depth))]
        if type_.kind == "message":
            return self.deep(type_.decl, version, depth + 1)
        arm = self.rng.choice([arm for arm in type_.decl.arms if arm.since <= version(type_.decl)])
        return arm.name, self.deep(arm.message, version, depth + 1)


def leads_on(type_):
    return type_.kind in ("message", "union") or type_.kind in ("vector", "map") and leads_on(type_.of)


class Deep(Encoder):
    """Writes what no encoder may."""

    deepest = 1000


class Loose(Encoder):
    """Writes as a newer writer might: longer blocks, gaps, unknown arms, bytes that nobody looks at."""

    def __init__(self, root, rng):
        super().__init__(root)
        self.rng = rng
        known = self.view.length
        self.view.length = lambda message: known(message) + 8 * self.rng.choice([0, 0, 1, 3])
        self.known = known

    def noise(self, length):
        return self.rng.randbytes(length)

    def place(self, length, alignment):
        start = align_up(len(self.out), alignment) + alignment * self.rng.choice([0, 0, 0, 1, 2])
        self.out += self.noise(start - len(self.out)) + bytes(length)
        return start

    def extra(self, message, at, length):
        """Noise behind the known part of a block."""
        known = self.known(message)
        self.out[at + known:at + length] = self.noise(length - known)

    def encode(self, value):
        root_length = self.view.length(self.root)
        self.out += bytes(root_length)
        self.extra(self.root, 0, root_length)
        self.block(self.root, value, "", 0, 0)
        self.pad(8)
        self.out += self.noise(8 * self.rng.choice([0, 0, 1]))
        return root_length, bytes(self.out)

    def slot(self, type_, value, path, at, depth):
        if type_.kind != "message":
            return super().slot(type_, value, path, at, depth)
        length = self.view.length(type_.decl)
        target = self.place(length, 8)
        self.extra(type_.decl, target, length)
        self.block(type_.decl, value, path, target, depth)
        self.out[at:at + 8] = struct.pack("<II", target - at, length)

    def blocks(self, type_, value, path, depth):
        if type_.kind == "map":
            message = entry_of(type_)
            value = [{"key": key, "value": item} for key, item in value]
        else:
            message = type_.of.decl
        stride = self.view.length(message)
        target = self.place(8 + stride * len(value), 8)
        self.out[target:target + 4] = struct.pack("<I", stride)
        for i, item in enumerate(value):
            self.extra(message, target + 8 + i * stride, stride)
            self.fixed(message, item, path, target + 8 + i * stride)
        for i, item in enumerate(value):
            self.slots(message, item, path, target + 8 + i * stride, depth)
        return target, len(value)

    def union(self, decl, value, path, depth):
        known = [arm.tag for arm in decl.arms if arm.since <= self.view.union(decl)]
        unknown = [tag for tag in range(1, 14) if tag not in known]
        if self.rng.random() < 0.25:
            block = 8 * self.rng.choice([1, 2])
            payload = block + 8 * self.rng.choice([0, 1, 2])
            target = self.place(8, 8)
            self.out[target:] = struct.pack("<II", block, payload) + self.noise(payload)
            return target, self.rng.choice(unknown)
        arm = next(arm for arm in decl.arms if arm.name == value[0])
        length = self.view.length(arm.message)
        target = self.place(8 + length, 8)
        self.extra(arm.message, target + 8, length)
        self.block(arm.message, value[1], path, target + 8, depth)
        self.pad(8)
        self.out += self.noise(8 * self.rng.choice([0, 0, 1]))
        self.out[target:target + 8] = struct.pack("<II", length, len(self.out) - target - 8)
        return target, arm.tag


NUMBERS = [0, 1, 2, 3, 4, 7, 8, 9, 16, 24, 40, 64, 255, 256, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF8, 0xFFFFFFFF, 0x20000000, 0x10000000]


def reseal(data):
    """The body's length and, where the flag is set, the checksum made right again."""
    data[32:36] = struct.pack("<I", len(data) - 40)
    if data[6] & 1:
        data[36:40] = struct.pack("<I", zlib.crc32(data[40:], zlib.crc32(data[:36])))
    return data


def damage_text(rng, good):
    """A JSON text with a few bytes wrong: mostly no JSON any more, or another value."""
    text = bytearray(good)
    for _ in range(rng.choice([1, 1, 2, 3])):
        at = rng.randrange(len(text) + 1)
        end = min(len(text), at + rng.choice([1, 1, 1, 2, 5, 20]))
        way = rng.random()
        if way < 0.3:
            text[at:end] = b""
        elif way < 0.6:
            text[at:at] = rng.choice([b'"', b"\\", b",", b":", b"{", b"}", b"[", b"]", b"0", b"-", b".", b"e9", b"null", b"\n",
                                      b"\r\n\t ", b"\\ud800", b"\\u00e9", "\u00e9\U0001f600".encode(), b"\xc3", b"\xff", b"\0"])
        elif way < 0.8:
            text[at:end] = rng.randbytes(end - at)
        elif way < 0.95:
            # Keys and elements that are there twice.
            text[at:at] = text[at:min(len(text), at + rng.randrange(60))]
        else:
            del text[at:]
    return bytes(text)


def damage(rng, good, newest, schema_id):
    """A damaged copy. `schema_id(version)` is for versions that exist."""
    data = bytearray(good)
    body = len(data) - 40
    way = rng.random()
    if way < 0.04:
        return bytes(data[:rng.randrange(len(data))])
    if way < 0.10:
        data[rng.randrange(40)] ^= 1 << rng.randrange(8)
        return bytes(data)
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        way = rng.random()
        at = 40 + rng.randrange(max(body, 1)) if len(data) > 40 else 39
        word = 40 + 4 * rng.randrange(max(1, (len(data) - 40) // 4))
        if way < 0.25:
            data[min(at, len(data) - 1)] ^= 1 << rng.randrange(8)
        elif way < 0.35:
            data[min(at, len(data) - 1)] = rng.randrange(256)
        elif way < 0.60 and word + 4 <= len(data):
            old = struct.unpack_from("<I", data, word)[0]
            new = rng.choice([old + rng.choice([-8, -4, -1, 1, 4, 8]), rng.choice(NUMBERS), len(data) - word, old * 2])
            struct.pack_into("<I", data, word, new & 0xFFFFFFFF)
        elif way < 0.66:
            end = 40 + (len(data) - 40) // 8 * rng.randrange(9) // 8 * 8
            del data[end:]
        elif way < 0.72:
            data += rng.choice([bytes(8), rng.randbytes(8), bytes(16)])
        elif way < 0.79 and len(data) >= 56:
            a, b = (40 + 8 * rng.randrange((len(data) - 40) // 8) for _ in range(2))
            # Entries of maps change places, or are there twice.
            if rng.random() < 0.6:
                data[a:a + 8], data[b:b + 8] = data[b:b + 8], data[a:a + 8]
            else:
                data[a:a + 8] = data[b:b + 8]
        elif way < 0.85 and len(data) >= 48:
            a = 40 + 8 * rng.randrange((len(data) - 40) // 8)
            data[a:a + 8] = bytes(8)
        elif way < 0.90:
            a = 40 + 8 * rng.randrange((len(data) - 40) // 8 + 1)
            data[a:a] = rng.choice([bytes(8), rng.randbytes(8)])
        elif way < 0.95:
            version = rng.choice([newest + 1, newest + 1, 0, 65535, rng.randrange(1, newest + 1)])
            data[24:28] = struct.pack("<I", version)
            if 1 <= version <= newest:
                data[16:24] = schema_id(version)
        else:
            data[28:32] = struct.pack("<I", rng.choice([0, 8, 16, 24, 32, 40, 12, len(data) - 40, 0xFFFFFFF8]))
    if rng.random() < 0.95:
        reseal(data)
    return bytes(data)


def has_removed(root):
    """Whether a reader of this root might not keep something that an older writer wrote."""
    seen, queue = set(), [root]
    while queue:
        use = queue.pop()
        if isinstance(use, Message):
            if use.full_name in seen:
                continue
            seen.add(use.full_name)
            for field in use.fields:
                if field.removed is not None:
                    return True
                queue.append(field.type)
        elif use.kind in ("array", "vector", "map"):
            queue.append(use.of)
        elif use.kind == "message":
            queue.append(use.decl)
        elif use.kind == "union":
            queue += [arm.message for arm in use.decl.arms]
    return False
