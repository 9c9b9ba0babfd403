"""Runs golden vectors (spec/vectors.md): python3 vectors.py [--every N] [NAME...]

Every file of testdata/vectors, or only those whose name is given. Prints a line for each failure and
how many vectors ran; the exit code is 1 where one failed. `--every N` flips only every Nth bit of each
good buffer; N should have no factor in common with 8.
"""

import argparse
import os
import re
import struct
import sys

import rawjson
from compiler import compile_file
from encoder import encode, header
from errors import EncodeError, HalflapError, JsonError, ReadError, SchemaError
from jsonread import from_json
from jsonwrite import to_json
from reader import checksum, read

sys.setrecursionlimit(5000)

TESTDATA = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
COMMON = {"id", "kind", "flags"}
BYTES = {"type", "bytes", "buffer", "version", "root_block", "checksum"}
EDIT = {"base", "cut", "append", "set", "reseal"}
KEYS = {
    "success": COMMON | {"type", "value", "bytes", "buffer", "checksum", "redacted", "also"},
    "decode_failure": COMMON | BYTES | EDIT | {"error", "mode"},
    "encode_failure": COMMON | {"type", "value", "version", "error"},
    "evolve": COMMON | BYTES | EDIT | {"sees"},
    "edit": COMMON | {"base", "set", "reseal", "value"},
    "json_failure": COMMON | {"type", "json", "error"},
}
ERROR_KEYS = {
    "decode_failure": {"kind", "offset", "path"}, "evolve": {"kind", "offset", "path"},
    "encode_failure": {"kind", "path"}, "json_failure": {"kind", "path", "line", "column"},
}


class Failure(Exception):
    """A vector that does not hold, or a file that is not as vectors.md says."""


def expect(what, wanted, found):
    if wanted != found:
        raise Failure("%s: wanted %s, found %s" % (what, shorten(wanted), shorten(found)))


def shorten(value):
    text = value.hex(" ") if isinstance(value, bytes) else str(value)
    return text if len(text) <= 1200 else text[:1200] + "…"


def only(keys, allowed, where):
    """Refuses keys that are not known."""
    unknown = sorted(set(keys) - allowed)
    if unknown:
        raise Failure("%s: unknown key %s" % (where, ", ".join(unknown)))


def hex_bytes(lines):
    """Bytes as vectors are written: `00 * 5 | comment`."""
    out = b""
    for line in [lines] if isinstance(lines, str) else lines:
        match = re.fullmatch(r"((?:\s*[0-9a-fA-F]{2})*)\s*(?:\*\s*([0-9]+))?\s*(?:\|.*)?", line,
                             re.DOTALL)
        if match is None:
            raise Failure("bytes that are none: %r" % line)
        out += bytes.fromhex(match.group(1)) * int(match.group(2) or 1)
    return out


def error_of(error, keys):
    """An error as vectors write it."""
    return {key: getattr(error, key) for key in sorted(keys)
            if getattr(error, key, None) is not None}


