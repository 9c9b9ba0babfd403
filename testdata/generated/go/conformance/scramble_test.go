package conformance

import (
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"

	halflap "github.com/halflap/halflap/go-codec"
)

// scrambled returns a buffer like b, of the same version and sealed like it, with other values in
// what edits can change: decoded, changed, and encoded.
func scrambled[M any, P owned[M]](r *rand.Rand, b []byte, edit reflect.Type) ([]byte, error) {
	h, err := halflap.PeekHeader(b)
	if err != nil {
		return nil, err
	}
	s := scrambler{r, make(map[string]bool)}
	for {
		var m M
		if err := P(&m).UnmarshalBinary(b); err != nil {
			return nil, err
		}
		s.message(edit, reflect.ValueOf(&m).Elem())
		out, err := P(&m).AppendVersion(nil, h.Version)
		var late *halflap.Error
		if errors.As(err, &late) && late.Kind == halflap.ErrNotInVersion {
			name := late.Path[strings.LastIndexByte(late.Path, '.')+1:]
			s.late[strings.ReplaceAll(name, "_", "")] = true
			continue // The version has no such field.
		}
		if err == nil && h.HasChecksum {
			err = halflap.Seal(out)
		}
		return out, err
	}
}

type scrambler struct {
	r *rand.Rand
	// late are fields that the version does not have, by their names in small letters.
	late map[string]bool
}

// message changes a message's values where its edit has a method for them.
func (s scrambler) message(edit reflect.Type, owned reflect.Value) {
	for i := range owned.NumField() {
		name, field := owned.Type().Field(i).Name, owned.Field(i)
		bare := strings.TrimSuffix(name, "_")
		if set, ok := edit.MethodByName("Set" + bare); ok {
			if s.r.IntN(4) != 0 && !s.late[strings.ToLower(bare)] {
				scrambleField(s.r, set.Type.In(1), field)
			}
			continue
		}
		open, ok := edit.MethodByName(name)
		if !ok {
			open, ok = edit.MethodByName(bare + "_")
		}
		if ok {
			s.below(open.Type.Out(0), field)
		}
	}
}

// scrambleField sets a field of fixed size, whose setter takes values of type as.
func scrambleField(r *rand.Rand, as reflect.Type, field reflect.Value) {
	if field.Kind() == reflect.Pointer {
		if r.IntN(3) == 0 {
			field.SetZero()
			return
		}
		field.Set(reflect.New(field.Type().Elem()))
		field = field.Elem()
	}
	value := reflect.New(as).Elem()
	random(r, value)
	if _, ok := field.Interface().(halflap.Secret); ok {
		secret := make([]byte, value.Len())
		reflect.Copy(reflect.ValueOf(secret), value)
		value = reflect.ValueOf(halflap.NewSecret(secret))
	}
	field.Set(value)
}

// below changes what is behind a slot.
func (s scrambler) below(edit reflect.Type, owned reflect.Value) {
	if secret, ok := owned.Interface().(halflap.Secret); ok {
		random(s.r, reflect.ValueOf(secret.Reveal()))
		return
	}
	switch owned.Kind() {
	case reflect.Pointer:
		if !owned.IsNil() {
			s.below(edit, owned.Elem())
		}
	case reflect.Interface:
		if owned.IsNil() {
			return
		}
		arm := owned.Elem().Elem()
		for i := range edit.NumMethod() {
			method := edit.Method(i).Type
			if method.NumOut() != 2 {
				continue
			}
			for _, m := range []reflect.Value{arm, arm.FieldByName("Value")} {
				if m.IsValid() && m.Kind() == reflect.Struct && method.Out(0).Name() == m.Type().Name()+"Edit" {
					s.message(method.Out(0), m)
					return
				}
			}
		}
	case reflect.Slice:
		element, lists := edit.MethodByName("At")
		for i := range owned.Len() {
			if lists && !fixed(edit) {
				s.below(element.Type.Out(0), owned.Index(i))
			} else {
				random(s.r, owned.Index(i))
			}
		}
	case reflect.Map:
		get, _ := edit.MethodByName("Get")
		for _, key := range owned.MapKeys() {
			value := reflect.New(owned.Type().Elem()).Elem()
			value.Set(owned.MapIndex(key))
			if _, single := get.Type.Out(0).MethodByName("Set"); single && !fixed(get.Type.Out(0)) {
				random(s.r, value)
			} else {
				s.below(get.Type.Out(0), value)
			}
			owned.SetMapIndex(key, value)
		}
	case reflect.Struct:
		s.message(edit, owned)
	}
}

// fixed says whether an edit is that of a vector of values of fixed size.
func fixed(edit reflect.Type) bool {
	_, ok := edit.MethodByName("CopyFrom")
	return ok
}

// random makes a value of fixed size; of enums one that the schema has.
func random(r *rand.Rand, v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 1)
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		for ok := false; !ok; ok = known(v) {
			all := [...]int64{-1, 0, 1, 2, 500, math.MinInt64, int64(r.Uint64())}
			v.SetInt(all[r.IntN(len(all))])
		}
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		for ok := false; !ok; ok = known(v) {
			all := [...]uint64{0, 1, 2, 500, math.MaxUint64, r.Uint64()}
			v.SetUint(all[r.IntN(len(all))])
		}
	case reflect.Float32, reflect.Float64:
		all := [...]float64{0, math.Copysign(0, -1), 1.5, math.Inf(1), r.NormFloat64()}
		v.SetFloat(all[r.IntN(len(all))])
	case reflect.Array, reflect.Slice:
		for i := range v.Len() {
			random(r, v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			random(r, v.Field(i))
		}
	}
}

// known says whether an enum has a value; all others do.
func known(v reflect.Value) bool {
	enum, ok := v.Interface().(interface{ Known() bool })
	return !ok || enum.Known()
}
