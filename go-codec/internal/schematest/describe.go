package schematest

import (
	"encoding/base64"
	"encoding/json"
	"strconv"

	"github.com/halflap/halflap/go-codec/internal/desc"
)

// Describe returns the description of a schema as JSON, for spec/descriptor.lap.
func Describe(s *desc.Schema) []byte {
	type object = map[string]any
	wide := func(n uint64) string { return strconv.FormatUint(n, 10) }
	list := func(n int, item func(i int) object) []object {
		items := make([]object, n)
		for i := range items {
			items[i] = item(i)
		}
		return items
	}
	kinds := desc.Self().Enums[0]
	kind := func(k desc.Kind) string {
		name, _ := kinds.NameOf(uint64(k))
		return name
	}
	field := func(f *desc.Field) object {
		o := object{
			"id": f.ID, "name": f.Name, "type": f.Type, "offset": f.Offset, "optional": f.Optional, "secret": f.Secret,
			"since": f.Since, "removed": f.Removed, "deprecated": f.Deprecated,
		}
		if f.Presence != desc.NoPresence {
			o["presence"] = f.Presence
		}
		if f.HasDefault {
			o["default"] = base64.StdEncoding.EncodeToString(f.Default)
		}
		return o
	}
	text, err := json.Marshal(object{
		"packages": list(len(s.Packages), func(i int) object {
			p := s.Packages[i]
			return object{"name": p.Name, "version": p.Version, "pins": list(len(p.Pins), func(i int) object {
				return object{"package": p.Pins[i].Package, "versions": p.Pins[i].Versions}
			})}
		}),
		"types": list(len(s.Types), func(i int) object {
			t := s.Types[i]
			return object{
				"of": t.Of, "key": t.Key, "count": t.Count, "size": t.Size, "key_at": t.KeyAt, "value_at": t.ValueAt,
				"align": t.Align, "kind": kind(t.Kind), "target_align": t.TargetAlign, "reserved": 0,
			}
		}),
		"structs": list(len(s.Structs), func(i int) object {
			d := s.Structs[i]
			return object{
				"name": d.Name, "package": d.Package, "size": d.Size, "align": d.Align,
				"members": list(len(d.Members), func(i int) object {
					m := d.Members[i]
					return object{"name": m.Name, "type": m.Type, "offset": m.Offset}
				}),
			}
		}),
		"enums": list(len(s.Enums), func(i int) object {
			e := s.Enums[i]
			return object{
				"name": e.Name, "package": e.Package, "repr": kind(e.Repr), "flags": e.Flags, "closed": e.Closed,
				"values": list(len(e.Values), func(i int) object {
					return object{"name": e.Values[i].Name, "value": wide(e.Values[i].Value)}
				}),
			}
		}),
		"unions": list(len(s.Unions), func(i int) object {
			u := s.Unions[i]
			return object{"name": u.Name, "package": u.Package, "arms": list(len(u.Arms), func(i int) object {
				a := u.Arms[i]
				return object{"tag": a.Tag, "name": a.Name, "message": a.Message, "since": a.Since}
			})}
		}),
		"messages": list(len(s.Messages), func(i int) object {
			m := s.Messages[i]
			ids := make([]string, len(m.SchemaIDs))
			for i, id := range m.SchemaIDs {
				ids[i] = wide(id)
			}
			return object{
				"name": m.Name, "package": m.Package, "type_id": wide(m.TypeID), "schema_ids": ids, "blocks": m.Blocks,
				"aligned": m.Aligned, "fields": list(len(m.Fields), func(i int) object { return field(&m.Fields[i]) }),
			}
		}),
	})
	if err != nil {
		panic(err) // There is nothing in it that JSON can't say.
	}
	return text
}
