"""Type ids and schema ids: spec/ids.md."""

import hashlib

from lap import SCALARS, Enum, Message, Struct, Union
from layout import align, size


def digest(text):
    return hashlib.sha256(text.encode()).digest()[:8]


def type_id(message):
    return digest(f"halflap type {message.full_name}\n")


def type_text(type_):
    kind = type_.kind
    if kind == "array":
        return f"[{type_text(type_.of)}; {type_.count}]"
    if kind == "vector":
        return f"[{type_text(type_.of)}]"
    if kind == "map":
        return f"{{{type_text(type_.key)}: {type_text(type_.of)}}}"
    return type_.decl.full_name if type_.decl is not None else kind


def default_bytes(type_, value):
    """A default as it would lie in a block; a string's own bytes."""
    kind = type_.kind
    if kind == "string":
        return value.encode()
    if kind == "bool":
        return bytes([value])
    name = type_.decl.repr if kind == "enum" else kind
    return value.to_bytes(SCALARS[name], "little", signed=name[0] == "i")


def since(number):
    return f" since {number}" if number > 1 else ""


def definition(decl, version):
    """(text, types it uses) of a declaration at a version of its package."""
    uses = []
    if isinstance(decl, Enum):
        word = "flags" if decl.flags else "closed" if decl.closed else "enum"
        values = "".join(f" {value}" for value, _ in decl.values) if decl.closed else ""
        return f"{word} {decl.full_name} {decl.repr}{values}\n", uses
    if isinstance(decl, Struct):
        uses = [member for _, member in decl.members]
        return f"struct {decl.full_name}\n" + "".join(f" {type_text(member)}\n" for member in uses), uses
    if isinstance(decl, Union):
        arms = [arm for arm in decl.arms if arm.since <= version]
        lines = [f" {arm.tag} {arm.message.full_name}{since(arm.since)}\n" for arm in arms]
        return f"union {decl.full_name}\n" + "".join(lines), [arm.message for arm in arms]
    text = f"message {decl.full_name}\n"
    for field in sorted(decl.fields, key=lambda f: f.id):
        if field.since > version:
            continue
        if field.removed is not None and version >= field.removed:
            bit = " bit" if field.optional and not field.type.is_slot else ""
            text += f" {field.id} removed {size(field.type)} align {align(field.type)}{bit}{since(field.since)}\n"
            continue
        uses.append(field.type)
        text += f" {field.id} {type_text(field.type)}{'?' if field.optional else ''}{since(field.since)}"
        if field.since > 1 and field.default is not None:
            text += f" ={default_bytes(field.type, field.default).hex()}"
        text += "\n"
    return text, uses


def declarations(use):
    """The declarations that a type or a declaration names directly."""
    if isinstance(use, Message):
        return [use]
    if use.kind in ("array", "vector"):
        return declarations(use.of)
    if use.kind == "map":
        return declarations(use.key) + declarations(use.of)
    return [use.decl] if use.decl is not None else []


def layout_text(root, version):
    found, queue = {}, [root]
    while queue:
        decl = queue.pop()
        if decl.full_name in found:
            continue
        text, uses = definition(decl, root.package.pin(decl.package, version))
        found[decl.full_name] = text
        for use in uses:
            queue += declarations(use)
    order = sorted(found, key=lambda name: name.encode())
    return f"halflap layout {root.full_name}\n" + "".join(found[name] for name in order)


def schema_id(root, version):
    cache = root.__dict__.setdefault("schema_ids", {})
    if version not in cache:
        cache[version] = digest(layout_text(root, version))
    return cache[version]
