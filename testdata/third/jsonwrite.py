"""Values as JSON (json.md, HL-JSON-1 to 4)."""

import base64
import re

from model import INTEGERS, Arm, UnknownArm
from values import INFINITIES, NANS, SIGNS, float_is_nan, float_text, wide

_ESCAPED = re.compile(r'["\\\x00-\x1f]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def quote(text):
    """A string as RFC 8785 writes it (HL-JSON-2)."""
    return '"%s"' % _ESCAPED.sub(
        lambda m: _SHORT.get(m.group()) or "\\u%04x" % ord(m.group()), text)


def uuid_text(value):
    digits = value.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def to_json(message, value, reveal=False, pretty=False):
    """The JSON text of a message's value; without `reveal` secrets are null."""
    out = []
    _Writer(out.append, reveal, pretty).message(message, value, 0)
    return "".join(out)


class _Writer:
    def __init__(self, put, reveal, pretty):
        self.put, self.reveal, self.pretty = put, reveal, pretty

    def group(self, marks, items, level):
        """An array or object: `items` are pairs of a key's text, or None, and what writes a value."""
        put, first = self.put, True
        put(marks[0])
        for key, write in items:
            if not first:
                put(",")
            first = False
            if self.pretty:
                put("\n" + "  " * (level + 1))
            if key is not None:
                put(quote(key) + (": " if self.pretty else ":"))
            write()
        if self.pretty and not first:
            put("\n" + "  " * level)
        put(marks[1])

    def message(self, message, value, level):
        def items():
            for field in message.shown():
                one = value[field.name]
                if one is None and field.optional:
                    continue
                if field.secret and not self.reveal:
                    yield field.name, lambda: self.put("null")
                else:
                    yield field.name, lambda f=field, v=one: self.value(f.type, v, level + 1)
        self.group("{}", items(), level)

    def value(self, type_, value, level):
        kind = type_.kind
        if kind == "bool":
            self.put("true" if value else "false")
        elif kind in INTEGERS:
            self.put('"%d"' % value if wide(kind) else "%d" % value)
        elif kind in NANS:
            self.put(self.float(kind, value))
        elif kind == "string":
            self.put(quote(value))
        elif kind == "bytes":
            self.put('"%s"' % base64.b64encode(value).decode("ascii"))
        elif kind == "uuid":
            self.put('"%s"' % uuid_text(value))
        elif kind == "enum":
            name = type_.of.names.get(value)
            self.put(quote(name) if name is not None else self.number(type_.of, value))
        elif kind == "flags":
            self.group("[]", self.flags(type_.of, value), level)
        elif kind == "struct":
            self.group("{}", ((m.name, lambda m=m: self.value(m.type, value[m.name], level + 1))
                              for m in type_.of.members), level)
        elif kind == "message":
            self.message(type_.of, value, level)
        elif kind == "map":
            self.group("{}", ((self.key(type_.key, k),
                               lambda v=v: self.value(type_.of, v, level + 1))
                              for k, v in value), level)
        elif kind == "union":
            self.group("{}", [self.arm(type_.of, value, level + 1)], level)
        else:
            self.group("[]", ((None, lambda v=v: self.value(type_.of, v, level + 1))
                              for v in value), level)

    @staticmethod
    def number(decl, value):
        return '"%d"' % value if wide(decl.repr) else "%d" % value

    def flags(self, decl, value):
        """Names from the lowest bit, then the unknown bits as one integer."""
        rest = value
        for bit in sorted(decl.names):
            if value >> bit & 1:
                rest &= ~(1 << bit)
                yield None, lambda b=bit: self.put(quote(decl.names[b]))
        if rest:
            yield None, lambda: self.put(self.number(decl, rest))

    @staticmethod
    def float(kind, bits):
        if bits & ~SIGNS[kind] < INFINITIES[kind]:
            return float_text(bits, kind)
        if not float_is_nan(bits, kind):
            return '"-inf"' if bits & SIGNS[kind] else '"inf"'
        if bits == NANS[kind]:
            return '"nan"'
        return '"nan:%0*x"' % (8 if kind == "f32" else 16, bits)

    @staticmethod
    def key(type_, value):
        """A map's key as its text."""
        kind = type_.kind
        if kind == "string":
            return value
        if kind == "bool":
            return "true" if value else "false"
        if kind == "uuid":
            return uuid_text(value)
        if kind == "enum" and value in type_.of.names:
            return type_.of.names[value]
        return "%d" % value

    def arm(self, union, value, level):
        """The one key of a union, and what writes its value."""
        if isinstance(value, UnknownArm):
            def unknown():
                self.group("{}", [
                    ("block", lambda: self.put("%d" % value.block)),
                    ("bytes", lambda: self.put(
                        '"%s"' % base64.b64encode(value.payload).decode("ascii"))),
                ], level)
            return "#%d" % value.tag, unknown
        assert isinstance(value, Arm)
        arm = union.arms[value.tag]
        return arm.name, lambda: self.message(arm.message, value.value, level)
