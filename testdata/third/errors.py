"""Typed errors, their closed list of kinds (HL-ERR-1, HL-ENC-1, json.md), and paths (HL-ERR-3).

While a buffer or a text is walked, a path is a linked list, so that naming a place costs nothing
until an error needs it: None is the empty path, else a pair (parent, part) where part is an int
(an index), or a text (a name).
"""

READ_KINDS = {
    "truncated": 1, "misaligned": 2, "bad_magic": 3, "unsupported_format": 4,
    "unsupported_flags": 5, "length_mismatch": 6, "checksum_mismatch": 7, "wrong_type": 8,
    "newer_schema": 9, "schema_mismatch": 10, "out_of_bounds": 11, "bad_block_length": 12,
    "bad_offset": 13, "too_deep": 14, "padding_not_zero": 15, "absent_not_zero": 16,
    "bad_bool": 17, "bad_enum": 18, "bad_utf8": 19, "bad_union": 20, "unsorted_map": 21,
    "trailing_bytes": 22,
}
ENCODE_KINDS = {
    "too_large": 64, "too_deep": 65, "unknown_arm": 66, "missing_required": 67, "bad_utf8": 68,
    "bad_enum": 69, "duplicate_key": 70, "unsorted_map": 71, "source_changed": 72,
    "not_in_version": 73, "unknown_version": 74,
}
JSON_KINDS = (
    "bad_json", "bad_utf8", "lone_surrogate", "wrong_type", "out_of_range", "bad_value",
    "unknown_name", "unknown_arm", "duplicate_key", "missing_field", "redacted", "too_deep",
)


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
