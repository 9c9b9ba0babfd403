package schematest

import (
	"slices"

	"github.com/halflap/halflap/go-codec/internal/desc"
)

// Older returns a schema of one package as it was at an earlier version, laid out anew.
func Older(s *desc.Schema, version uint32) *desc.Schema {
	old := &desc.Schema{
		Packages: []desc.Package{{Name: s.Packages[0].Name, Version: version}},
		Types:    slices.Clone(s.Types),
		Enums:    slices.Clone(s.Enums),
		Messages: make([]desc.Message, len(s.Messages)),
	}
	for _, d := range s.Structs {
		old.Structs = append(old.Structs, desc.Struct{Name: d.Name, Members: slices.Clone(d.Members)})
	}
	for _, u := range s.Unions {
		arms := slices.DeleteFunc(slices.Clone(u.Arms), func(a desc.Arm) bool { return a.Since > version })
		old.Unions = append(old.Unions, desc.Union{Name: u.Name, Arms: arms})
	}
	for i := range s.Messages {
		m := &old.Messages[i]
		m.Name = s.Messages[i].Name
		for _, f := range s.Messages[i].Fields {
			if f.Since > version {
				continue
			}
			if f.Removed > version {
				f.Removed = 0
			}
			m.Fields = append(m.Fields, f)
		}
	}
	for i := range old.Types {
		old.Types[i].Entry = nil
	}
	Lay(old)
	return old
}
