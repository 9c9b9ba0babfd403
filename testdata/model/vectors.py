"""Runs the golden vectors against the model: `python3 testdata/model/vectors.py [FILE...]`.

The format is that of spec/vectors.md. Prints how many ran and what failed; exit code 1 on a failure.
"""

import glob
import json
import os
import re
import sys
import zlib

import ids
import jsonform
import lapread
import layout
from encoding import Encoder
from reading import Reader
from wire import EncodeError, WireError, header

HERE = os.path.dirname(os.path.abspath(__file__))
TESTDATA = os.path.dirname(HERE)
sys.setrecursionlimit(10000)

FILE_KEYS = {"vectors", "schema", "readers", "count", "notes", "tests"}
BYTES_KEYS = {"type", "version", "root_block", "checksum", "bytes", "buffer", "base", "cut", "append", "set", "reseal"}
COMMON = {"id", "kind", "flags"}
KEYS = {
    "success": COMMON | {"type", "value", "checksum", "bytes", "buffer", "redacted", "also"},
    "decode_failure": COMMON | BYTES_KEYS | {"mode", "error"},
    "encode_failure": COMMON | {"type", "value", "version", "error"},
    "evolve": COMMON | BYTES_KEYS | {"sees"},
    "edit": COMMON | {"base", "set", "reseal", "value"},
    "json_failure": COMMON | {"type", "json", "error"},
}
ERROR_KEYS = {
    "decode_failure": {"kind", "offset", "path"},
    "encode_failure": {"kind", "path"},
    "evolve": {"kind", "offset", "path"},
    "json_failure": {"kind", "path", "line", "column"},
}


class Failed(Exception):
    pass


def expect(ok, text):
    if not ok:
        raise Failed(text)


def hex_of(lines):
    out = bytearray()
    for line in lines:
        text = line.split("|", 1)[0].strip()
        match = re.fullmatch(r"((?:[0-9a-fA-F]{2}\s*)*?)\s*(?:\*\s*(\d+))?", text)
        expect(match, f"not hex: {line!r}")
        out += bytes.fromhex(match[1]) * int(match[2] or 1)
    return bytes(out)


class File:
    def __init__(self, path):
        self.path = path
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.raw = json.loads(text)
        self.parsed = jsonform.parse(text)
        # Runners compare `value` as text, so the file must write it as a codec would.
        stripped = re.sub(r'("(?:[^"\\]|\\.)*")|\s+', lambda match: match[1] or "", text)
        expect(stripped == jsonform.compact(self.parsed), "strings or numbers are not in canonical form")
        self.parsed = dict(self.parsed)
        self.package = lapread.load(os.path.join(TESTDATA, self.raw["schema"]))
        self.readers = {int(k): lapread.load(os.path.join(TESTDATA, v)) for k, v in self.raw.get("readers", {}).items()}
        self.by_id = {test["id"]: test for test in self.raw["tests"]}

    def buffer(self, test):
        """(type, version, buffer) of a test."""
        if "base" in test:
            base = self.by_id[test["base"]]
            expect("base" not in base, "a base with a base")
            type_, version, data = self.buffer(base)
            data = bytearray(data[:test.get("cut", len(data))])
            if "append" in test:
                data += hex_of(test["append"] if isinstance(test["append"], list) else [test["append"]])
            for at, text in test.get("set", {}).items():
                new = hex_of([text])
                expect(int(at) + len(new) <= len(data), "set past the end")
                expect(data[int(at):int(at) + len(new)] != new, f"set at {at} changes nothing")
                data[int(at):int(at) + len(new)] = new
            if test.get("reseal"):
                data[6] |= 1
                data[36:40] = zlib.crc32(data[40:], zlib.crc32(data[:36])).to_bytes(4, "little")
            return test.get("type", type_), version, bytes(data)
        root = self.package.find(test["type"])
        version = test.get("version", root.package.version)
        if "buffer" in test:
            return test["type"], version, hex_of(test["buffer"])
        body = hex_of(test["bytes"])
        known = version <= root.package.version
        schema_id = ids.schema_id(root, version) if known else bytes(8)
        length = test.get("root_block")
        if length is None:
            length = layout.block_length(root, version)
        return test["type"], version, header(ids.type_id(root), schema_id, version, length, body,
                                             test.get("checksum", False))


