"""Schema text into tokens (language.md, section 1)."""

import re
from collections import namedtuple

from errors import SchemaError

# kind: ident, int, float, text, or the punctuation itself, or "end". `value` of an int is the int,
# of a float its text without `_`, of a text its bytes.
Token = namedtuple("Token", "kind value line")

_TOKEN = re.compile(r"""
    (?P<blank>[ \t\r\n]+ | //[^\n]*)
  | (?P<float>[0-9](?:_?[0-9])*(?:\.[0-9](?:_?[0-9])*(?:[eE][+-]?[0-9]+)?
                              |[eE][+-]?[0-9]+))
  | (?P<int>0[xX][0-9a-fA-F](?:_?[0-9a-fA-F])*|0[bB][01](?:_?[01])*|[0-9](?:_?[0-9])*)
  | (?P<ident>[A-Za-z][A-Za-z0-9_]*)
  | (?P<text>"(?:[^"\\\n]|\\.)*")
  | (?P<mark>->|[.:,()\[\]{};?=|\-])
""", re.VERBOSE)
_ESCAPE = re.compile(r'\\(x[0-9a-fA-F]{2}|u\{[0-9a-fA-F]{1,6}\}|.)', re.DOTALL)
_SIMPLE = {'"': b'"', "\\": b"\\", "n": b"\n", "r": b"\r", "t": b"\t", "0": b"\0"}


def _text_bytes(body, line):
    """The bytes that a text between its quotes stands for (HL-LANG-6)."""
    out, at = [], 0
    for match in _ESCAPE.finditer(body):
        out.append(body[at:match.start()].encode("utf-8"))
        at = match.end()
        escape = match.group(1)
        if escape in _SIMPLE:
            out.append(_SIMPLE[escape])
        elif escape[0] == "x" and len(escape) == 3:
            out.append(bytes([int(escape[1:], 16)]))
        elif escape[0] == "u" and len(escape) > 1:
            number = int(escape[2:-1], 16)
            if number > 0x10FFFF or 0xD800 <= number < 0xE000:
                raise SchemaError("line %d: \\u{...} is no character (HL-LANG-6)" % line)
            out.append(chr(number).encode("utf-8"))
        else:
            raise SchemaError("line %d: an escape that is none (HL-LANG-6)" % line)
    out.append(body[at:].encode("utf-8"))
    return b"".join(out)


def tokens(data):
    """All tokens of a schema's bytes, with an `end` behind them (HL-LANG-1 to 6)."""
    if len(data) > 16 << 20:
        raise SchemaError("a schema has at most 16 MiB (HL-LANG-1)")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise SchemaError("the schema is not UTF-8 (HL-LANG-1)") from None
    text = text.removeprefix("\ufeff")
    out, at, line = [], 0, 1
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise SchemaError("line %d: %r does not belong here" % (line, text[at]))
        kind, word = match.lastgroup, match.group()
        if kind == "int":
            number = word.replace("_", "")
            base = {"0x": 16, "0b": 2}.get(number[:2].lower(), 10)
            if len(number) > 200:
                raise SchemaError("line %d: an integer too large for any type" % line)
            out.append(Token("int", int(number, base), line))
        elif kind == "float":
            out.append(Token("float", word.replace("_", ""), line))
        elif kind == "ident":
            out.append(Token("ident", word, line))
        elif kind == "text":
            out.append(Token("text", _text_bytes(word[1:-1], line), line))
        elif kind == "mark":
            out.append(Token(word, word, line))
        line += word.count("\n")
        at = match.end()
    out.append(Token("end", "", line))
    return out
