package halflap

import (
	"encoding/binary"
	"fmt"
	"iter"
	"strconv"
)

// List is a vector in a checked buffer whose elements are read one at a time: strings, bytes,
// messages, unions, maps, lists. It aliases the buffer and may be read by many goroutines. The
// zero List is empty.
type List[T any] struct {
	data   []byte // the elements; its capacity reaches to the end of the buffer
	n      int
	stride int
	limit  uint32
	get    func(Block, int) T
}

// SlotList reads the slot of a vector of slots; get reads an element's slot. Generated code calls
// it.
func SlotList[T any](b Block, at int, get func(Block, int) T) List[T] {
	data, n := b.target(at)
	return List[T]{data: data[:8*n], n: n, stride: 8, limit: b.limit, get: get}
}

// MessageList reads the slot of a vector of messages; get makes a view of an element's block.
// Generated code calls it.
func MessageList[T any](b Block, at int, get func(Block, int) T) List[T] {
	data, n := b.target(at)
	if n == 0 {
		return List[T]{}
	}
	stride := int(binary.LittleEndian.Uint32(data))
	return List[T]{data: data[8 : 8+n*stride], n: n, stride: stride, limit: b.limit, get: get}
}

// Len returns the number of elements.
func (l List[T]) Len() int { return l.n }

// At returns element i. It panics where i is out of range, as indexing a slice does.
func (l List[T]) At(i int) T {
	if uint(i) >= uint(l.n) {
		panic(outOfRange(i, l.n))
	}
	return l.at(i)
}

// Get returns element i, and whether there is one.
func (l List[T]) Get(i int) (T, bool) {
	if uint(i) >= uint(l.n) {
		var zero T
		return zero, false
	}
	return l.at(i), true
}

func (l List[T]) at(i int) T {
	start := i * l.stride
	return l.get(Block{data: l.data[start : start+l.stride], limit: l.limit}, 0)
}

// All iterates over the elements with their indices.
func (l List[T]) All() iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		start := 0 // Not by at: that is one call more for each element.
		for i := range l.n {
			end := start + l.stride
			if !yield(i, l.get(Block{data: l.data[start:end], limit: l.limit}, 0)) {
				return
			}
			start = end
		}
	}
}

// Values iterates over the elements.
func (l List[T]) Values() iter.Seq[T] {
	return func(yield func(T) bool) {
		start := 0
		for range l.n {
			end := start + l.stride
			if !yield(l.get(Block{data: l.data[start:end], limit: l.limit}, 0)) {
				return
			}
			start = end
		}
	}
}

// Format writes the number of elements in brackets, whatever the verb.
func (l List[T]) Format(f fmt.State, _ rune) { Format(f, "["+strconv.Itoa(l.n)+"]") }

// Collect returns what f makes of each element of a list; nil for an empty one. Generated code
// decodes with it.
func Collect[T, U any](l List[T], f func(T) U) []U {
	if l.n == 0 {
		return nil
	}
	all := make([]U, l.n)
	for i := range all {
		all[i] = f(l.at(i))
	}
	return all
}

// outOfRange is what an index out of range panics with: a runtime error, as for slices.
func outOfRange(i, n int) error { return indexError{i, n} }

type indexError struct{ i, n int }

func (e indexError) Error() string {
	return "halflap: index out of range [" + strconv.Itoa(e.i) + "] with length " + strconv.Itoa(e.n)
}

// RuntimeError makes it a runtime.Error.
func (indexError) RuntimeError() {}
