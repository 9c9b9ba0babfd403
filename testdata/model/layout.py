"""Sizes, alignments and blocks: sections 3 and 4 of spec/wire.md."""

from lap import SCALARS


def align_up(n, a):
    return (n + a - 1) // a * a


def size(type_):
    kind = type_.kind
    if kind in SCALARS:
        return SCALARS[kind]
    if kind == "uuid":
        return 16
    if kind == "enum":
        return SCALARS[type_.decl.repr]
    if kind == "array":
        return size(type_.of) * type_.count
    if kind == "struct":
        at = 0
        for _, member in type_.decl.members:
            at = align_up(at, align(member)) + size(member)
        return align_up(at, align(type_))
    return 8


def align(type_):
    kind = type_.kind
    if kind in SCALARS:
        return min(SCALARS[kind], 8)
    if kind == "uuid":
        return 1
    if kind == "enum":
        return SCALARS[type_.decl.repr]
    if kind == "array":
        return align(type_.of)
    if kind == "struct":
        return max(align(member) for _, member in type_.decl.members)
    return 4


def members(decl):
    """(name, type, offset) of a struct's members."""
    at = 0
    for name, member in decl.members:
        at = align_up(at, align(member))
        yield name, member, at
        at += size(member)


def target_align(type_):
    if type_.kind in ("string", "bytes"):
        return 1
    if type_.kind == "vector" and type_.of.kind != "message":
        return align(type_.of)
    return 8


class Group:
    """`fields`: (place, field) in order of place; `bits`: the fields of the presence bits in order."""

    def __init__(self, since, start):
        self.since, self.start, self.fields, self.bits = since, start, [], []
        self.presence = self.end = start


def group_order(sinces):
    return sorted(sinces)


def field_order(fields):
    return sorted(fields, key=lambda f: (-align(f.type), f.id))


def presence_order(fields):
    return sorted((f for f in fields if f.optional and not f.type.is_slot), key=lambda f: f.id)


def groups(fields):
    """The groups of a block: HL-BLOCK-7."""
    out, at = [], 0
    for since in group_order({1} | {f.since for f in fields}):
        group = Group(since, at)
        mine = [f for f in fields if f.since == since]
        for field in field_order(mine):
            at = align_up(at, align(field.type))
            group.fields.append((at, field))
            at += size(field.type)
        group.presence = at
        group.bits = presence_order(mine)
        at += (len(group.bits) + 7) // 8
        group.end = at = max(align_up(at, 8), 8)
        out.append(group)
    return out


def block_groups(message):
    if not hasattr(message, "cached_groups"):
        message.cached_groups = groups(message.fields)
    return message.cached_groups


def block_length(message, version):
    """At a version of the message's own package; `message` may be a map's entry."""
    return max(group.end for group in block_groups(message) if group.since <= version or group.since == 1)
