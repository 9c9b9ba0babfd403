"""What the model says of a buffer, in the line that the runners print."""

import re
import zlib

import ids
import jsonform
from layout import align, block_length
from encoding import Encoder, Faults
from reading import Reader
from wire import EncodeError, View, WireError, header


class Hole(Exception):
    """The model accepts what is not canonical: a hole in the spec."""


def told(contents):
    return f"{len(contents)}:{zlib.crc32(contents):08x}"


def buffer(root, version, body, checksum=False):
    return header(ids.type_id(root), ids.schema_id(root, version), version, block_length(root, version), body, checksum)


def written(root, version, value):
    """What is written as a version, or all reasons for writing nothing."""
    faults = Faults(root, version)
    body = faults.encode(value)
    return "|".join(faults.found) or told(buffer(root, version, body))


# What the text of a value that can't be written is refused for, where that is another fault of it.
OTHER = re.compile(r" (\d+)\.json=(\S*)")


def agrees(want, got):
    """Whether a line is what the model says. Of several reasons, one is said."""
    if want == got:
        return True
    tokens, plain = want.split(" "), OTHER.sub("", got).split(" ")
    others = [f"{version}={reason}" for version, reason in OTHER.findall(got)]
    return (len(tokens) == len(plain) and all(one_of(*pair) for pair in zip(tokens, plain))
            and all(any(one_of(token, other) for token in tokens) for other in others))


def one_of(want, got):
    if want == got or "|" not in want:
        return want == got
    name, _, reasons = want.partition("=")
    return got in [f"{name}={reason}" for reason in reasons.split("|")]


class Expected:
    """What a reader of a root should say."""

    def __init__(self, root):
        self.root = root
        self.newest = root.package.version
        self.aligned, self.lossy = reaches_aligned(root), has_removed(root)

    def line(self, data):
        try:
            reader = Reader(self.root, False, ids.type_id(self.root), ids.schema_id)
            value = reader.read(data)
        except WireError as error:
            verdict = line = str(error)
        else:
            verdict, line = "ok", self.accepted(data, reader, value)
        version = int.from_bytes(data[24:28], "little")
        if len(data) >= 40 and version > self.newest:
            try:
                Reader(self.root, True, ids.type_id(self.root), ids.schema_id).read(data)
            except WireError as error:
                if str(error) != verdict:
                    line += f" known={error}".replace("error kind", "error,kind").replace(" offset", ",offset").replace(" path", ",path")
        if self.aligned and len(data) >= 40:
            line += " odd=error,kind=misaligned,offset=0,path="
        return line

    def accepted(self, data, reader, value):
        versions = sorted({1, self.newest} | (set() if reader.newer else {reader.version}))
        line = "ok newer"
        if not reader.newer:
            try:
                again = buffer(self.root, reader.version, Encoder(self.root, reader.version).encode(value), bool(data[6] & 1))
            except EncodeError:
                again = None
            if again != data and not self.lossy:
                raise Hole(f"{data.hex()} is accepted and written as {again.hex() if again else 'nothing'}")
            line = "ok same" if again == data else "ok other"
        for version in versions:
            line += f" {version}={written(self.root, version, value)}"
        shown, hidden = (jsonform.write_message(self.root, value, reveal).encode() for reveal in (True, False))
        return f"{line} json={told(shown)} hidden={told(hidden)}"


def fields_below(root, version=None):
    """All fields of what a root reaches: at all versions, or those that are there at one."""
    seen, queue = set(), [root]
    view = View(root.package, version) if version else None
    while queue:
        message = queue.pop()
        if message.full_name in seen:
            continue
        seen.add(message.full_name)
        for field in message.fields:
            at = view.of(message) if view else None
            if at is None or field.since <= at and (field.removed is None or at < field.removed):
                yield field
                queue += messages_in(field.type, view)


def messages_in(type_, view):
    if type_.kind in ("array", "vector", "map"):
        return messages_in(type_.of, view)
    if type_.kind == "union":
        return [arm.message for arm in type_.decl.arms if view is None or arm.since <= view.union(type_.decl)]
    return [type_.decl] if type_.kind == "message" else []


def has_removed(root):
    """Whether a reader of this root might not keep something that an older writer wrote."""
    return any(field.removed is not None for field in fields_below(root))


def reaches_aligned(root):
    """HL-WALK-13."""
    return any(by_reference(field.type) for field in fields_below(root, root.package.version))


def by_reference(type_):
    if type_.kind in ("array", "struct"):
        return align(type_) > 1
    if type_.kind == "vector":
        return by_reference(type_.of) if type_.of.is_slot else align(type_.of) > 1
    return type_.kind == "map" and (by_reference(type_.key) or by_reference(type_.of))
