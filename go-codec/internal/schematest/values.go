package schematest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/halflap/halflap/go-codec/internal/desc"
)

// Value makes a random JSON text for a message. Keys come in any order where shuffle is true.
func Value(r *rand.Rand, s *desc.Schema, m *desc.Message, shuffle bool) []byte {
	v := &values{r: r, s: s, shuffle: shuffle, budget: 60}
	return []byte(v.message(m, 0))
}

// values makes values; what nests deeper than a few levels, or comes after the budget is spent, is
// left as small as it can be.
type values struct {
	r       *rand.Rand
	s       *desc.Schema
	shuffle bool
	budget  int
}

func (v *values) object(items []string) string {
	if v.shuffle {
		v.r.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	}
	return "{" + strings.Join(items, ",") + "}"
}

func (v *values) small(depth int) bool { return depth > 5 || v.budget <= 0 }

func (v *values) message(m *desc.Message, depth int) string {
	v.budget--
	var items []string
	for i := range m.Fields {
		f := &m.Fields[i]
		if f.Removed != 0 || f.Optional && (v.small(depth) || v.r.IntN(3) == 0) {
			continue
		}
		items = append(items, strconv.Quote(f.Name)+":"+v.value(&v.s.Types[f.Type], depth+1))
	}
	return v.object(items)
}

func (v *values) value(t *desc.Type, depth int) string {
	count := v.r.IntN(4)
	if v.small(depth) {
		count = 0
	}
	switch t.Kind {
	case desc.String:
		return v.text()
	case desc.Bytes:
		return []string{`""`, `"AA=="`, `"AP8="`, `"3q2+"`}[v.r.IntN(4)]
	case desc.Vector:
		items := make([]string, count)
		for i := range items {
			items[i] = v.value(&v.s.Types[t.Of], depth+1)
		}
		return "[" + strings.Join(items, ",") + "]"
	case desc.Map:
		var items []string
		seen := make(map[string]bool)
		for range count {
			key := v.key(&v.s.Types[t.Key])
			if !seen[key] {
				seen[key] = true
				items = append(items, key+":"+v.value(&v.s.Types[t.Of], depth+1))
			}
		}
		return v.object(items)
	case desc.MessageKind:
		return v.message(&v.s.Messages[t.Of], depth)
	case desc.UnionKind:
		arms := v.s.Unions[t.Of].Arms
		arm := arms[v.r.IntN(len(arms))]
		return fmt.Sprintf(`{%q:%s}`, arm.Name, v.message(&v.s.Messages[arm.Message], depth))
	}
	return v.inPlace(t)
}

func (v *values) text() string {
	return []string{`""`, `"a"`, `"héé"`, `"\ud83d\ude00\n"`, `"\u0000\""`, `"日本"`}[v.r.IntN(6)]
}

func (v *values) key(t *desc.Type) string {
	switch t.Kind {
	case desc.String:
		return v.text()
	case desc.UUID:
		return v.inPlace(t)
	case desc.EnumKind:
		values := v.s.Enums[t.Of].Values
		return strconv.Quote(values[v.r.IntN(len(values))].Name)
	}
	return `"` + strings.Trim(v.inPlace(t), `"`) + `"`
}

func (v *values) inPlace(t *desc.Type) string {
	switch t.Kind {
	case desc.Bool:
		return strconv.FormatBool(v.r.IntN(2) == 0)
	case desc.F32:
		return v.float(float64(math.Float32frombits(v.r.Uint32())), 32, `"nan:7fc00001"`)
	case desc.F64:
		return v.float(math.Float64frombits(v.r.Uint64()), 64, `"nan:fff8000000000001"`)
	case desc.UUID:
		return fmt.Sprintf(`"%08x-0000-4000-8000-%012x"`, v.r.Uint32(), v.r.Uint32())
	case desc.EnumKind:
		values := v.s.Enums[t.Of].Values
		return strconv.Quote(values[v.r.IntN(len(values))].Name)
	case desc.FlagsKind:
		return []string{`[]`, `["p"]`, `["r","p"]`, `["q","r"]`}[v.r.IntN(4)]
	case desc.StructKind:
		var items []string
		for _, m := range v.s.Structs[t.Of].Members {
			items = append(items, strconv.Quote(m.Name)+":"+v.inPlace(&v.s.Types[m.Type]))
		}
		return v.object(items)
	case desc.Array:
		items := make([]string, t.Count)
		for i := range items {
			items[i] = v.inPlace(&v.s.Types[t.Of])
		}
		return "[" + strings.Join(items, ",") + "]"
	}
	return v.integer(t.Kind)
}

func (v *values) float(f float64, size int, nan string) string {
	switch {
	case math.IsNaN(f) || v.r.IntN(8) == 0:
		return []string{nan, `"inf"`, `"-inf"`, `"nan"`, `-0`}[v.r.IntN(5)]
	case v.r.IntN(2) == 0:
		f = float64(v.r.IntN(4000))/8 - 200
	}
	if math.IsInf(f, 0) {
		return "1"
	}
	return strconv.FormatFloat(f, 'e', -1, size)
}

func (v *values) integer(kind desc.Kind) string {
	edges := map[desc.Kind][2]string{
		desc.U8: {"0", "255"}, desc.I8: {"-128", "127"}, desc.U16: {"0", "65535"}, desc.I16: {"-32768", "32767"},
		desc.U32: {"0", "4294967295"}, desc.I32: {"-2147483648", "2147483647"},
		desc.U64: {"0", "18446744073709551615"}, desc.I64: {"-9223372036854775808", "9223372036854775807"},
		desc.U128: {"0", "340282366920938463463374607431768211455"},
		desc.I128: {"-170141183460469231731687303715884105728", "170141183460469231731687303715884105727"},
	}[kind]
	text := strconv.Itoa(v.r.IntN(128))
	if i := v.r.IntN(6); i < 2 {
		text = edges[i]
	}
	if kind >= desc.U64 && kind <= desc.I128 {
		return `"` + text + `"`
	}
	return text
}
