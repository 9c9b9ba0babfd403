"""Damage: what a broken program, a broken wire or an attacker makes of a good buffer or of a good text."""

import struct
import zlib

NUMBERS = [0, 1, 2, 3, 4, 7, 8, 9, 16, 24, 40, 64, 255, 256, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF8, 0xFFFFFFFF, 0x20000000, 0x10000000]
# Counts whose product with the size of an element wraps around in 32 bits.
WRAPS = [(1 << 32) // size + more for size in (2, 3, 4, 8, 12, 16, 24, 32) for more in (0, 1, 2)]
NOT_UTF8 = [b"\x80", b"\xc0\x80", b"\xe0\x80\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xff", b"\xc3", b"\xf0\x9f\x98", b"\xf8\x88\x80\x80\x80"]


def put(data, at, number):
    struct.pack_into("<I", data, at, number & 0xFFFFFFFF)


def word(data, at):
    return struct.unpack_from("<I", data, at)[0]


def reseal(data):
    """The body's length and, where the flag is set, the checksum made right again."""
    put(data, 32, len(data) - 40)
    if data[6] & 1:
        put(data, 36, zlib.crc32(data[40:], zlib.crc32(data[:36])))
    return data


class Damage:
    """Makes damaged copies of good buffers of one root."""

    def __init__(self, rng, good, newest, schema_id, strangers):
        """`schema_id(version)` is for versions that exist; `strangers` are ids of other types."""
        self.rng, self.good, self.newest, self.schema_id, self.strangers = rng, good, newest, schema_id, strangers
        self.body = [(0.20, self.bit), (0.10, self.byte), (0.22, self.number), (0.05, self.shorter), (0.06, self.longer),
                     (0.08, self.moved), (0.05, self.zeros), (0.05, self.inserted), (0.05, self.version), (0.03, self.root_block),
                     (0.04, self.alias), (0.03, self.ones), (0.04, self.text)]

    def one(self):
        rng, data = self.rng, bytearray(self.rng.choice(self.good))
        way = rng.random()
        if way < 0.03:
            return bytes(data[:rng.randrange(len(data))])
        if way < 0.10:
            self.header(data)
            return bytes(data)
        for _ in range(rng.choice([1, 1, 1, 2, 3])):
            if len(data) < 48:
                break
            ways, changes = zip(*self.body)
            rng.choices(changes, ways)[0](data)
        if rng.random() < 0.97:
            reseal(data)
        return bytes(data)

    # The header.

    def header(self, data):
        rng = self.rng
        way = rng.randrange(7)
        if way < 3:
            data[rng.randrange(40)] ^= 1 << rng.randrange(8)
        elif way == 3:
            at, size = rng.choice([(0, 4), (4, 2), (6, 2), (8, 8), (16, 8), (24, 4), (28, 4), (32, 4), (36, 4)])
            data[at:at + size] = rng.choice([bytes(size), b"\xff" * size, rng.randbytes(size)])
        elif way == 4:
            data[:40] = rng.choice([bytes(40), b"\xff" * 40, b"HLAP" + b"\xff" * 36])
        elif way == 5:
            data[8:16] = rng.choice(self.strangers) if self.strangers else bytes(8)
        else:
            put(data, 32, word(data, 32) + rng.choice([-8, 8, 1, -1]))
        if way in (1, 5):
            reseal(data)

    # The body. Places are those of words: slots, lengths, strides and tags all are.

    def at(self, data):
        return 40 + self.rng.randrange(len(data) - 40)

    def place(self, data, size=4):
        return 40 + size * self.rng.randrange((len(data) - 40) // size)

    def bit(self, data):
        data[self.at(data)] ^= 1 << self.rng.randrange(8)

    def byte(self, data):
        data[self.at(data)] = self.rng.choice([0, 1, 2, 3, 0x7F, 0x80, 0xFF, self.rng.randrange(256)])

    def number(self, data):
        rng, at = self.rng, self.place(data)
        old = word(data, at)
        put(data, at, rng.choice([
            old + rng.choice([-8, -4, -1, 1, 4, 8]), old + rng.choice([-8, 8]), rng.choice(NUMBERS), len(data) - at, len(data) - at - old,
            old * 2, rng.choice(WRAPS) + rng.choice([0, 0, old]), 40 - at, 0 - at]))

    def shorter(self, data):
        del data[40 + (len(data) - 40) // 8 * self.rng.randrange(9) // 8 * 8:]

    def longer(self, data):
        data += self.rng.choice([bytes(8), self.rng.randbytes(8), bytes(16), bytes(64)])

    def moved(self, data):
        """Entries of maps change places, or are there twice; so do blocks and slots."""
        rng, size = self.rng, self.rng.choice([8, 8, 8, 16, 24, 32])
        if len(data) < 40 + 2 * size:
            return
        a = self.place(data, 8)
        b = a + size * rng.choice([1, 1, -1, 2]) if rng.random() < 0.5 else self.place(data, 8)
        if min(a, b) < 40 or max(a, b) + size > len(data) or abs(a - b) < size:
            return
        if rng.random() < 0.6:
            data[a:a + size], data[b:b + size] = data[b:b + size], data[a:a + size]
        else:
            data[a:a + size] = data[b:b + size]

    def zeros(self, data):
        at = self.place(data, 8)
        data[at:at + 8] = bytes(8)

    def ones(self, data):
        at, size = self.place(data), self.rng.choice([1, 2, 4, 8])
        size = min(size, len(data) - at)
        data[at:at + size] = b"\xff" * size

    def inserted(self, data):
        rng = self.rng
        at = 40 + 8 * rng.randrange((len(data) - 40) // 8 + 1)
        data[at:at] = rng.choice([bytes(8), rng.randbytes(8), data[at:at + rng.choice([8, 16, 24])]])
        del data[len(data) // 8 * 8:]

    def version(self, data):
        rng = self.rng
        version = rng.choice([self.newest + 1, self.newest + 1, 0, 65535, 65536, 0xFFFFFFFF, rng.randrange(1, self.newest + 1)])
        put(data, 24, version)
        if 1 <= version <= self.newest:
            data[16:24] = self.schema_id(version)
            if rng.random() < 0.3:
                data[16:24] = self.schema_id(rng.randrange(1, self.newest + 1))

    def root_block(self, data):
        rng = self.rng
        put(data, 28, rng.choice([0, 8, 16, 24, 32, 40, 12, len(data) - 40, 0xFFFFFFF8, word(data, 28) + rng.choice([-8, 8])]))

    def alias(self, data):
        """Two slots share a target, or one leads to itself or back to the root."""
        a, b = self.place(data), self.place(data)
        if max(a, b) + 8 <= len(data):
            put(data, b, a + word(data, a) - b)
            if self.rng.random() < 0.8:
                put(data, b + 4, word(data, a + 4))

    def text(self, data):
        """Somewhere are texts, mostly behind the blocks."""
        rng = self.rng
        wrong = rng.choice(NOT_UTF8)
        at = max(self.at(data), self.at(data))
        data[at:at + len(wrong)] = wrong[:max(0, len(data) - at)]


PIECES = ["{", "}", "[", "]", ",", ":", "\"", "\\", "null", "true", "false", "0", "-", "-0", "1e5", "1.0", "01", "+1", "1e400", ".5",
          "18446744073709551616", "-1", "256", "\"\"", "\"#7\":{}", "\"x\"", "\\u", "\\ud83d", "\\ud83d\\ude00", "\\udc00", "\\u0000",
          "\"nan\"", "\"inf\"", "\"-inf\"", "\"nan:7fc00001\"", " ", "\n", "\t", "\u00e9", "\x00", "{}", "[]", "[[[", "{\"a\":"]


def damaged_text(rng, text):
    """A damaged copy of a JSON text, as bytes."""
    data = bytearray(text.encode())
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        at = rng.randrange(len(data) + 1)
        way = rng.random()
        if way < 0.3:
            data[at:at] = rng.choice(PIECES).encode()
        elif way < 0.5:
            data[at:at + rng.choice([1, 1, 2, 5])] = rng.choice(PIECES).encode()
        elif way < 0.65:
            del data[at:at + rng.choice([1, 1, 2, 8])]
        elif way < 0.75:
            # A key or a value is there twice, or elsewhere.
            start, comma = data.rfind(b",", 0, at), data.find(b",", at)
            if 0 <= start < comma:
                piece = bytes(data[start:comma])
                if rng.random() < 0.5:
                    del data[start:comma]
                back = rng.randrange(len(data) + 1) if rng.random() < 0.5 else min(start, len(data))
                data[back:back] = piece
        elif way < 0.85:
            data[at:at + 1] = rng.choice(NOT_UTF8)
        elif way < 0.92:
            del data[at:]
        else:
            data[at:at] = rng.choice([b" ", b"\n", b"\t", b"\r\n", b"\v", b"\xef\xbb\xbf"])
    return bytes(data)
