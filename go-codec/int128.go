package halflap

import (
	"cmp"
	"encoding/binary"
	"math/big"
)

// Uint128 is an unsigned integer of 128 bits, laid out as it lies in a buffer.
type Uint128 struct{ Lo, Hi uint64 }

// Int128 is a signed integer of 128 bits, in two's complement, laid out as it lies in a buffer.
type Int128 struct {
	Lo uint64
	Hi int64
}

// Compare returns -1, 0 or 1 as x is below, equal to or above y.
func (x Uint128) Compare(y Uint128) int {
	return cmp.Or(cmp.Compare(x.Hi, y.Hi), cmp.Compare(x.Lo, y.Lo))
}

// Compare returns -1, 0 or 1 as x is below, equal to or above y.
func (x Int128) Compare(y Int128) int {
	return cmp.Or(cmp.Compare(x.Hi, y.Hi), cmp.Compare(x.Lo, y.Lo))
}

// Big returns the value as a big integer.
func (x Uint128) Big() *big.Int {
	high := new(big.Int).SetUint64(x.Hi)
	return high.Lsh(high, 64).Add(high, new(big.Int).SetUint64(x.Lo))
}

// Big returns the value as a big integer.
func (x Int128) Big() *big.Int {
	high := big.NewInt(x.Hi)
	return high.Lsh(high, 64).Add(high, new(big.Int).SetUint64(x.Lo))
}

// String returns the value in decimal.
func (x Uint128) String() string { return x.Big().String() }

// String returns the value in decimal.
func (x Int128) String() string { return x.Big().String() }

func getUint128(b []byte) Uint128 {
	return Uint128{Lo: binary.LittleEndian.Uint64(b), Hi: binary.LittleEndian.Uint64(b[8:16])}
}

func getInt128(b []byte) Int128 {
	return Int128{Lo: binary.LittleEndian.Uint64(b), Hi: int64(binary.LittleEndian.Uint64(b[8:16]))}
}