class File:
    """One file of vectors, checked on the way."""

    def __init__(self, path, seen, every):
        self.stem, self.every = os.path.basename(path)[:-len(".json")], every
        with open(path, encoding="utf-8") as file:
            self.root = rawjson.parse(file.read()).value
        only(self.root, {"vectors", "schema", "readers", "count", "notes", "tests"}, self.stem)
        expect("vectors", 1, self.root["vectors"].value)
        self.notes = self.root["notes"].plain() if "notes" in self.root else {}
        for name, note in self.notes.items():
            only(note, {"why", "spec"}, "the note " + name)
        self.schema = self.compile(self.root["schema"].value)
        readers = self.root["readers"].plain() if "readers" in self.root else {}
        self.readers = {int(version): self.compile(name) for version, name in readers.items()}
        self.tests = [node.value for node in self.root["tests"].value]
        expect(self.stem + ": count", self.root["count"].value, len(self.tests))
        self.by_id = {}
        for test in self.tests:
            id_ = test["id"].value
            if id_ in seen or not id_.startswith(self.stem + "/"):
                raise Failure("%s: an id twice, or without the file's name" % id_)
            seen.add(id_)
            self.by_id[id_] = test

    def compile(self, name):
        return compile_file(os.path.join(TESTDATA, name))

    def run(self, test):
        """Raises Failure where the vector does not hold."""
        kind = test["kind"].value
        if kind not in KEYS:
            raise Failure("unknown kind %s" % kind)
        only(test, KEYS[kind], "the vector")
        for flag in test["flags"].plain() if "flags" in test else ():
            if flag not in self.notes:
                raise Failure("the flag %s has no note" % flag)
        if "error" in test:
            only(test["error"].value, ERROR_KEYS[kind], "error")
        getattr(self, kind)(test)

    # Buffers

    def setting(self, test, key, default=None):
        """A key of the test, else of its base."""
        if key not in test and "base" in test:
            test = self.base(test)
        return test[key].value if key in test else default

    def base(self, test):
        found = self.by_id.get(test["base"].value)
        if found is None or "base" in found:
            raise Failure("the base %s" % test["base"].value)
        return found

    def message(self, test):
        return self.schema.find(self.setting(test, "type"))

    def version(self, test):
        return self.setting(test, "version", self.message(test).package.version)

    def buffer(self, test):
        """The buffer of a test, in one of the three ways."""
        if "base" not in test:
            return self.whole(test)
        buf = bytearray(self.whole(self.base(test)))
        if "cut" in test:
            if test["cut"].value > len(buf):
                raise Failure("a cut behind the end")
            del buf[test["cut"].value:]
        if "append" in test:
            buf += hex_bytes(test["append"].plain())
        if "set" in test:
            for place, data in test["set"].plain().items():
                data = hex_bytes(data)
                if int(place) + len(data) > len(buf):
                    raise Failure("set at %s is behind the end" % place)
                buf[int(place):int(place) + len(data)] = data
        if "reseal" in test and test["reseal"].value:
            buf[6] |= 1
            buf[36:40] = struct.pack("<I", checksum(bytes(buf)))
        return bytes(buf)

    def whole(self, test):
        if "buffer" in test:
            return hex_bytes(test["buffer"].plain())
        message, body = self.schema.find(test["type"].value), hex_bytes(test["bytes"].plain())
        version = test["version"].value if "version" in test else message.package.version
        newer = version > message.package.version
        if "root_block" in test:
            root_block = test["root_block"].value
        elif newer or version < 1:
            raise Failure("root_block is needed")
        else:
            root_block = message.block_length(version)
        schema_id = bytes(8) if newer or version < 1 else message.schema_ids[version - 1]
        sealed = "checksum" in test and test["checksum"].value
        return header(message.type_id, schema_id, version, root_block, body, sealed) + body

    # The kinds

    def success(self, test):
        buf, message, schema = self.buffer(test), self.message(test), self.schema
        found = self.accept(schema, buf, message, False)
        known = self.accept(schema, buf, message, True)
        expect("read and read_known", found.value, known.value)
        expect("JSON", test["value"].text, to_json(message, found.value, reveal=True))
        if "redacted" in test:
            expect("redacted JSON", test["redacted"].text, to_json(message, found.value))
        texts = [test["value"].text] + (test["also"].plain() if "also" in test else [])
        for text in texts:
            self.encodes(message, text, found.version, found.sealed, buf)
        if not found.lossy:
            expect("decoded and encoded again", buf,
                   encode(message, found.value, found.version, found.sealed))
        self.prefixes(schema, buf, message)
        self.flips(schema, buf, message)

    @staticmethod
    def accept(schema, buf, message, known_only):
        try:
            return read(schema, buf, message, known_only)
        except ReadError as error:
            raise Failure("%s refuses: %s" % ("read_known" if known_only else "read",
                                              error)) from None

    @staticmethod
    def encodes(message, text, version, sealed, buf):
        try:
            value = from_json(message, text.encode("utf-8", "surrogatepass"))
            made = encode(message, value, version, sealed)
        except HalflapError as error:
            raise Failure("%s is not encoded: %s" % (shorten(text), error)) from None
        expect("the encoding of %s" % shorten(text), buf, made)

    @staticmethod
    def prefixes(schema, buf, message):
        for length in range(len(buf)):
            try:
                read(schema, buf[:length], message)
            except ReadError:
                continue
            raise Failure("the prefix of %d bytes is accepted" % length)

    def flips(self, schema, buf, message):
        """Any bit flipped: what read_known accepts encodes to itself, and read accepts it too."""
        for bit in range(len(buf) % self.every, 8 * len(buf), self.every):
            flipped = bytearray(buf)
            flipped[bit // 8] ^= 1 << bit % 8
            flipped = bytes(flipped)
            try:
                plain = read(schema, flipped, message)
            except ReadError as error:
                plain = error
            try:
                found = read(schema, flipped, message, True)
            except ReadError as error:
                if error.kind != "newer_schema":
                    expect("bit %d flipped: read, read_known" % bit, str(error), str(plain))
                continue
            if isinstance(plain, ReadError):
                raise Failure("bit %d flipped: read_known accepts, read does not" % bit)
            if found.lossy:
                continue
            try:
                made = encode(message, found.value, found.version, found.sealed)
                text = to_json(message, found.value, reveal=True).encode()
                again = encode(message, from_json(message, text), found.version, found.sealed)
            except HalflapError as error:
                raise Failure("bit %d flipped: read, not written: %s" % (bit, error)) from None
            expect("bit %d flipped: encoded again" % bit, flipped, made)
            expect("bit %d flipped: through JSON" % bit, flipped, again)

    def decode_failure(self, test):
        mode = test["mode"].value if "mode" in test else "read"
        if mode not in ("read", "read_known"):
            raise Failure("unknown mode %s" % mode)
        self.refused(self.schema, self.buffer(test), self.message(test), mode == "read_known",
                     test["error"].plain())

    @staticmethod
    def refused(schema, buf, message, known_only, wanted):
        try:
            read(schema, buf, message, known_only)
        except ReadError as error:
            expect("error", wanted, {k: v for k, v in error_of(
                error, ERROR_KEYS["decode_failure"]).items() if k in wanted})
            return
        raise Failure("accepted, wanted %s" % wanted)

    def encode_failure(self, test):
        message, wanted = self.message(test), test["error"].plain()
        try:
            value = from_json(message, test["value"].text.encode("utf-8", "surrogatepass"))
        except JsonError as error:              # vectors.md: the same refusal, at the same path
            expect("path of %s" % error, wanted["path"], error.path)
            return
        try:
            encode(message, value, test["version"].value if "version" in test else None)
        except EncodeError as error:
            expect("error", wanted, error_of(error, ERROR_KEYS["encode_failure"]))
            return
        raise Failure("encoded, wanted %s" % wanted)

    def evolve(self, test):
        buf, version = self.buffer(test), self.version(test)
        for node in test["sees"].value:
            sees = node.value
            only(sees, {"reader", "value", "error", "lossy"}, "sees")
            reader = sees["reader"].value
            schema = self.readers.get(reader)
            if schema is None:
                raise Failure("there is no reader %d" % reader)
            try:
                self.seen(schema, buf, version, sees, self.setting(test, "type"))
            except Failure as failure:
                raise Failure("reader %d: %s" % (reader, failure)) from None

    def seen(self, schema, buf, version, sees, name):
        """What one reader sees."""
        message = schema.find(name)
        newer = version > message.package.version
        if newer and "value" in sees:
            self.refused(schema, buf, message, True,
                         {"kind": "newer_schema", "offset": 24, "path": ""})
        if "error" in sees:
            only(sees["error"].value, ERROR_KEYS["evolve"], "error")
            self.refused(schema, buf, message, False, sees["error"].plain())
            return
        found = self.accept(schema, buf, message, False)
        expect("JSON", sees["value"].text, to_json(message, found.value, reveal=True))
        if not newer and not ("lossy" in sees and sees["lossy"].value):
            self.encodes(message, sees["value"].text, found.version, found.sealed, buf)
            expect("decoded and encoded again", buf,
                   encode(message, found.value, found.version, found.sealed))

    def edit(self, test):
        """What an edit in place leaves is what encoding the value makes (HL-EDIT-9)."""
        base, buf, message = self.whole(self.base(test)), self.buffer(test), self.message(test)
        expect("length, schema and version", base[:36], buf[:36])
        found = self.accept(self.schema, buf, message, True)
        expect("JSON", test["value"].text, to_json(message, found.value, reveal=True))
        self.encodes(message, test["value"].text, found.version, base[6] & 1 == 1, buf)

    def json_failure(self, test):
        message, wanted = self.message(test), test["error"].plain()
        data = test["json"].value.encode("utf-8", "surrogatepass")
        try:
            encode(message, from_json(message, data))
        except (JsonError, EncodeError) as error:
            expect("error", wanted, error_of(error, ERROR_KEYS["json_failure"]))
            return
        raise Failure("read, wanted %s" % wanted)


def main(argv):
    parser = argparse.ArgumentParser(prog="vectors.py", description=__doc__.split("\n\n")[1])
    parser.add_argument("--every", type=int, default=1, metavar="N")
    parser.add_argument("names", nargs="*", metavar="NAME")
    args = parser.parse_args(argv)
    folder = os.path.join(TESTDATA, "vectors")
    files = sorted(name for name in os.listdir(folder) if name.endswith(".json"))
    ran, failed, seen, kinds = 0, 0, set(), {}
    for name in files:
        if args.names and name[:-len(".json")] not in args.names:
            continue
        try:
            file = File(os.path.join(folder, name), seen, args.every)
        except (Failure, SchemaError, ValueError, KeyError, IndexError, AttributeError) as error:
            print("%s: %s: %s" % (name, type(error).__name__, error))
            failed += 1
            continue
        for test in file.tests:
            ran += 1
            try:
                file.run(test)
            except Failure as failure:
                print("%s: %s" % (test["id"].value, failure))
                failed += 1
            except Exception as error:          # a fault of this program: the line says where
                trace = error.__traceback__
                while trace.tb_next:
                    trace = trace.tb_next
                print("%s: %s: %s (%s:%d)" % (
                    test["id"].value, type(error).__name__, error,
                    os.path.basename(trace.tb_frame.f_code.co_filename), trace.tb_lineno))
                failed += 1
            kinds[test["kind"].value] = kinds.get(test["kind"].value, 0) + 1
    print("%d vectors ran (%s), %d failed" % (
        ran, ", ".join("%d %s" % (n, kind) for kind, n in sorted(kinds.items())), failed))
    return 1 if failed or not ran else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
