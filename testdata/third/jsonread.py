"""JSON into values (json.md, HL-JSON-5 to 10), with the first error in the order of the text."""

import base64
import binascii
import re

from compiler import uuid_bytes
from jsontext import Text
from model import INTEGERS, MAX_DEPTH, Arm
from values import INFINITIES, NANS, SIGNS, float_bits, float_is_nan, parse_int, wide


def from_json(message, data):
    """The value of a message that a text, as bytes, stands for."""
    return _Reader(data).root(message)


class _Reader:
    def __init__(self, data):
        self.text = Text(data)

    def root(self, message):
        text = self.text
        text.space()
        value = self.message(message, 0, None)
        text.space()
        if text.at < len(text.data):
            text.fail("bad_json", text.at, None)
        return value

    def need(self, kind, path):
        """The value at the cursor is of that kind of JSON."""
        if self.text.kind(path) != kind:
            self.text.fail("wrong_type", self.text.at, path)

    def string(self, path):
        """A string and the place of its quote."""
        self.need("string", path)
        place = self.text.at
        return self.text.string(path), place

    # Objects with known keys

    def keyed(self, by_name, path, read):
        """An object whose keys are those of `by_name`, in any order; gives what was read by key."""
        text, out = self.text, {}
        self.need("object", path)
        for key, place in text.object(path):
            entry = by_name.get(key)
            if entry is None:
                text.fail("unknown_name", place, path)
            if key in out:
                text.fail("duplicate_key", place, path)
            text.colon(path)
            out[key] = read(entry, (path, key))
        return out

    def message(self, message, depth, path):
        shown = message.shown()

        def read(field, path):
            if field.secret and self.text.kind(path) == "null":
                place = self.text.at
                self.text.literal(path)
                self.text.fail("redacted", place, path)
            return self.value(field.type, depth, path)
        out = self.keyed({f.name: f for f in shown}, path, read)
        for field in shown:                                             # ascending ids
            if field.name not in out:
                if not field.optional:
                    self.text.fail("missing_field", self.text.close, (path, field.name))
                out[field.name] = None
        return out

    def struct(self, type_, depth, path):
        members = type_.of.members
        out = self.keyed({m.name: m for m in members}, path,
                         lambda m, p: self.value(m.type, depth, p))
        for member in members:
            if member.name not in out:
                self.text.fail("missing_field", self.text.close, (path, member.name))
        return out

    # Values

    def value(self, type_, depth, path):
        """A value of any type in a block whose target is `depth` deep."""
        if type_.slot:
            depth += 1
            if depth > MAX_DEPTH:
                self.text.kind(path)
                self.text.fail("too_deep", self.text.at, path)
        kind = type_.kind
        if kind in INTEGERS:
            return self.integer(kind, path)
        if kind in NANS:
            return self.float(kind, path)
        if kind == "string":
            return self.string(path)[0]
        if kind == "message":
            return self.message(type_.of, depth, path)
        return getattr(self, kind)(type_, depth, path)

    def bool(self, _type, _depth, path):
        self.need("bool", path)
        return self.text.literal(path)

    def integer(self, kind, path):
        """A number, or a text for the wide ones (HL-JSON-3, 7)."""
        if wide(kind):
            digits, place = self.string(path)
        else:
            self.need("number", path)
            place = self.text.at
            digits = self.text.number(path)
        return self.parsed(digits, kind, place, path)

    def parsed(self, digits, kind, place, path):
        value, fault = parse_int(digits, kind)
        if fault:
            self.text.fail(fault, place, path)
        return value

    def float(self, kind, path):
        place = self.text.at
        if self.text.kind(path) == "number":
            bits = float_bits(self.text.number(path), kind)
            if bits & ~SIGNS[kind] == INFINITIES[kind]:
                self.text.fail("out_of_range", place, path)
            return bits
        word, place = self.string(path)
        if word in ("inf", "-inf"):
            return INFINITIES[kind] | (SIGNS[kind] if word[0] == "-" else 0)
        if word == "nan":
            return NANS[kind]
        if re.fullmatch("nan:[0-9a-fA-F]{%d}" % (8 if kind == "f32" else 16), word):
            bits = int(word[4:], 16)
            if float_is_nan(bits, kind):
                return bits
        return self.text.fail("bad_value", place, path)

    def bytes(self, _type, _depth, path):
        word, place = self.string(path)
        try:
            value = base64.b64decode(word.encode("ascii"), validate=True)
        except (UnicodeEncodeError, binascii.Error, ValueError):
            value = None
        if value is None or base64.b64encode(value).decode("ascii") != word:    # the only form
            self.text.fail("bad_value", place, path)
        return value

    def uuid(self, _type, _depth, path):
        word, place = self.string(path)
        value = uuid_bytes(word)
        if value is None:
            self.text.fail("bad_value", place, path)
        return value

    def enum(self, type_, _depth, path):
        """A name, or a number: as a number or a text by the width."""
        text, decl = self.text, type_.of
        if text.kind(path) == "number" and not wide(decl.repr):
            place = text.at
            return self.enum_number(decl, text.number(path), place, path)
        word, place = self.string(path)
        if wide(decl.repr) and re.match("[-0-9]", word):
            return self.enum_number(decl, word, place, path)
        if word not in decl.numbers:
            text.fail("unknown_name", place, path)
        return decl.numbers[word]

    def enum_number(self, decl, digits, place, path):
        number = self.parsed(digits, decl.repr, place, path)
        if decl.closed and number not in decl.names:
            self.text.fail("bad_value", place, path)
        return number

    def flags(self, type_, _depth, path):
        """Names and numbers, no bit said twice."""
        text, decl, value = self.text, type_.of, 0
        self.need("array", path)
        for i in text.array(path):
            here, place = (path, i), text.at
            if text.kind(here) == "number" and not wide(decl.repr):
                bits = self.parsed(text.number(here), decl.repr, place, here)
            else:
                word, place = self.string(here)
                if wide(decl.repr) and re.match("[-0-9]", word):
                    bits = self.parsed(word, decl.repr, place, here)
                elif word in decl.numbers:
                    bits = 1 << decl.numbers[word]
                else:
                    text.fail("unknown_name", place, here)
            if value & bits:
                text.fail("bad_value", place, here)
            value |= bits
        return value

    def array(self, type_, depth, path):
        out = []
        self.need("array", path)
        for i in self.text.array(path):
            if i == type_.count:
                self.text.kind((path, i))
                self.text.fail("bad_value", self.text.at, path)
            out.append(self.value(type_.of, depth, (path, i)))
        if len(out) < type_.count:
            self.text.fail("bad_value", self.text.close, path)
        return out

    def vector(self, type_, depth, path):
        self.need("array", path)
        if type_.of.kind == "message":          # the blocks lie in this target, not one deeper
            return [self.message(type_.of.of, depth, (path, i)) for i in self.text.array(path)]
        return [self.value(type_.of, depth, (path, i)) for i in self.text.array(path)]

    def map(self, type_, depth, path):
        """Pairs in the order of their keys, from an object in any order."""
        text, out, index = self.text, {}, 0
        self.need("object", path)
        for word, place in text.object(path, lambda path, i: ((path, i), "key")):
            entry = path, index
            key = self.key(type_.key, word, place, (entry, "key"))
            if key in out:
                text.fail("duplicate_key", place, path)
            if type_.key.slot and depth + 1 > MAX_DEPTH:
                text.fail("too_deep", place, (entry, "key"))
            text.colon((entry, "key"))
            out[key] = self.value(type_.of, depth, (entry, "value"))
            index += 1
        return sorted(out.items())

    def key(self, type_, word, place, path):
        """A key from its text."""
        kind, fail = type_.kind, self.text.fail
        if kind == "string":
            return word
        if kind == "bool":
            if word not in ("true", "false"):
                fail("bad_value", place, path)
            return word == "true"
        if kind == "uuid":
            value = uuid_bytes(word)
            if value is None:
                fail("bad_value", place, path)
            return value
        if kind == "enum":
            if word in type_.of.numbers:
                return type_.of.numbers[word]
            if not re.match("[-0-9]", word):
                fail("unknown_name", place, path)
            return self.enum_number(type_.of, word, place, path)
        return self.parsed(word, kind, place, path)

    def union(self, type_, depth, path):
        text, found = self.text, None
        self.need("object", path)
        for key, place in text.object(path):
            if found is not None:
                text.fail("bad_value", place, path)
            if key.startswith("#"):
                text.fail("unknown_arm", place, path)
            arm = type_.of.by_name.get(key)
            if arm is None:
                text.fail("unknown_name", place, path)
            text.colon(path)
            found = Arm(arm.name, arm.tag, self.message(arm.message, depth, (path, key)))
        if found is None:
            text.fail("bad_value", text.close, path)
        return found
