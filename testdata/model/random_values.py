"""Random values of the types of a schema, with those at the edges among them."""

import struct

from lap import SCALARS
from wire import key_order, substitute

TEXTS = ["", "", "a", "ab", "hello", "é", "€uro", "😀", "\U0010ffff\U00010000", "\0", "\x7f\x80", "\ud7ff\ue000", "\ufffe\uffff",
         "\u2028", "e\u0301\u202e", "\"quoted\" \\ \n\t\r\b\f\x1f/", "日本語のテキスト", "x" * 40, "#7", "nan", "null"]
LONG = ["y" * 255, "ß" * 130, "𝄞" * 70, "z" * 1000]
F32 = [0.0, -0.0, 1.5, 0.1, -2.0, 16777216.0, 16777217.0, 1e-7, 1e21, 1e20, 3.4028234663852886e38, 1e-45, 1.1754943508222875e-38,
       2.0**-12, float("inf"), float("-inf")]
F64 = [0.0, -0.0, 1.5, 0.1, 1e21, 1e20, 123456789012345680000.0, 5e-324, -123456.789, 1e-6, 1e-7, 9007199254740993.0,
       1.7976931348623157e308, 2.2250738585072014e-308, 1e23, float("inf"), float("-inf")]
NANS = {"f32": [0x7FC00000, 0xFFC00000, 0x7F800001, 0x7FFFFFFF, 0xFF800001, 0x7FA00000],
        "f64": [0x7FF8 << 48, 0xFFF8 << 48, (0x7FF0 << 48) + 1, 0x7FFFFFFFFFFFFFFF, 0xFFF4 << 48]}


class Values:
    """Random values; `fuel` bounds how much is made."""

    def __init__(self, rng, fuel=60):
        self.rng, self.fuel = rng, fuel

    def real(self, kind):
        rng = self.rng
        if rng.random() < 0.15:
            return rng.choice(NANS[kind])
        value = rng.choice(F32 if kind == "f32" else F64)
        if rng.random() < 0.3:
            # The last, and 2^-12 above, may lie halfway between two shortest decimals.
            value = rng.choice([rng.uniform(-1e6, 1e6), round(rng.uniform(-100, 100), 2), float(rng.randrange(1 << 24)),
                                rng.randrange(1, 256) / (1 << rng.randrange(8, 30))])
        return struct.unpack("<I" if kind == "f32" else "<Q", struct.pack("<f" if kind == "f32" else "<d", value))[0]

    def scalar(self, type_):
        rng = self.rng
        kind = type_.kind
        if kind == "enum":
            if type_.decl.closed or not type_.decl.flags and rng.random() < 0.7:
                return rng.choice(type_.decl.values)[0]
            if type_.decl.flags and rng.random() < 0.5:
                return sum(1 << bit for bit, _ in type_.decl.values if rng.random() < 0.5)
            kind = type_.decl.repr
        if kind == "bool":
            return rng.random() < 0.5
        if kind in ("f32", "f64") and rng.random() < 0.8:
            return self.real(kind)
        bits = SCALARS[kind] * 8
        low = -(1 << bits - 1) if kind[0] == "i" else 0
        high = (1 << bits) - 1 + low
        return rng.choice([0, 1, low, high, high - 1, rng.randint(low, high), rng.randint(max(low, -100), min(high, 100))])

    def fixed(self, type_):
        if type_.kind == "uuid":
            return self.rng.randbytes(16) if self.rng.random() < 0.8 else self.rng.choice([bytes(16), b"\xff" * 16])
        if type_.kind == "array":
            if type_.count > 16 and self.rng.random() < 0.7:
                return [self.fixed(type_.of)] * type_.count
            return [self.fixed(type_.of) for _ in range(type_.count)]
        if type_.kind == "struct":
            return {name: self.fixed(member) for name, member in type_.decl.members}
        return self.scalar(type_)

    def text(self):
        rng = self.rng
        if rng.random() < 0.04:
            return rng.choice(LONG)
        return rng.choice(TEXTS) + (rng.choice(TEXTS) if rng.random() < 0.3 else "")

    def any(self, type_, version, depth):
        rng, kind = self.rng, type_.kind
        self.fuel -= 1
        if kind == "string":
            return self.text()
        if kind == "bytes":
            return rng.randbytes(rng.choice([0, 1, 2, 3, 7, 8, 9, 31, 400] if rng.random() < 0.1 else [0, 1, 2, 3, 7, 8, 9]))
        count = 0 if self.fuel <= 0 or depth > 20 else rng.choice([0, 1, 1, 2, 3] if rng.random() < 0.95 else [8, 17, 40])
        if kind == "vector":
            return [self.any(type_.of, version, depth + 1) for _ in range(count)]
        if kind == "map":
            order = key_order(type_)
            keys = [self.text() if type_.key.kind == "string" else self.fixed(type_.key) for _ in range(count)]
            if keys and type_.key.kind == "string" and rng.random() < 0.3:
                keys += [keys[0] + "\0", keys[0][:-1]]  # A prefix comes before what it begins.
            pairs = {order(key): (key, self.any(type_.of, version, depth + 1)) for key in keys}
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
                equal = field.default is not None and rng.random() < 0.1
                out[field.name] = field.default if equal else self.any(field.type, version, depth)
        return out

    def deep(self, message, version, deepest, depth=0):
        """A value with one long way down, and nothing else that is not required."""
        self.fuel = 0
        out = self.message(message, version, 100)
        ways = [f for f in message.fields if f.name in out or f.optional and f.since <= version(message)]
        ways = [f for f in ways if f.removed is None and leads_on(f.type)]
        if ways and depth < deepest:
            field = self.rng.choice(ways)
            out[field.name] = self.deeper(field.type, version, deepest, depth + 1)
        return out

    def deeper(self, type_, version, deepest, depth):
        """`depth` counts targets, as the limit of 64 does."""
        if type_.kind == "vector":
            within = 0 if type_.of.kind == "message" else 1
            return [self.deeper(type_.of, version, deepest, depth + within)]
        if type_.kind == "map":
            key = self.text() if type_.key.kind == "string" else self.fixed(type_.key)
            return [(key, self.deeper(type_.of, version, deepest, depth + 1))]
        if type_.kind == "message":
            return self.deep(type_.decl, version, deepest, depth)
        arm = self.rng.choice([arm for arm in type_.decl.arms if arm.since <= version(type_.decl)])
        return arm.name, self.deep(arm.message, version, deepest, depth)


def leads_on(type_):
    return type_.kind in ("message", "union") or type_.kind in ("vector", "map") and leads_on(type_.of)
