"""Tests beside the vectors: python3 test_spec.py

The examples of ids.md and language.md, the schemas' descriptions as the compiler makes them, and what may
come from anywhere and must raise nothing but a typed error.
"""

import os
import random
import re
import unittest

import values
from compiler import compile_file, compile_text
from descriptor import own_schema, schema_from_description
from encoder import encode, header
from errors import EncodeError, JsonError, ReadError, SchemaError
from ids import layout_text, type_text
from jsonread import from_json
from jsonwrite import to_json
from reader import read

TESTDATA = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SPEC = os.path.join(os.path.dirname(TESTDATA), "spec")


def load(*parts):
    """A file of testdata."""
    with open(os.path.join(TESTDATA, *parts), "rb") as file:
        return file.read()


def blocks(name, language):
    """The fenced blocks of a page of the specification."""
    with open(os.path.join(SPEC, name), encoding="utf-8") as file:
        return re.findall(r"```%s\n(.*?)```" % language, file.read(), re.DOTALL)


class Ids(unittest.TestCase):
    def test_till(self):
        """The example of ids.md, texts and ids."""
        schema = compile_text({"t": blocks("ids.md", "lap")[0]}, "t")
        till = schema.find("Till")
        self.assertEqual(type_text(till), blocks("ids.md", "text type")[0])
        self.assertEqual(till.type_id.hex(), "42a825c0a446c268")
        for version, id_ in ((1, "544bb7e56653f3cf"), (2, "e44ab232699a3b0d")):
            self.assertEqual(layout_text(till, version),
                             blocks("ids.md", "text version %d" % version)[0])
            self.assertEqual(till.schema_ids[version - 1].hex(), id_)


class Language(unittest.TestCase):
    def test_examples_compile(self):
        for text in blocks("language.md", "lap"):
            compile_text({"x": text}, "x")

    def test_imports(self):
        money = "package acme.money version 3\nconst N: u8 = 2\nmessage M { 1 a: u8  2 b: u8 since 3 }"
        shop = ("package shop version 2\nimport \"m/money.lap\" version 1, 3 since 2\n"
                "message S { 1 m: money.M 2 n: [u8; acme.money.N] }")
        schema = compile_text({"shop.lap": shop, "m/money.lap": money}, "shop.lap")
        self.assertEqual(schema.packages[0].pins, {"acme.money": [1, 3]})
        s = schema.find("S")
        value = from_json(s, b'{"m":{"a":1,"b":0},"n":[1,2]}')
        buf = encode(s, value, 1)
        self.assertEqual(read(schema, buf).value, value)
        value["m"]["b"] = 5
        with self.assertRaises(EncodeError) as caught:
            encode(s, value, 1)
        self.assertEqual((caught.exception.kind, caught.exception.path), ("not_in_version", "m.b"))


class Floats(unittest.TestCase):
    def test_text(self):
        for text, kind, out in (
                ("1e21", "f64", "1e+21"), ("123456789012345680000", "f64", "123456789012345680000"),
                ("0.000001", "f64", "0.000001"), ("1e-7", "f64", "1e-7"), ("-0", "f64", "-0"),
                ("0.1", "f32", "0.1"), ("16777216", "f32", "16777216"), ("1e-45", "f32", "1e-45"),
                ("3.4028235e38", "f32", "3.4028235e+38"), ("5e-324", "f64", "5e-324")):
            self.assertEqual(values.float_text(values.float_bits(text, kind), kind), out)

    def test_rounded_once(self):
        # Halfway between two f32 but for a digit that a double has no room for.
        self.assertEqual(values.float_bits("1.00000005960464477539062500000000001", "f32"), 0x3F800001)
        self.assertEqual(values.float_bits("1.000000059604644775390625", "f32"), 0x3F800000)
        self.assertEqual(values.float_bits("3.4028235677973367e38", "f32"), 0x7F800000)
        self.assertEqual(values.float_bits("3.40282356779733661637539395458142568447e38", "f32"),
                         0x7F7FFFFF)
        for bits in list(range(0, 1 << 31, 7654321)) + [1, 0x7F7FFFFF, 0x00800000, 0x4C000000]:
            if bits < 0x7F800000:
                text = values.float_text(bits, "f32")
                self.assertEqual(values.float_bits(text, "f32"), bits)


