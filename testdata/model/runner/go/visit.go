package runner

import (
	"fmt"
	"reflect"
	"strings"

	halflap "github.com/halflap/halflap/go-codec"
)

// notRead are methods of views that do more than read one field.
var notRead = map[string]bool{
	"Decode": true, "Borrow": true, "MarshalBinary": true, "String": true, "GoString": true,
}

// visit calls every accessor of a view, of the views that these return, and so on.
func visit(view any) error { return visitValue(reflect.ValueOf(view)) }

func visitValue(v reflect.Value) error {
	if secret, ok := v.Interface().(halflap.Secret); ok {
		if secret.Len() != len(secret.Reveal()) {
			return fmt.Errorf("a secret has two lengths")
		}
		return nil
	}
	switch v.Kind() {
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			_ = v.Index(i).IsZero() // Reads all of it.
		}
		return nil
	case reflect.Struct:
	default:
		return nil
	}
	if !strings.HasSuffix(v.Type().Name(), "View") {
		// A list or a map; a view may have a field of that name.
		if at := v.MethodByName("At"); at.IsValid() {
			return visitElements(v, at)
		}
		return nil
	}
	for i := range v.NumMethod() {
		method := v.Method(i)
		if method.Type().NumIn() != 0 || notRead[v.Type().Method(i).Name] {
			continue
		}
		results := method.Call(nil)
		if n := len(results); n == 2 && results[1].Kind() == reflect.Bool && !results[1].Bool() {
			continue // An empty message, and perhaps one in another without end.
		}
		for _, result := range results {
			if err := visitValue(result); err != nil {
				return err
			}
		}
	}
	return nil
}

// visitElements goes through a list or a map; what a map has at a place, it finds by its key.
func visitElements(v, at reflect.Value) error {
	get := v.MethodByName("Get")
	for i := range v.MethodByName("Len").Call(nil)[0].Int() {
		results := at.Call([]reflect.Value{reflect.ValueOf(int(i))})
		if len(results) == 2 {
			if found := get.Call(results[:1]); !found[1].Bool() {
				return fmt.Errorf("the key %v is not found", results[0])
			}
		}
		for _, result := range results {
			if err := visitValue(result); err != nil {
				return err
			}
		}
	}
	return nil
}
