package halflap

import (
	"fmt"
	"iter"
	"sort"
)

// Map is a map in a checked buffer, read in place: its entries lie in ascending order of their
// keys, and Get finds one by binary search. It aliases the buffer and may be read by many
// goroutines. The zero Map is empty.
type Map[K, V any] struct {
	entries List[Block]
	layout  *MapLayout[K, V]
}

// MapLayout says how the entries of a map are read. Generated code has one for each type of map.
type MapLayout[K, V any] struct {
	KeyAt, ValueAt int
	Key            func(Block, int) K
	Value          func(Block, int) V
	Compare        func(K, K) int
}

// MapAt reads the slot of a map. Generated code calls it.
func MapAt[K, V any](b Block, at int, layout *MapLayout[K, V]) Map[K, V] {
	return Map[K, V]{MessageList(b, at, entry), layout}
}

func entry(b Block, _ int) Block { return b }

// Len returns the number of entries.
func (m Map[K, V]) Len() int { return m.entries.n }

// At returns entry i in the order of keys. It panics where i is out of range.
func (m Map[K, V]) At(i int) (K, V) {
	e := m.entries.At(i)
	return m.layout.Key(e, m.layout.KeyAt), m.layout.Value(e, m.layout.ValueAt)
}

// Get returns the value of a key, and whether the map has it.
func (m Map[K, V]) Get(key K) (V, bool) {
	i, found := sort.Find(m.entries.n, func(i int) int {
		return m.layout.Compare(key, m.layout.Key(m.entries.at(i), m.layout.KeyAt))
	})
	if !found {
		var zero V
		return zero, false
	}
	return m.layout.Value(m.entries.at(i), m.layout.ValueAt), true
}

// All iterates over keys and values in the order of keys.
func (m Map[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for i := range m.entries.n {
			if !yield(m.At(i)) {
				return
			}
		}
	}
}

// Format writes the number of entries in brackets, whatever the verb.
func (m Map[K, V]) Format(f fmt.State, verb rune) { m.entries.Format(f, verb) }

// CollectMap returns a Go map with what f makes of each value; nil for an empty one. Keys are
// given to key, which copies what aliases the buffer. Generated code decodes with it.
func CollectMap[K comparable, V, U any](m Map[K, V], key func(K) K, f func(V) U) map[K]U {
	if m.entries.n == 0 {
		return nil
	}
	all := make(map[K]U, m.entries.n)
	for k, v := range m.All() {
		all[key(k)] = f(v)
	}
	return all
}
