"""The grammar of JSON over bytes, with places of errors (HL-JSON-5 and 9).

`Text` knows nothing of schemas: it reads tokens and walks objects and arrays, and raises a
JsonError at the first byte at fault.
"""

import re

from errors import JsonError

_SPACE = re.compile(rb"[ \t\n\r]*")
_PLAIN = re.compile(rb'[^"\\\x00-\x1f]*')
_HEX = re.compile(rb"[0-9a-fA-F]{0,4}")
_DIGITS = re.compile(rb"[0-9]*")
_NUMERAL = re.compile(rb"[0-9A-Za-z.+-]")
_WORDLY = re.compile(rb"[0-9A-Za-z_]")
_SIMPLE = {0x22: '"', 0x5C: "\\", 0x2F: "/", 0x62: "\b", 0x66: "\f", 0x6E: "\n", 0x72: "\r",
           0x74: "\t"}


class Text:
    """A cursor `at` over the bytes of a JSON text."""

    def __init__(self, data):
        self.data, self.at, self.close = data, 0, 0

    def fail(self, kind, at, path):
        """Raises an error at a byte: lines and columns from 1, columns in bytes."""
        line = self.data.count(b"\n", 0, at) + 1
        column = at - self.data.rfind(b"\n", 0, at)
        raise JsonError(kind, line, column, path)

    def space(self):
        self.at = _SPACE.match(self.data, self.at).end()

    def peek(self):
        """The byte at the cursor, -1 at the end."""
        return self.data[self.at] if self.at < len(self.data) else -1

    def kind(self, path):
        """The kind of the value that begins at the cursor, by its first byte."""
        byte = self.peek()
        found = _KINDS.get(byte)
        if found is None:
            self.fail("bad_json", self.at, path)
        return found

    def literal(self, path):
        """`true`, `false` or `null`."""
        word = {0x74: b"true", 0x66: b"false", 0x6E: b"null"}[self.peek()]
        for byte in word:
            if self.peek() != byte:
                self.fail("bad_json", self.at, path)
            self.at += 1
        self.end_of(_WORDLY, path)
        return {b"true": True, b"false": False, b"null": None}[word]

    def end_of(self, more, path):
        """Nothing that would go on with a number or a word stands right behind it (HL-JSON-11)."""
        if more.match(self.data, self.at):
            self.fail("bad_json", self.at, path)

    def number(self, path):
        """A number's text."""
        start = self.at
        if self.peek() == 0x2D:
            self.at += 1
        if self.peek() == 0x30:
            self.at += 1
        else:
            self.digits(path)
        if self.peek() == 0x2E:
            self.at += 1
            self.digits(path)
        if self.peek() in (0x65, 0x45):
            self.at += 1
            if self.peek() in (0x2B, 0x2D):
                self.at += 1
            self.digits(path)
        self.end_of(_NUMERAL, path)
        return self.data[start:self.at].decode("ascii")

    def digits(self, path):
        end = _DIGITS.match(self.data, self.at).end()
        if end == self.at:
            self.fail("bad_json", self.at, path)
        self.at = end

    def string(self, path):
        """The string whose quote is at the cursor."""
        parts = []
        self.at += 1
        while True:
            end = _PLAIN.match(self.data, self.at).end()
            try:
                parts.append(self.data[self.at:end].decode("utf-8"))
            except UnicodeDecodeError as error:
                self.fail("bad_utf8", self.at + error.start, path)
            self.at = end
            byte = self.peek()
            if byte == 0x22:
                self.at += 1
                return "".join(parts)
            if byte != 0x5C:                        # the end, or a control character
                self.fail("bad_json", self.at, path)
            parts.append(self.escape(path))

    def escape(self, path):
        """What an escape stands for, the cursor at its backslash."""
        start = self.at
        byte = self.data[start + 1] if start + 1 < len(self.data) else -1
        self.at += 2
        if byte in _SIMPLE:
            return _SIMPLE[byte]
        if byte != 0x75:
            self.fail("bad_json", min(start + 1, len(self.data)), path)
        unit = self.unit(path)
        if 0xD800 <= unit < 0xDC00 and self.data[self.at:self.at + 2] == b"\\u":
            self.at += 2
            low = self.unit(path)
            if not 0xDC00 <= low < 0xE000:
                self.fail("lone_surrogate", start, path)
            return chr(0x10000 + (unit - 0xD800 << 10) + low - 0xDC00)
        if 0xD800 <= unit < 0xE000:
            self.fail("lone_surrogate", start, path)
        return chr(unit)

    def unit(self, path):
        """The four hex digits behind `\\u`."""
        digits = _HEX.match(self.data, self.at).group()
        if len(digits) < 4:
            self.fail("bad_json", self.at + len(digits), path)
        self.at += 4
        return int(digits, 16)

    def object(self, path, key_path=lambda path, _index: path):
        """Yields (key, place of its quote) while the cursor stands behind the key; the caller calls
        `colon`, reads the value, and goes on. Afterwards `close` is the bracket's place. `key_path`
        gives the path of what is wrong with a key, by the object's and the key's index."""
        self.at += 1
        self.space()
        index = 0
        if self.at == len(self.data):
            self.fail("bad_json", self.at, path)
        if self.peek() != 0x7D:
            while True:
                self.space()
                here = key_path(path, index)
                if self.peek() != 0x22:
                    self.fail("bad_json", self.at, here)
                place = self.at
                yield self.string(here), place
                index += 1
                self.space()
                if self.peek() == 0x7D:
                    break
                if self.peek() != 0x2C:
                    self.fail("bad_json", self.at, path)
                self.at += 1
        self.close = self.at
        self.at += 1

    def colon(self, path):
        self.space()
        if self.peek() != 0x3A:
            self.fail("bad_json", self.at, path)
        self.at += 1
        self.space()

    def array(self, path):
        """Yields the index of each element, the cursor at its first byte."""
        self.at += 1
        self.space()
        index = 0
        if self.at == len(self.data):
            self.fail("bad_json", self.at, path)
        if self.peek() != 0x5D:
            while True:
                self.space()
                yield index
                index += 1
                self.space()
                if self.peek() == 0x5D:
                    break
                if self.peek() != 0x2C:
                    self.fail("bad_json", self.at, path)
                self.at += 1
        self.close = self.at
        self.at += 1


_KINDS = {0x7B: "object", 0x5B: "array", 0x22: "string", 0x74: "bool", 0x66: "bool", 0x6E: "null",
          0x2D: "number"}
_KINDS.update({byte: "number" for byte in range(0x30, 0x3A)})
