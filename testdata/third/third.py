#!/usr/bin/env python3
"""The command line: verify, to-json and from-json (see README.md)."""

import argparse
import os
import sys

import reader
from compiler import compile_file
from descriptor import schema_from_description
from encoder import encode
from errors import EncodeError, JsonError, ReadError, SchemaError
from jsonread import from_json
from jsonwrite import to_json

sys.setrecursionlimit(5000)


class CallError(Exception):
    """The call is at fault: exit code 2."""


def arguments(argv):
    parser = argparse.ArgumentParser(prog="third.py", description=__doc__)
    parser.add_argument("command", choices=("verify", "to-json", "from-json"))
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--schema", metavar="S.lap")
    source.add_argument("--descriptor", metavar="FILE")
    parser.add_argument("--type", metavar="pkg.Msg")
    parser.add_argument("--read-known", action="store_true")
    parser.add_argument("--reveal", action="store_true")
    parser.add_argument("--pretty", action="store_true")
    parser.add_argument("--checksum", action="store_true")
    parser.add_argument("--version", type=int, metavar="N", help="from-json: encode as this version")
    parser.add_argument("-o", metavar="OUT", default="-")
    parser.add_argument("files", nargs="+", metavar="FILE")
    return parser.parse_intermixed_args(argv)


def load(path):
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise CallError("%s: %s" % (path, error.strerror)) from None


def schema_of(args):
    path = args.schema or args.descriptor
    try:
        if args.descriptor:
            return schema_from_description(load(path))
        if not os.path.isfile(path):
            raise CallError("%s: no such file" % path)
        return compile_file(path)
    except SchemaError as error:
        raise CallError(str(error)) from None


def json_error_text(error):
    """`line` and `column` only where the error has a place in the text."""
    place = "" if error.line is None else " line=%d column=%d" % (error.line, error.column)
    return "error kind=%s%s path=%s" % (error.kind, place, error.path)


def run(args):
    """(exit code, bytes for the output)."""
    schema = schema_of(args)
    root = None
    if args.type is not None:
        try:
            root = schema.find(args.type)
        except SchemaError as error:
            raise CallError(str(error)) from None
    if args.command == "from-json" and root is None:
        raise CallError("from-json needs --type")
    code, out = 0, []
    for path in args.files:
        prefix = "%s: " % path if len(args.files) > 1 else ""
        data = load(path)
        try:
            if args.command == "from-json":
                out.append(encode(root, from_json(root, data), args.version, args.checksum))
                continue
            found = reader.read(schema, data, root, args.read_known)
            if args.command == "verify":
                out.append((prefix + "ok\n").encode())
            else:
                out.append(to_json(found.root, found.value, args.reveal, args.pretty).encode()
                           + b"\n")
        except ReadError as error:
            code = 1
            if args.command == "verify":
                out.append(("%s%s\n" % (prefix, error)).encode())
            else:
                print("%s%s" % (prefix, error), file=sys.stderr)
        except (JsonError, EncodeError) as error:
            code = 1
            print(prefix + json_error_text(error), file=sys.stderr)
    return code, b"".join(out)


def main(argv):
    args = arguments(argv)
    try:
        code, out = run(args)
        if args.o == "-":
            sys.stdout.buffer.write(out)
            sys.stdout.buffer.flush()
        elif code == 0 or args.command == "verify":
            try:
                with open(args.o, "wb") as file:
                    file.write(out)
            except OSError as error:
                raise CallError("%s: %s" % (args.o, error.strerror)) from None
        return code
    except CallError as error:
        print("error: %s" % error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
