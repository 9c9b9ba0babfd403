"""Numbers as text and bits: floats are kept as their bits throughout the model."""

import struct
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction

FORMS = {"f32": ("<I", "<f", 24, 8, 127), "f64": ("<Q", "<d", 53, 11, 1023)}


def bits_of_fraction(kind, value):
    """The bits of the float nearest to a non-negative fraction, ties to even; infinity on overflow."""
    _, _, precision, exponent_bits, bias = FORMS[kind]
    if value == 0:
        return 0
    exponent = value.numerator.bit_length() - value.denominator.bit_length()
    if value < Fraction(2) ** exponent:
        exponent -= 1
    exponent = max(exponent, 1 - bias)
    unit = Fraction(2) ** (exponent - precision + 1)
    count, rest = divmod(value, unit)
    if rest * 2 > unit or (rest * 2 == unit and count & 1):
        count += 1
    # A carry into the exponent does the right thing by itself.
    bits = int(count) + ((exponent + bias - 1) << (precision - 1))
    return min(bits, ((1 << exponent_bits) - 1) << (precision - 1))


def float_bits(kind, text):
    negative = text.startswith("-")
    bits = bits_of_fraction(kind, Fraction(Decimal(text.lstrip("-"))))
    return bits | (1 << (31 if kind == "f32" else 63)) if negative else bits


def to_float(kind, bits):
    whole, real, *_ = FORMS[kind]
    return struct.unpack(real, struct.pack(whole, bits))[0]


def shortest(kind, bits):
    """(digits, exponent of the first digit) of the shortest decimal that reads back; bits positive and finite."""
    exact = Decimal(to_float(kind, bits))
    for precision in range(1, 18):
        good = []
        for rounding in (ROUND_FLOOR, ROUND_CEILING):
            short = Context(prec=precision, rounding=rounding, Emin=-2000, Emax=2000).plus(exact)
            if short and bits_of_fraction(kind, Fraction(short)) == bits:
                good.append((abs(Fraction(short) - Fraction(exact)), short))
        if good:
            # Of two that are equally near, the one with an even last digit.
            near = min(good, key=lambda pair: (pair[0], pair[1].as_tuple().digits[-1] & 1))[1]
            digits = "".join(map(str, near.as_tuple().digits)).rstrip("0")
            return digits, near.adjusted()
    raise AssertionError("17 digits always suffice")


def float_text(kind, bits):
    """As RFC 8785 writes numbers, except that negative zero is -0. Finite values only."""
    top = 31 if kind == "f32" else 63
    sign = "-" if bits >> top else ""
    bits &= (1 << top) - 1
    if bits == 0:
        return sign + "0"
    digits, point = shortest(kind, bits)
    point += 1
    count = len(digits)
    if count <= point <= 21:
        text = digits + "0" * (point - count)
    elif 0 < point <= 21:
        text = digits[:point] + "." + digits[point:]
    elif -6 < point <= 0:
        text = "0." + "0" * -point + digits
    else:
        exponent = point - 1
        text = digits[0] + ("." + digits[1:] if count > 1 else "") + f"e{'+' if exponent > 0 else '-'}{abs(exponent)}"
    return sign + text


def float_json(kind, bits):
    top, ones = (31, 0x7F800000) if kind == "f32" else (63, 0x7FF0000000000000)
    magnitude = bits & ((1 << top) - 1)
    if magnitude < ones:
        return float_text(kind, bits)
    if magnitude == ones:
        return '"-inf"' if bits >> top else '"inf"'
    quiet = 0x7FC00000 if kind == "f32" else 0x7FF8000000000000
    if bits == quiet:
        return '"nan"'
    return f'"nan:{bits:0{8 if kind == "f32" else 16}x}"'


def float_from_json(kind, value):
    """From a `JSON number's text` or a string."""
    if value == "inf":
        return 0x7F800000 if kind == "f32" else 0x7FF0000000000000
    if value == "-inf":
        return 0xFF800000 if kind == "f32" else 0xFFF0000000000000
    if value == "nan":
        return 0x7FC00000 if kind == "f32" else 0x7FF8000000000000
    if value.startswith("nan:"):
        return int(value[4:], 16)
    return float_bits(kind, value)
