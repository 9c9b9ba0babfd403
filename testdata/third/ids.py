"""Type ids and schema ids (spec/ids.md)."""

import hashlib

from errors import SchemaError
from values import pack_fixed


def digest(text):
    """HL-ID-1."""
    return hashlib.sha256(text.encode("ascii")).digest()[:8]


def type_text(message):
    """HL-ID-3."""
    return "halflap type %s\n" % message.name


def since_text(since):
    return "" if since == 1 else " since %d" % since


def default_bytes(field):
    """A default as it would lie in a block; a string's is its UTF-8 (HL-ID-8)."""
    if field.type.kind == "string":
        return field.default.encode("utf-8")
    return pack_fixed(field.type, field.default)


def field_text(field, version):
    """HL-ID-8 and HL-ID-9."""
    if field.gone(version):
        bit = " bit" if field.presence is not None else ""
        return "%d removed %d align %d%s%s" % (field.id, field.type.size, field.type.align, bit,
                                               since_text(field.since))
    text = "%d %s%s%s" % (field.id, field.type.text(), "?" if field.optional else "",
                          since_text(field.since))
    if field.default is not None and field.since > 1:
        text += " =" + default_bytes(field).hex()
    return text


def layout_text(root, version):
    """The text whose digest is the schema id of `root` at `version` of its package (HL-ID-5)."""
    versions = root.package.versions_at(version)
    found = {}

    def reach_type(type_):
        if type_.key is not None:
            reach_type(type_.key)
        if type_.kind in ("array", "vector", "map"):
            reach_type(type_.of)
        elif type_.of is not None:
            pending.append((type_.kind, type_.of))

    pending = [("message", root)]
    while pending:                              # HL-ID-6; a stack, messages may be recursive
        kind, decl = pending.pop()
        if decl.name in found:
            continue
        if kind in ("enum", "flags"):
            head = "closed" if decl.closed else kind
            numbers = "".join(" %d" % n for n in sorted(decl.names)) if decl.closed else ""
            found[decl.name] = "%s %s %s%s\n" % (head, decl.name, decl.repr, numbers)
            continue
        lines = ["%s %s\n" % (kind, decl.name)]
        found[decl.name] = ""
        if kind == "struct":
            for member in decl.members:
                lines.append(" %s\n" % member.type.text())
                reach_type(member.type)
        elif kind == "union":
            for arm in decl.arms.values():
                if arm.since <= versions.get(decl.package.name, 0):
                    lines.append(" %d %s%s\n" % (arm.tag, arm.message.name, since_text(arm.since)))
                    pending.append(("message", arm.message))
        else:
            at = versions.get(decl.package.name, 0)
            if at == 0:
                raise SchemaError("%s reaches %s, which is not imported (HL-LANG-11)"
                                  % (root.name, decl.name))
            for field in decl.fields:
                if field.since <= at:
                    lines.append(" %s\n" % field_text(field, at))
                    if not field.gone(at):
                        reach_type(field.type)
        found[decl.name] = "".join(lines)
    return "halflap layout %s\n" % root.name + "".join(found[name] for name in sorted(found))


def set_ids(schema):
    """Computes both ids of every message, the schema id for each version (HL-ID-4)."""
    schema.by_type_id = {}
    for message in schema.messages.values():
        message.type_id = digest(type_text(message))
        message.schema_ids = [digest(layout_text(message, v))
                              for v in range(1, message.package.version + 1)]
        schema.by_type_id[message.type_id] = message