def reader(root, known_only=False):
    return Reader(root, known_only=known_only, type_id=ids.type_id(root), schema_id=ids.schema_id)


def encode(root, value, version, checksum):
    body = Encoder(root, version).encode(value)
    version = root.package.version if version is None else version
    return header(ids.type_id(root), ids.schema_id(root, version), version, layout.block_length(root, version), body, checksum)


def refusal(call):
    try:
        call()
    except (WireError, EncodeError) as error:
        return error
    raise Failed("accepted")


def same_error(got, want):
    text = f"error kind={want['kind']}" + (f" offset={want['offset']}" if "offset" in want else "") + f" path={want['path']}"
    expect(str(got) == text, f"want {text}, got {got}")


# `planted.py` does without the many damaged copies of each good buffer.
THOROUGH = True


def run_success(file, test, node):
    name, _, data = file.buffer(test)
    root = file.package.find(name)
    checksum = bool(data[6] & 1)
    for known_only in (False, True):
        value = reader(root, known_only).read(data)
    got = jsonform.write_message(root, value)
    want = jsonform.compact(node["value"])
    expect(got == want, f"JSON\n  want {want}\n  got  {got}")
    if "redacted" in node:
        got = jsonform.write_message(root, value, reveal=False)
        expect(got == jsonform.compact(node["redacted"]), f"redacted {got}")
    texts = [node["value"]] + [jsonform.parse(text) for text in test.get("also", [])]
    for source in [value] + [jsonform.read_message(root, text) for text in texts]:
        again = encode(root, source, None, checksum)
        expect(again == data, f"encodes to\n  {again.hex(' ')} not\n  {data.hex(' ')}")
    if not THOROUGH:
        return
    for cut in range(len(data)):
        refusal(lambda: reader(root).read(data[:cut]))
    for bit in range(len(data) * 8):
        damaged = bytearray(data)
        damaged[bit // 8] ^= 1 << bit % 8
        try:
            value = reader(root, True).read(damaged)
        except WireError:
            continue
        expect(encode(root, value, None, checksum) == damaged, f"bit {bit} flipped: accepted, encodes to something else")


def run_decode_failure(file, test, node):
    name, _, data = file.buffer(test)
    root = file.package.find(name)
    same_error(refusal(lambda: reader(root, test.get("mode") == "read_known").read(data)), test["error"])


def run_encode_failure(file, test, node):
    root = file.package.find(test["type"])
    value = jsonform.read_message(root, node["value"])
    same_error(refusal(lambda: encode(root, value, test.get("version"), False)), test["error"])


def run_evolve(file, test, node):
    name, version, data = file.buffer(test)
    for entry, parsed in zip(test["sees"], node["sees"]):
        expect(set(entry) <= {"reader", "value", "error", "lossy"}, f"unknown key in {entry}")
        root = file.readers[entry["reader"]].find(name)
        expect(root.package.version == entry["reader"], "the reader's file has another version")
        if "error" in entry:
            same_error(refusal(lambda: reader(root).read(data)), entry["error"])
            continue
        value = reader(root).read(data)
        got, want = jsonform.write_message(root, value), jsonform.compact(dict(parsed)["value"])
        expect(got == want, f"reader {entry['reader']}\n  want {want}\n  got  {got}")
        if version > root.package.version:
            same_error(refusal(lambda: reader(root, True).read(data)),
                       {"kind": "newer_schema", "offset": 24, "path": ""})
        elif not entry.get("lossy"):
            again = encode(root, value, version, bool(data[6] & 1))
            expect(again == data, f"reader {entry['reader']} encodes to\n  {again.hex(' ')}")


def run_edit(file, test, node):
    name, version, data = file.buffer(test)
    _, _, base = file.buffer(file.by_id[test["base"]])
    root = file.package.find(name)
    expect(len(data) == len(base) and data[:36] == base[:36], "more than values is edited")
    got = jsonform.write_message(root, reader(root, True).read(data))
    want = jsonform.compact(node["value"])
    expect(got == want, f"JSON\n  want {want}\n  got  {got}")
    again = encode(root, jsonform.read_message(root, node["value"]), version, bool(base[6] & 1))
    expect(again == data, f"encodes to\n  {again.hex(' ')} not\n  {data.hex(' ')}")


RUN = {"success": run_success, "edit": run_edit, "decode_failure": run_decode_failure, "encode_failure": run_encode_failure,
       "evolve": run_evolve}


def check_form(file, seen):
    raw = file.raw
    expect(set(raw) <= FILE_KEYS, f"unknown keys {set(raw) - FILE_KEYS}")
    expect(raw["vectors"] == 1, "another format")
    expect(raw["count"] == len(raw["tests"]), f"count {raw['count']}, tests {len(raw['tests'])}")
    for flag, note in raw["notes"].items():
        expect(set(note) == {"why", "spec"}, f"note {flag}")
    stem = os.path.splitext(os.path.basename(file.path))[0]
    for test in raw["tests"]:
        expect(set(test) <= KEYS[test["kind"]], f"{test['id']}: unknown keys {set(test) - KEYS[test['kind']]}")
        expect(test["id"] not in seen, f"{test['id']} twice")
        expect(test["id"].startswith(stem + "/"), f"{test['id']} in {stem}")
        expect(set(test.get("flags", [])) <= set(raw["notes"]), f"{test['id']}: a flag without a note")
        for error in [test.get("error")] + [entry.get("error") for entry in test.get("sees", [])]:
            if error:
                expect(set(error) <= ERROR_KEYS[test["kind"]], f"{test['id']}: keys of the error")
        seen.add(test["id"])
    unused = set(raw["notes"]) - {flag for test in raw["tests"] for flag in test.get("flags", [])}
    expect(not unused, f"notes without a vector: {unused}")


def run_files(paths):
    """(ran by kind, [(id, text)] of failures)"""
    ran, failed, seen = {}, [], set()
    for path in paths:
        try:
            file = File(path)
            check_form(file, seen)
        except (Failed, ValueError, KeyError) as error:
            failed.append((os.path.basename(path), f"{type(error).__name__}: {error}"))
            continue
        nodes = [dict(node) for node in file.parsed["tests"]]
        for node in nodes:
            if "sees" in node:
                node["sees"] = [dict(entry) for entry in node["sees"]]
        for test, node in zip(file.raw["tests"], nodes):
            ran[test["kind"]] = ran.get(test["kind"], 0) + 1
            if test["kind"] == "json_failure":
                continue  # the model reads only valid JSON
            try:
                RUN[test["kind"]](file, test, node)
            except Exception as error:  # a planted fault may break the model in any way: that is red too
                failed.append((test["id"], f"{error if isinstance(error, (Failed, WireError)) else repr(error)}"))
    return ran, failed


def all_files():
    return sorted(glob.glob(os.path.join(TESTDATA, "vectors", "*.json")))


def main():
    ran, failed = run_files(sys.argv[1:] or all_files())
    for name, text in failed:
        print(f"FAILED {name}: {text}")
    told = ", ".join(f"{count} {kind}" for kind, count in sorted(ran.items()))
    skipped = ran.get("json_failure", 0)
    print(f"{sum(ran.values())} vectors ({told}); {skipped} left to the codecs; {len(failed)} failed")
    return 1 if failed or not ran else 0


if __name__ == "__main__":
    sys.exit(main())
