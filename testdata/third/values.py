"""Values of fixed size as bytes and back, and floats between decimal text and bits."""

import re
import struct
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from model import BITS, int_range

CODES = {"u8": "B", "i8": "b", "u16": "H", "i16": "h", "u32": "I", "i32": "i", "u64": "Q",
         "i64": "q", "f32": "I", "f64": "Q"}
NANS = {"f32": 0x7FC00000, "f64": 0x7FF8000000000000}
INFINITIES = {"f32": 0x7F800000, "f64": 0x7FF0000000000000}
SIGNS = {"f32": 1 << 31, "f64": 1 << 63}


def code_of(type_):
    """The code of the struct module for a type that is one plain number, else None."""
    return CODES.get(type_.of.repr if type_.kind in ("enum", "flags") else type_.kind)


def pack_fixed(type_, value):
    """The bytes of a value that takes no slot; values are checked by the encoder before."""
    code = code_of(type_)
    if code:
        return struct.pack("<" + code, value)
    kind = type_.kind
    if kind == "bool":
        return b"\1" if value else b"\0"
    if kind == "uuid":
        return value
    if kind in ("u128", "i128"):
        return value.to_bytes(16, "little", signed=kind == "i128")
    if kind == "struct":
        return b"".join(pack_fixed(m.type, value[m.name]) for m in type_.of.members)
    return b"".join(pack_fixed(type_.of, v) for v in value)


def parse_int(text, kind):
    """An integer of that type in its only form (HL-JSON-7): (value, None) or (None, error kind)."""
    if not re.fullmatch(r"0|-?[1-9][0-9]*", text, re.ASCII):
        return None, "bad_value"
    low, high = int_range(kind)
    if len(text) > 40 or not low <= int(text) <= high:
        return None, "out_of_range"
    return int(text), None


def float_bits(text, kind):
    """A decimal rounded once to the nearest value of the type, as bits; may be an infinity."""
    near = float(text)
    if kind == "f64":
        return struct.unpack("<Q", struct.pack("<d", near))[0]
    magnitude = abs(near)
    sign = SIGNS["f32"] if struct.pack("<d", near)[7] & 0x80 else 0
    if magnitude == float("inf"):
        return sign | INFINITIES["f32"]
    # `low` is the greatest f32 at or below the double, and `high` the next one above it.
    low = _f32_below(magnitude)
    low_value, high_value = f32_value(low), f32_value(low + 1)
    if low + 1 == INFINITIES["f32"]:
        high_value = 2.0 ** 128
    middle = (low_value + high_value) / 2           # exact in a double
    if magnitude == middle:                         # the double may have been rounded to it
        exact, tie = Decimal(text).copy_abs(), Decimal(middle)
        up = exact > tie or (exact == tie and low & 1 == 1)
    else:
        up = magnitude > middle
    return sign | (low + 1 if up else low)


def _f32_below(magnitude):
    """The bits of the greatest f32 at or below a double that is not negative and finite."""
    if magnitude >= f32_value(0x7F7FFFFF):
        return 0x7F7FFFFF
    bits = struct.unpack("<I", struct.pack("<f", magnitude))[0]
    return bits - 1 if f32_value(bits) > magnitude else bits


def f32_value(bits):
    """The double that an f32 of these bits equals."""
    return struct.unpack("<f", struct.pack("<I", bits))[0]


def float_text(bits, kind):
    """How a finite float is written (HL-JSON-2): the shortest digits, in ECMAScript's form."""
    sign = "-" if bits & SIGNS[kind] else ""
    bits &= ~SIGNS[kind]
    if bits == 0:
        return sign + "0"
    if kind == "f64":
        exact = repr(struct.unpack("<d", struct.pack("<Q", bits))[0])
    else:
        exact = _shortest_f32(bits)
    _, digits, exponent = Decimal(exact).as_tuple()
    digits = "".join(map(str, digits))
    point = len(digits) + exponent                  # ECMAScript's n: 0.digits times 10^n
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return sign + digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return "%s%se%s%d" % (sign, mantissa, "+" if point > 0 else "-", abs(point - 1))


def _shortest_f32(bits):
    """The shortest decimal that reads back to this f32, of several the nearest, of two the even one."""
    exact = Decimal(f32_value(bits))
    for precision in range(1, 10):
        found = []
        for rounding in (ROUND_FLOOR, ROUND_CEILING):
            text = str(Context(prec=precision, rounding=rounding).plus(exact))
            if float_bits(text, "f32") == bits:
                found.append(text)
        if found:
            return min(found, key=lambda t: (abs(Decimal(t) - exact), Decimal(t).as_tuple().digits[-1] % 2))
    raise AssertionError("nine digits always suffice")


def float_is_nan(bits, kind):
    return bits & ~SIGNS[kind] > INFINITIES[kind]


def wide(kind):
    """Whether JSON writes the integer as a text."""
    return BITS[kind] >= 64
