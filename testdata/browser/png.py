"""PNG files: as much of the format as a browser's screenshots use."""

import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"


class PngError(Exception):
    pass


def decode(data):
    """Width, height, channels (3 or 4) and the rows of pixels."""
    if data[:8] != SIGNATURE:
        raise PngError("this is no PNG")
    at, packed, head = 8, b"", None
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        if kind == b"IHDR":
            head = struct.unpack(">IIBBBBB", body)
        elif kind == b"IDAT":
            packed += body
        at += 12 + length
    width, height, bits, colour, _, _, interlaced = head
    if bits != 8 or colour not in (2, 6) or interlaced:
        raise PngError(f"{bits} bits, colour type {colour}, interlaced {interlaced}")
    channels = 3 if colour == 2 else 4
    stride = width * channels
    raw = zlib.decompress(packed)
    rows, before = [], bytes(stride)
    for y in range(height):
        start = y * (stride + 1)
        before = _unfilter(raw[start], bytearray(raw[start + 1:start + 1 + stride]), before, channels)
        rows.append(before)
    return width, height, channels, rows


def _unfilter(how, row, before, step):
    if how == 1:
        for i in range(step, len(row)):
            row[i] = (row[i] + row[i - step]) & 255
    elif how == 2:
        row = bytearray((a + b) & 255 for a, b in zip(row, before))
    elif how == 3:
        for i in range(len(row)):
            left = row[i - step] if i >= step else 0
            row[i] = (row[i] + (left + before[i]) // 2) & 255
    elif how == 4:
        for i in range(len(row)):
            a, c = (row[i - step], before[i - step]) if i >= step else (0, 0)
            b = before[i]
            pa, pb, pc = abs(b - c), abs(a - c), abs(a + b - 2 * c)
            near = a if pa <= pb and pa <= pc else b if pb <= pc else c
            row[i] = (row[i] + near) & 255
    return row


def blocks(data, size):
    """The average colour of each block of `size` by `size` pixels, by rows of blocks."""
    width, height, channels, rows = decode(data)
    result = []
    for top in range(0, height - size + 1, size):
        line = []
        # The sum of each column first: much less work for Python.
        sums = [sum(column) for column in zip(*rows[top:top + size])]
        for left in range(0, width - size + 1, size):
            start, stop = left * channels, (left + size) * channels
            line.append(tuple(sum(sums[start + c:stop:channels]) // (size * size) for c in range(3)))
        result.append(line)
    return result
