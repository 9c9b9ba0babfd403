package halflap

import (
	"cmp"
	"strconv"
	"strings"
)

// UpdateHalflapOrGenerateAgain1 is what generated code asks for to see that it fits this package.
// When it is unknown, the two are of different generations: update the module
// github.com/halflap/halflap/go-codec, or generate the code again with its version of halflap.
const UpdateHalflapOrGenerateAgain1 = true

// Pointer returns a pointer to a value. Generated code uses it for optional fields.
func Pointer[T any](v T) *T { return &v }

// Same returns its argument: how a value without references is copied.
func Same[T any](v T) T { return v }

// NotNil returns s, or an empty slice in place of nil: how a present empty vector is told from an
// absent one.
func NotNil[S ~[]T, T any](s S) S {
	if s == nil {
		return S{}
	}
	return s
}

// NotNilMap returns m, or an empty map in place of nil.
func NotNilMap[M ~map[K]V, K comparable, V any](m M) M {
	if m == nil {
		return M{}
	}
	return m
}

// CompareBools orders false before true, as maps do.
func CompareBools(x, y bool) int {
	if x == y {
		return 0
	}
	if y {
		return -1
	}
	return 1
}

// Number returns an integer in decimal.
func Number[T interface {
	~int8 | ~int16 | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64
}](v T) string {
	if cmp.Less(v, 0) {
		return strconv.FormatInt(int64(v), 10)
	}
	return strconv.FormatUint(uint64(v), 10)
}

// FlagNames returns the names of the bits that are set, joined by |, and those without a name as
// one number; 0 where none is set.
func FlagNames(bits uint64, names []string) string {
	var set []string
	for bit, name := range names {
		if mask := uint64(1) << bit; name != "" && bits&mask != 0 {
			set = append(set, name)
			bits &^= mask
		}
	}
	if bits != 0 || len(set) == 0 {
		set = append(set, "0x"+strconv.FormatUint(bits, 16))
	}
	return strings.Join(set, "|")
}