class Json(unittest.TestCase):
    def refuse(self, schema, text, kind, line, column, path):
        message = compile_text({"x": "package x version 1\n" + schema}, "x").find("M")
        with self.assertRaises(JsonError) as caught:
            from_json(message, text if isinstance(text, bytes) else text.encode())
        error = caught.exception
        self.assertEqual((error.kind, error.line, error.column, error.path),
                         (kind, line, column, path))

    def test_errors(self):
        one = "message M { 1 a: u8 2 b: string? 3 c: [u8; 2]? 4 s: secret bytes? }"
        self.refuse(one, '{"a":1,}', "bad_json", 1, 8, "")
        self.refuse(one, '{"a":1', "bad_json", 1, 7, "")
        self.refuse(one, '{"a":1}\n x', "bad_json", 2, 2, "")
        self.refuse(one, '\ufeff{"a":1}', "bad_json", 1, 1, "")
        self.refuse(one, '{"a":"1"}', "wrong_type", 1, 6, "a")
        self.refuse(one, '{"a":300}', "out_of_range", 1, 6, "a")
        self.refuse(one, '{\n "z":1}', "unknown_name", 2, 2, "")
        self.refuse(one, '{"a":1,"a":2}', "duplicate_key", 1, 8, "")
        self.refuse(one, '{"b":"x"}', "missing_field", 1, 9, "a")
        self.refuse(one, '{"a":1,"b":"\\ud800x"}', "lone_surrogate", 1, 13, "b")
        self.refuse(one, b'{"a":1,"b":"x\xff"}', "bad_utf8", 1, 14, "b")
        self.refuse(one, '{"a":1,"b":null}', "wrong_type", 1, 12, "b")
        self.refuse(one, '{"a":1,"c":[1]}', "bad_value", 1, 14, "c")
        self.refuse(one, '{"a":1,"s":null}', "redacted", 1, 12, "s")
        two = "message A {} union U { 1 a: A } message M { 1 u: U 2 m: {u8: u8} }"
        self.refuse(two, '{"u":{"#7":{}}}', "unknown_arm", 1, 7, "u")
        self.refuse(two, '{"u":{}}', "bad_value", 1, 7, "u")
        self.refuse(two, '{"m":{"1":1,"1":2}}', "duplicate_key", 1, 13, "m")

    def test_pretty(self):
        message = compile_text({"x": "package x version 1\nmessage M { 1 a: [u8] 2 b: [u8] }"},
                               "x").find("M")
        value = from_json(message, b'{"a":[1,2],"b":[]}')
        self.assertEqual(to_json(message, value, pretty=True),
                         '{\n  "a": [\n    1,\n    2\n  ],\n  "b": []\n}')


class Depth(unittest.TestCase):
    def test_64(self):
        schema = compile_text({"x": "package x version 1\nmessage N { 1 next: N? }"}, "x")
        node = schema.find("N")
        value = {"next": None}
        for _ in range(64):
            value = {"next": value}
        self.assertEqual(read(schema, encode(node, value)).value, value)
        with self.assertRaises(EncodeError):
            encode(node, {"next": value})


class Descriptions(unittest.TestCase):
    """Those of the test schemas, as the compiler makes them."""

    def test_ids(self):
        """They say of each schema what is computed from its text."""
        count = 0
        for folder in ("", "v1", "v2"):
            for name in sorted(os.listdir(os.path.join(TESTDATA, "schemas", folder))):
                if name.endswith(".lap"):
                    count += 1
                    schema = compile_file(os.path.join(TESTDATA, "schemas", folder, name))
                    again = schema_from_description(load("descriptors", folder, name[:-4] + ".halflap"))
                    self.assertEqual({m.name: m.schema_ids for m in schema.messages.values()},
                                     {m.name: m.schema_ids for m in again.messages.values()})
        self.assertGreater(count, 25)

    def test_hostile(self):
        """Flipped bits are seen, or do no harm."""
        good = load("descriptors", "optionals.halflap")
        own = own_schema().find("halflap.descriptor.Schema")
        taken = refused = 0
        for bit in range(320, 8 * len(good), 7):
            body = bytearray(good[40:])
            body[bit // 8 - 40] ^= 1 << bit % 8
            buf = header(own.type_id, own.schema_ids[0], 1, own.block_length(1), bytes(body), True) + body
            try:
                schema_from_description(bytes(buf))
                taken += 1
            except SchemaError:
                refused += 1
        self.assertGreater(taken, 0)
        self.assertGreater(refused, 0)

    def test_newer(self):
        """What a newer compiler wrote is refused (descriptor.lap)."""
        newer = bytearray(load("descriptors", "strings.halflap"))
        newer[24], newer[6], newer[36:40] = 2, 0, bytes(4)
        with self.assertRaisesRegex(SchemaError, "newer_schema"):
            schema_from_description(bytes(newer))


class Hostile(unittest.TestCase):
    def test_no_other_exception(self):
        """Random bodies under a good header: only ReadError, whatever the version."""
        schema = compile_text({"x": blocks("ids.md", "lap")[0]}, "x")
        till = schema.find("Till")
        chance = random.Random(7)
        accepted = 0
        text = (b'{"id":"00000000-0000-0000-0000-000000000000","gate":"open","side":1,"rights":[["read"'
                b'],[]],"path":[[{"x":1,"y":2},{"x":3,"y":4}]],"names":{"a":["1"],"b":[]},"payment":'
                b'{"card":{"number":"4"}},"ratio":0.5,"greeting":"hi"}')
        good = encode(till, from_json(till, text))[40:]
        for _ in range(5000):
            body = bytearray(good)
            for _ in range(chance.randint(1, 4)):
                at = chance.randrange(len(body))
                body[at] = chance.choice((0, 1, 2, 8, 0x20, 255, chance.randrange(256)))
            version = chance.choice((2, 3))
            id_ = till.schema_ids[version - 1] if version < 3 else bytes(8)
            buf = header(till.type_id, id_, version, till.block_length(2), bytes(body), False)
            try:
                found = read(schema, buf + bytes(body))
                accepted += 1
                if version == 2 and not found.lossy:
                    self.assertEqual(encode(till, found.value, 2), buf + bytes(body))
                to_json(till, found.value)
            except ReadError:
                pass
        self.assertGreater(accepted, 0)


if __name__ == "__main__":
    unittest.main()
