"""The JSON of values: the table of spec/json.md, both ways (only valid text is read)."""

import base64
import json
import uuid

from lap import INTS, SCALARS
from values import float_from_json, float_json
from wire import key_order


def quote(text):
    """As RFC 8785 writes strings."""
    out = ['"']
    for char in text:
        code = ord(char)
        if char in '"\\':
            out.append("\\" + char)
        elif code < 0x20:
            out.append({8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r"}.get(code, f"\\u{code:04x}"))
        else:
            out.append(char)
    return "".join(out) + '"'


def integer(kind, value):
    return str(value) if SCALARS[kind] <= 4 else f'"{value}"'


def write(type_, value, reveal=True):
    kind = type_.kind
    if kind == "bool":
        return "true" if value else "false"
    if kind in INTS:
        return integer(kind, value)
    if kind in ("f32", "f64"):
        return float_json(kind, value)
    if kind == "uuid":
        return f'"{uuid.UUID(bytes=value)}"'
    if kind == "string":
        return quote(value)
    if kind == "bytes":
        return f'"{base64.b64encode(value).decode()}"'
    if kind == "enum":
        return write_flags(type_.decl, value) if type_.decl.flags else write_enum(type_.decl, value)
    if kind == "struct":
        return "{" + ",".join(quote(n) + ":" + write(t, value[n], reveal) for n, t in type_.decl.members) + "}"
    if kind in ("array", "vector"):
        if kind == "array" and type_.of.kind == "u8" and isinstance(value, bytes):
            value = list(value)
        return "[" + ",".join(write(type_.of, item, reveal) for item in value) + "]"
    if kind == "map":
        return "{" + ",".join(key_text(type_.key, k) + ":" + write(type_.of, v, reveal) for k, v in value) + "}"
    if kind == "message":
        return write_message(type_.decl, value, reveal)
    if len(value) == 3:
        tag, block, payload = value
        data = base64.b64encode(payload).decode()
        return f'{{"#{tag}":{{"block":{block},"bytes":"{data}"}}}}'
    arm = next(arm for arm in type_.decl.arms if arm.name == value[0])
    return "{" + quote(arm.name) + ":" + write_message(arm.message, value[1], reveal) + "}"


def write_message(message, value, reveal=True):
    out = []
    for field in sorted(message.fields, key=lambda f: f.id):
        if field.name in value:
            text = "null" if field.secret and not reveal else write(field.type, value[field.name], reveal)
            out.append(quote(field.name) + ":" + text)
    return "{" + ",".join(out) + "}"


def write_enum(decl, value):
    name = decl.name_of(value)
    return integer(decl.repr, value) if name is None else quote(name)


def write_flags(decl, value):
    out = []
    for bit, name in decl.values:
        if value >> bit & 1:
            out.append(quote(name))
            value &= ~(1 << bit)
    if value:
        out.append(integer(decl.repr, value))
    return "[" + ",".join(out) + "]"


def key_text(type_, key):
    if type_.kind == "string":
        return quote(key)
    if type_.kind in INTS:
        return f'"{key}"'
    if type_.kind == "enum":
        return quote(type_.decl.name_of(key) or str(key))
    text = write(type_, key)
    return text if text.startswith('"') else f'"{text}"'


class Number(str):
    """A JSON number by its text."""


class Object(list):
    """A JSON object: its (key, value) pairs in order."""


def parse(text):
    return json.loads(text, parse_int=Number, parse_float=Number, object_pairs_hook=Object)


def compact(node):
    """The text of a parsed value without white space."""
    if isinstance(node, Number):
        return str(node)
    if isinstance(node, str):
        return quote(node)
    if node is None or isinstance(node, bool):
        return {None: "null", True: "true", False: "false"}[node]
    if isinstance(node, Object):
        return "{" + ",".join(quote(k) + ":" + compact(v) for k, v in node) + "}"
    return "[" + ",".join(compact(v) for v in node) + "]"


def read(type_, node):
    """A value from parsed JSON."""
    kind = type_.kind
    if kind == "bool":
        return node
    if kind in INTS:
        return int(node)
    if kind in ("f32", "f64"):
        return float_from_json(kind, node)
    if kind == "uuid":
        return uuid.UUID(node).bytes
    if kind == "string":
        return node
    if kind == "bytes":
        return base64.b64decode(node)
    if kind == "enum":
        if type_.decl.flags:
            value = 0
            for item in node:
                value |= int(item) if isinstance(item, Number) or item.isdigit() else 1 << type_.decl.value_of(item)
            return value
        return read_enum(type_.decl, node)
    if kind == "struct":
        given = dict(node)
        return {name: read(member, given[name]) for name, member in type_.decl.members}
    if kind in ("array", "vector"):
        return [read(type_.of, item) for item in node]
    if kind == "map":
        pairs = [(read_key(type_.key, k), read(type_.of, v)) for k, v in node]
        order = key_order(type_)
        return sorted(pairs, key=lambda pair: order(pair[0]))
    if kind == "message":
        return read_message(type_.decl, node)
    (name, body), = node
    if name.startswith("#"):
        body = dict(body)
        return int(name[1:]), int(body["block"]), base64.b64decode(body["bytes"])
    arm = next(arm for arm in type_.decl.arms if arm.name == name)
    return name, read_message(arm.message, body)


def read_enum(decl, node):
    if not isinstance(node, Number) and any(name == node for _, name in decl.values):
        return decl.value_of(node)
    return int(node)


def read_key(type_, text):
    if type_.kind == "bool":
        return text == "true"
    if type_.kind == "enum":
        return read_enum(type_.decl, text)
    return read(type_, text)


def read_message(message, node):
    given = dict(node)
    return {f.name: read(f.type, given[f.name]) for f in message.fields if f.name in given}
