"""Typed errors and paths (HL-ERR-3). Their kinds are those of HL-ERR-1, HL-ENC-1 and json.md.

While a buffer or a text is walked, a path is a linked list, so that naming a place costs nothing
until an error needs it: None is the empty path, else a pair (parent, part) where part is an int
(an index), or a text (a name).
"""


def path_text(path):
    """The text of a linked path: `logs[3].identity` (HL-ERR-3)."""
    parts = []
    while path is not None:
        path, part = path
        parts.append(part)
    out = []
    for part in reversed(parts):
        if isinstance(part, int):
            out.append("[%d]" % part)
        else:
            out.append("." + part if out else part)
    return "".join(out)


class HalflapError(Exception):
    """What all errors of this package have in common."""


class SchemaError(HalflapError):
    """A schema, or a description of one, that cannot be used."""


class ReadError(HalflapError):
    """A buffer that is refused: kind, offset in the buffer, path."""

    def __init__(self, kind, offset, path=None):
        self.kind, self.offset = kind, offset
        self.path = path_text(path)
        super().__init__("error kind=%s offset=%d path=%s" % (kind, offset, self.path))


class EncodeError(HalflapError):
    """A value that cannot be encoded: kind and path (HL-ENC-1)."""

    line = column = None

    def __init__(self, kind, path=None):
        self.kind = kind
        self.path = path_text(path)
        super().__init__("error kind=%s path=%s" % (kind, self.path))


class JsonError(HalflapError):
    """A JSON text that is refused: kind, line, column and path (HL-JSON-9)."""

    def __init__(self, kind, line, column, path=None):
        self.kind, self.line, self.column = kind, line, column
        self.path = path_text(path)
        super().__init__("error kind=%s line=%d column=%d path=%s"
                         % (kind, line, column, self.path))
