"""A schema's description, the other way of descriptor.py: python3 describe.py S.lap OUT

Not asked for by anything but the tests: it makes descriptions to read. Which types stand in which
order, and whether names of removed fields are there, is this program's choice.
"""

import sys

from compiler import compile_file
from descriptor import own_schema
from encoder import encode
from ids import default_bytes


def describe(schema):
    """The description's bytes."""
    own = own_schema()
    root = own.find("halflap.descriptor.Schema")
    kind_numbers = own.find("halflap.descriptor.Enum").by_name["repr"].type.of.numbers
    types, rows = {}, []
    decls = {"structs": {}, "enums": {}, "unions": {}, "messages": {}}
    where = {"enum": "enums", "flags": "enums", "struct": "structs", "union": "unions",
             "message": "messages"}
    packages = {p.name: i for i, p in enumerate(schema.packages)}
    pending = list(schema.messages.values())
    for message in pending:
        decls["messages"][message.name] = message

    def decl_index(kind, decl):
        found = decls[where[kind]]
        if decl.name not in found:
            found[decl.name] = decl
            if kind == "union":
                for arm in decl.arms.values():
                    decl_index("message", arm.message)
        return list(found).index(decl.name)

    def type_index(type_):
        key = type_.text(), type_.kind
        if key in types:
            return types[key]
        row = {"of": 0, "key": 0, "count": 0, "size": type_.size, "key_at": 0, "value_at": 0,
               "align": type_.align, "target_align": type_.target_align, "reserved": 0,
               "kind": kind_numbers.get(type_.kind) or kind_numbers[type_.kind + "_"]}
        if type_.kind in ("array", "vector", "map"):
            row["of"] = type_index(type_.of)
            row["count"] = type_.count
        elif type_.of is not None:
            if type_.kind == "struct":
                for member in type_.of.members:
                    type_index(member.type)
            row["of"] = decl_index(type_.kind, type_.of)
        if type_.kind == "map":
            row["key"] = type_index(type_.key)
            row["count"] = type_.entry.block_length(1)
            row["key_at"] = type_.entry.by_name["key"].place
            row["value_at"] = type_.entry.by_name["value"].place
        rows.append(row)
        types[key] = len(rows) - 1
        return types[key]

    def number(id_):
        return int.from_bytes(id_, "little")

    messages = [{
        "name": m.name, "package": packages[m.package.name], "type_id": number(m.type_id),
        "schema_ids": [number(i) for i in m.schema_ids],
        "blocks": [m.block_length(v) for v in range(1, m.package.version + 1)],
        "aligned": False,
        "fields": [{
            "id": f.id, "name": f.name, "type": type_index(f.type), "offset": f.place,
            "optional": f.optional, "secret": f.secret, "since": f.since, "removed": f.removed,
            "deprecated": False, "presence": f.presence,
            "default": None if f.default is None else default_bytes(f)} for f in m.fields],
    } for m in pending]
    value = {
        "packages": [{"name": p.name, "version": p.version,
                      "pins": [{"package": packages[n], "versions": v}
                               for n, v in p.pins.items()]} for p in schema.packages],
        "types": rows,
        "structs": [{"name": s.name, "package": packages[s.package.name], "size": s.size,
                     "align": s.align, "members": [
                         {"name": m.name, "type": type_index(m.type), "offset": m.offset}
                         for m in s.members]} for s in decls["structs"].values()],
        "enums": [{"name": e.name, "package": packages[e.package.name],
                   "repr": kind_numbers[e.repr], "flags": e.is_flags, "closed": e.closed,
                   "values": [{"name": e.names[n], "value": n & (1 << 64) - 1}
                              for n in sorted(e.names)]} for e in decls["enums"].values()],
        "unions": [{"name": u.name, "package": packages[u.package.name], "arms": [
            {"tag": a.tag, "name": a.name, "message": decl_index("message", a.message),
             "since": a.since} for a in u.arms.values()]} for u in decls["unions"].values()],
        "messages": messages,
    }
    return encode(root, value)


if __name__ == "__main__":
    with open(sys.argv[2], "wb") as out:
        out.write(describe(compile_file(sys.argv[1])))
