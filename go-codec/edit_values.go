package halflap

import (
	"fmt"
	"iter"
	"strconv"
)

// SliceEdit is a vector of values of fixed size in a buffer that is being edited. Its length stays
// as it is. The zero SliceEdit is empty.
type SliceEdit[T any] struct {
	data []byte
	n    int
	e    *Element[T]
}

// EditSlice reads the slot of a vector of values of fixed size. Generated code calls it.
func EditSlice[T any](b Block, at int, e *Element[T]) SliceEdit[T] {
	data, n := b.target(at)
	return SliceEdit[T]{data[:n*e.size], n, e}
}

// Len returns the number of elements.
func (s SliceEdit[T]) Len() int { return s.n }

// At returns element i. It panics where i is out of range, as indexing a slice does.
func (s SliceEdit[T]) At(i int) T { return s.e.get(Block{data: s.at(i)}, 0) }

// Set replaces element i. It panics where i is out of range, as indexing a slice does.
func (s SliceEdit[T]) Set(i int, v T) { replace(s.at(i), []T{v}, s.e) }

// CopyFrom replaces the first elements by those of values, as many as there are of both, and
// returns how many that were.
func (s SliceEdit[T]) CopyFrom(values []T) int {
	n := min(s.n, len(values))
	if n > 0 {
		replace(s.data[:n*s.e.size], values[:n], s.e)
	}
	return n
}

// All iterates over the elements with their indices.
func (s SliceEdit[T]) All() iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		for i := range s.n {
			if !yield(i, s.At(i)) {
				return
			}
		}
	}
}

// Format writes the number of elements in brackets, whatever the verb.
func (s SliceEdit[T]) Format(f fmt.State, _ rune) { Format(f, "["+strconv.Itoa(s.n)+"]") }

// at returns the bytes of element i.
func (s SliceEdit[T]) at(i int) []byte {
	if uint(i) >= uint(s.n) {
		panic(outOfRange(i, s.n))
	}
	return s.data[i*s.e.size : (i+1)*s.e.size]
}

// ClosedSliceEdit is a SliceEdit of values that are, or hold, those of a closed enum: what sets them
// returns an error where the enum has no such value, and changes nothing then.
type ClosedSliceEdit[T any] struct {
	s      SliceEdit[T]
	refuse func(*Writer, string, T)
}

// EditClosedSlice is EditSlice for such values; refuse looks at one.
func EditClosedSlice[T any](b Block, at int, e *Element[T], refuse func(*Writer, string, T)) ClosedSliceEdit[T] {
	return ClosedSliceEdit[T]{EditSlice(b, at, e), refuse}
}

// Len returns the number of elements.
func (s ClosedSliceEdit[T]) Len() int { return s.s.n }

// At returns element i. It panics where i is out of range, as indexing a slice does.
func (s ClosedSliceEdit[T]) At(i int) T { return s.s.At(i) }

// Set replaces element i. It panics where i is out of range, as indexing a slice does.
func (s ClosedSliceEdit[T]) Set(i int, v T) error {
	to := s.s.at(i)
	if err := Closed("["+strconv.Itoa(i)+"]", v, s.refuse); err != nil {
		return err
	}
	replace(to, []T{v}, s.s.e)
	return nil
}

// CopyFrom replaces the first elements by those of values, as many as there are of both, and
// returns how many that were.
func (s ClosedSliceEdit[T]) CopyFrom(values []T) (int, error) {
	for i, v := range values[:min(s.s.n, len(values))] {
		if err := Closed("["+strconv.Itoa(i)+"]", v, s.refuse); err != nil {
			return 0, err
		}
	}
	return s.s.CopyFrom(values), nil
}

// All iterates over the elements with their indices.
func (s ClosedSliceEdit[T]) All() iter.Seq2[int, T] { return s.s.All() }

// Format writes the number of elements in brackets, whatever the verb.
func (s ClosedSliceEdit[T]) Format(f fmt.State, verb rune) { s.s.Format(f, verb) }

// ValueEdit is a value of fixed size in a map that is being edited. The zero ValueEdit is no place:
// it has the zero value, and setting it does nothing.
type ValueEdit[T any] struct {
	data []byte
	e    *Element[T]
}

// EditValue finds a value that lies in a block. Generated code calls it.
func EditValue[T any](b Block, at int, e *Element[T]) ValueEdit[T] {
	return ValueEdit[T]{b.Fixed(at, e.size), e}
}

// Get returns the value.
func (v ValueEdit[T]) Get() T {
	if v.data == nil {
		var zero T
		return zero
	}
	return v.e.get(Block{data: v.data}, 0)
}

// Set replaces the value.
func (v ValueEdit[T]) Set(value T) {
	if v.data != nil {
		replace(v.data, []T{value}, v.e)
	}
}

// String returns the value as a text.
func (v ValueEdit[T]) String() string { return fmt.Sprint(v.Get()) }

// ClosedValueEdit is a ValueEdit of a value that is, or holds, one of a closed enum.
type ClosedValueEdit[T any] struct {
	v      ValueEdit[T]
	refuse func(*Writer, string, T)
}

// EditClosedValue is EditValue for such a value; refuse looks at one.
func EditClosedValue[T any](b Block, at int, e *Element[T], refuse func(*Writer, string, T)) ClosedValueEdit[T] {
	return ClosedValueEdit[T]{EditValue(b, at, e), refuse}
}

// Get returns the value.
func (v ClosedValueEdit[T]) Get() T { return v.v.Get() }

// Set replaces the value, or returns an error where a closed enum has no such value.
func (v ClosedValueEdit[T]) Set(value T) error {
	if v.v.data == nil {
		return nil
	}
	if err := Closed("", value, v.refuse); err != nil {
		return err
	}
	v.v.Set(value)
	return nil
}

// String returns the value as a text.
func (v ClosedValueEdit[T]) String() string { return v.v.String() }
