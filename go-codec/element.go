package halflap

import (
	"bytes"
	"fmt"
	"math"
	"reflect"
)

// Element says how values of a type of fixed size lie in a buffer: numbers, bools, enums, flags,
// UUIDs, structs and arrays of them. Slice and the writer use it for vectors.
type Element[T any] struct {
	size  int
	align uintptr // in a buffer; also in memory, on targets that lay slices over buffers
	bools []int   // where bools lie in a value
	get   func(Block, int) T
	put   func(*Writer, int, T)
}

// NewElement makes the Element of a type from the two functions that read one value from a block
// and write one. It panics where values of T can't be laid over a buffer, which generated types
// always can: T must be made of bools, numbers, arrays and structs, and have no padding.
func NewElement[T any](get func(Block, int) T, put func(*Writer, int, T)) *Element[T] {
	t := reflect.TypeFor[T]()
	e := &Element[T]{size: int(t.Size()), align: 1, get: get, put: put}
	if n := e.inspect(t, 0); n != e.size {
		panic(fmt.Sprintf("halflap: %v has padding or members that can't lie in a buffer", t))
	}
	return e
}

// inspect notes where bools lie and how values are aligned, and returns how many bytes of a value mean something.
func (e *Element[T]) inspect(t reflect.Type, at int) int {
	switch t.Kind() {
	case reflect.Bool:
		e.bools = append(e.bools, at)
		return 1
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Float32, reflect.Float64,
		reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		e.align = max(e.align, t.Size())
		return int(t.Size())
	case reflect.Array:
		n := 0
		for i := range t.Len() {
			n += e.inspect(t.Elem(), at+i*int(t.Elem().Size()))
		}
		return n
	case reflect.Struct:
		n := 0
		for i := range t.NumField() {
			n += e.inspect(t.Field(i).Type, at+int(t.Field(i).Offset))
		}
		return n
	}
	return math.MinInt32
}

// Elements of the types that need no generated code.
var (
	Bools    = NewElement(Block.Bool, (*Writer).Bool)
	Uint8s   = NewElement(Block.Uint8, (*Writer).Uint8)
	Uint16s  = NewElement(Block.Uint16, (*Writer).Uint16)
	Uint32s  = NewElement(Block.Uint32, (*Writer).Uint32)
	Uint64s  = NewElement(Block.Uint64, (*Writer).Uint64)
	Int8s    = NewElement(Block.Int8, (*Writer).Int8)
	Int16s   = NewElement(Block.Int16, (*Writer).Int16)
	Int32s   = NewElement(Block.Int32, (*Writer).Int32)
	Int64s   = NewElement(Block.Int64, (*Writer).Int64)
	Float32s = NewElement(Block.Float32, (*Writer).Float32)
	Float64s = NewElement(Block.Float64, (*Writer).Float64)
	Uint128s = NewElement(Block.Uint128, (*Writer).Uint128)
	Int128s  = NewElement(Block.Int128, (*Writer).Int128)
	UUIDs    = NewElement(Block.UUID, (*Writer).UUID)
)

// Slice reads the slot of a vector of values of fixed size. The slice aliases the buffer, except
// in builds that copy; nothing may be written to it. Generated code calls it.
func Slice[T any](b Block, at int, e *Element[T]) []T {
	data, n := b.target(at)
	if data == nil {
		return nil
	}
	if !e.sound(data, n) {
		return copied(data, n, e)
	}
	return slice(data, n, e)
}

// CloneSlice is Slice, but always returns a copy; nil where there are no elements.
func CloneSlice[T any](b Block, at int, e *Element[T]) []T {
	data, n := b.target(at)
	if n == 0 {
		return nil
	}
	if !e.sound(data, n) {
		return copied(data, n, e)
	}
	return cloned(data, n, e)
}

// Fill reads a fixed array that lies in a block.
func Fill[T any](values []T, b Block, at int, e *Element[T]) {
	for i := range values {
		values[i] = e.get(b, at+i*e.size)
	}
}

// sound says whether all bools among n values are 0 or 1. They are, in a checked buffer; but a
// slice of bools that are not would be undefined behaviour, so it does not rest on that alone.
func (e *Element[T]) sound(data []byte, n int) bool {
	if len(e.bools) == e.size {
		return allBools(data[:n*e.size])
	}
	var rest byte
	for _, at := range e.bools {
		for i := range n {
			rest |= data[i*e.size+at]
		}
	}
	return rest <= 1
}

// copied reads n values one by one.
func copied[T any](data []byte, n int, e *Element[T]) []T {
	values := make([]T, n)
	Fill(values, Block{data: data[:n*e.size]}, 0, e)
	return values
}

// Equal says whether two values have the same bytes: unlike ==, it tells -0 from 0 and finds a NaN
// equal to itself.
func (e *Element[T]) Equal(x, y T) bool {
	v, w := Writer{buf: make([]byte, e.size)}, Writer{buf: make([]byte, e.size)}
	e.put(&v, 0, x)
	e.put(&w, 0, y)
	return bytes.Equal(v.buf, w.buf)
}

// IsZero says whether a value has no byte but zeros.
func (e *Element[T]) IsZero(x T) bool {
	var zero T
	return e.Equal(x, zero)
}
