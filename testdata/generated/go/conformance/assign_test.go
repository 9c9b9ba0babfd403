package conformance

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	halflap "github.com/halflap/halflap/go-codec"
)

// assign sets everything that an edit can set to what an owned value has, by the names of methods.
func assign(edit, owned reflect.Value) error {
	switch e := edit.Interface().(type) {
	case []byte:
		return copied(copy(e, owned.Bytes()), owned.Len())
	case halflap.Secret:
		bytes := owned.Interface().(halflap.Secret).Reveal()
		return copied(copy(e.Reveal(), bytes), len(bytes))
	}
	has := func(name string) bool { return edit.MethodByName(name).IsValid() }
	switch {
	case has("CopyFrom"):
		return assignSlice(edit, owned)
	case has("Set") && has("Get"):
		return failure(edit.MethodByName("Set").Call([]reflect.Value{owned}))
	case owned.Kind() == reflect.Slice:
		if err := copied(int(call(edit, "Len")[0].Int()), owned.Len()); err != nil {
			return err
		}
		for i := range owned.Len() {
			if err := assign(call(edit, "At", reflect.ValueOf(i))[0], owned.Index(i)); err != nil {
				return err
			}
		}
		return nil
	case owned.Kind() == reflect.Map:
		for _, key := range owned.MapKeys() {
			found := call(edit, "Get", key)
			if !found[1].Bool() {
				return fmt.Errorf("no key %v", key)
			}
			if err := assign(found[0], owned.MapIndex(key)); err != nil {
				return err
			}
		}
		return nil
	case owned.Kind() == reflect.Interface:
		return assignArm(edit, owned.Elem().Elem())
	case owned.Kind() == reflect.Pointer:
		return assign(edit, owned.Elem())
	}
	for i := range owned.NumField() {
		if err := assignField(edit, owned.Type().Field(i).Name, owned.Field(i)); err != nil {
			return fmt.Errorf("%s: %w", owned.Type().Field(i).Name, err)
		}
	}
	return nil
}

// assignSlice sets all elements at once, or one by one where their number is odd.
func assignSlice(edit, owned reflect.Value) error {
	if owned.Len()%2 == 0 {
		results := call(edit, "CopyFrom", owned)
		if err := failure(results); err != nil {
			return err
		}
		return copied(int(results[0].Int()), owned.Len())
	}
	for i := range owned.Len() {
		if err := failure(call(edit, "Set", reflect.ValueOf(i), owned.Index(i))); err != nil {
			return err
		}
	}
	return copied(int(call(edit, "Len")[0].Int()), owned.Len())
}

// assignArm finds the arm that is there.
func assignArm(edit, owned reflect.Value) error {
	if value := owned.FieldByName("Value"); value.IsValid() && owned.NumField() == 1 && value.Kind() == reflect.Struct {
		owned = value // An arm with a type of its own around the message.
	}
	for i := range edit.NumMethod() {
		if edit.Type().Method(i).Type.NumOut() != 2 {
			continue
		}
		if arm := edit.Method(i).Call(nil); arm[1].Bool() {
			return assign(arm[0], owned)
		}
	}
	return errors.New("no arm")
}

// assignField sets a field, or goes on below it. Where there is no method it is text.
func assignField(edit reflect.Value, name string, owned reflect.Value) error {
	bare := strings.TrimSuffix(name, "_")
	if set := edit.MethodByName("Set" + bare); set.IsValid() {
		if owned.Kind() == reflect.Pointer {
			if owned.IsNil() {
				return late(call(edit, "Clear"+bare))
			}
			owned = owned.Elem()
		}
		if secret, ok := owned.Interface().(halflap.Secret); ok {
			owned = reflect.ValueOf(secret.Reveal()).Convert(set.Type().In(0))
		}
		return late(set.Call([]reflect.Value{owned}))
	}
	open := edit.MethodByName(name)
	if !open.IsValid() {
		open = edit.MethodByName(bare + "_")
	}
	if !open.IsValid() {
		return nil
	}
	found := open.Call(nil)
	if len(found) == 2 {
		there := !owned.IsZero()
		if found[1].Bool() != there {
			return fmt.Errorf("it is there: %v", found[1])
		}
		if !there {
			return nil
		}
	}
	return assign(found[0], owned)
}

func call(on reflect.Value, name string, arguments ...reflect.Value) []reflect.Value {
	return on.MethodByName(name).Call(arguments)
}

// failure is the error at the end of results, if they have one.
func failure(results []reflect.Value) error {
	if len(results) == 0 {
		return nil
	}
	err, _ := results[len(results)-1].Interface().(error)
	return err
}

// late is failure, but for fields that the buffer's version does not have.
func late(results []reflect.Value) error {
	if err := failure(results); err != nil && !errors.Is(err, halflap.ErrNotInVersion) {
		return err
	}
	return nil
}

func copied(n, of int) error {
	if n != of {
		return fmt.Errorf("%d of %d are there", n, of)
	}
	return nil
}
