package json

import (
	"encoding/binary"
	"math"
	"math/bits"
	"strconv"

	"github.com/halflap/halflap/go-codec/internal/desc"
)

// appendFloat writes a finite float as RFC 8785 does, with the shortest digits that read back to the
// same value of its size, and negative zero as -0.
func appendFloat(dst []byte, f float64, size int) []byte {
	if math.Signbit(f) {
		dst = append(dst, '-')
		f = -f
	}
	if f == 0 {
		return append(dst, '0')
	}
	var buf [32]byte
	text := strconv.AppendFloat(buf[:0], f, 'e', -1, size) // d.ddde-dd
	digits := text[:1]
	i := 1
	if text[i] == '.' {
		for i++; text[i] != 'e'; i++ {
			digits = append(digits, text[i]) // Writes where the point was, behind what is read.
		}
	}
	exponent, _ := strconv.Atoi(string(text[i+1:]))
	preferEven(digits, exponent, f, size)
	point := exponent + 1 // The value is 0.digits times ten to the point.
	switch n := len(digits); {
	case n <= point && point <= 21:
		dst = append(dst, digits...)
		for ; n < point; n++ {
			dst = append(dst, '0')
		}
		return dst
	case 0 < point && point <= 21:
		dst = append(dst, digits[:point]...)
		dst = append(dst, '.')
		return append(dst, digits[point:]...)
	case -6 < point && point <= 0:
		dst = append(dst, "0.000000"[:2-point]...)
		return append(dst, digits...)
	}
	dst = append(dst, digits[0])
	if len(digits) > 1 {
		dst = append(dst, '.')
		dst = append(dst, digits[1:]...)
	}
	dst = append(dst, 'e')
	if exponent >= 0 {
		dst = append(dst, '+')
	}
	return strconv.AppendInt(dst, int64(exponent), 10)
}

// preferEven sees to it that of two shortest texts that are equally near to a float the one with an even
// last digit is written, as RFC 8785 wants it. strconv does not care.
func preferEven(digits []byte, exponent int, f float64, size int) {
	last := len(digits) - 1
	if (digits[last]-'0')%2 == 0 {
		return
	}
	fraction, e := math.Frexp(f)
	odd := uint64(fraction * (1 << 53))
	zeros := bits.TrailingZeros64(odd)
	odd >>= zeros
	// f is odd / 2^k, so its digits are those of odd * 5^k, the last of them 5. It lies between two texts
	// where that is one digit more than they have.
	k := 53 - zeros - e
	if k < 1 || k > 27 {
		return
	}
	for range k {
		high, low := bits.Mul64(odd, 5)
		if high != 0 {
			return
		}
		odd = low
	}
	var buf [40]byte
	exact := strconv.AppendUint(buf[:0], odd, 10)
	if len(exact) != len(digits)+1 {
		return
	}
	other := digits[last] - 1
	if exact[last] == digits[last] {
		other = digits[last] + 1
	}
	// Below a power of two floats lie closer: the lower text may stand for another one.
	text := append(buf[:0], digits[:last]...)
	text = append(text, other, 'e')
	text = strconv.AppendInt(text, int64(exponent-last), 10)
	if back, err := strconv.ParseFloat(string(text), size); err == nil && back == f {
		digits[last] = other
	}
}

// appendFloatBits writes any float by its bits.
func appendFloatBits(dst []byte, kind desc.Kind, b []byte) []byte {
	size, raw, value := 64, uint64(0), 0.0
	quiet := uint64(0x7ff8000000000000)
	if kind == desc.F32 {
		size, quiet = 32, 0x7fc00000
		raw = uint64(binary.LittleEndian.Uint32(b))
		value = float64(math.Float32frombits(uint32(raw)))
	} else {
		raw = binary.LittleEndian.Uint64(b)
		value = math.Float64frombits(raw)
	}
	switch {
	case raw == quiet:
		return append(dst, `"nan"`...)
	case math.IsNaN(value):
		dst = append(dst, `"nan:`...)
		for shift := size - 4; shift >= 0; shift -= 4 {
			dst = append(dst, hexDigits[raw>>shift&15])
		}
		return append(dst, '"')
	case math.IsInf(value, 1):
		return append(dst, `"inf"`...)
	case math.IsInf(value, -1):
		return append(dst, `"-inf"`...)
	}
	return appendFloat(dst, value, size)
}

// parseFloat reads a number token, or a string that says what no number can, as a float of the kind
// into dst. Decimals are rounded once, to the kind itself.
func parseFloat(dst []byte, kind desc.Kind, token []byte) (problem Kind) {
	size := 8 * len(dst)
	value, err := strconv.ParseFloat(string(token), size)
	if err != nil {
		return ErrOutOfRange // The token is a JSON number, so nothing else is wrong with it.
	}
	putFloat(dst, kind, value)
	return 0
}

func putFloat(dst []byte, kind desc.Kind, value float64) {
	if kind == desc.F32 {
		binary.LittleEndian.PutUint32(dst, math.Float32bits(float32(value)))
	} else {
		binary.LittleEndian.PutUint64(dst, math.Float64bits(value))
	}
}

// parseFloatText reads "inf", "-inf", "nan" and "nan:" with bits.
func parseFloatText(dst []byte, kind desc.Kind, text []byte) (problem Kind) {
	const prefix = "nan:"
	switch string(text) {
	case "inf":
		putFloat(dst, kind, math.Inf(1))
		return 0
	case "-inf":
		putFloat(dst, kind, math.Inf(-1))
		return 0
	case "nan":
		text = []byte("nan:7ff8000000000000")
		if kind == desc.F32 {
			text = []byte("nan:7fc00000")
		}
	}
	if len(text) != len(prefix)+2*len(dst) || string(text[:len(prefix)]) != prefix {
		return ErrBadValue
	}
	raw := uint64(0)
	for _, c := range text[len(prefix):] {
		digit, ok := hexDigit(c)
		if !ok {
			return ErrBadValue
		}
		raw = raw<<4 | uint64(digit)
	}
	value := math.Float64frombits(raw)
	if kind == desc.F32 {
		value = float64(math.Float32frombits(uint32(raw)))
		binary.LittleEndian.PutUint32(dst, uint32(raw))
	} else {
		binary.LittleEndian.PutUint64(dst, raw)
	}
	if !math.IsNaN(value) {
		return ErrBadValue
	}
	return 0
}

func hexDigit(c byte) (digit byte, ok bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// appendInteger writes an integer of any kind in decimal digits.
func appendInteger(dst []byte, kind desc.Kind, b []byte) []byte {
	if kind != desc.U128 && kind != desc.I128 {
		value := desc.Integer(kind, b)
		if kind.Signed() {
			return strconv.AppendInt(dst, int64(value), 10)
		}
		return strconv.AppendUint(dst, value, 10)
	}
	low, high := binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])
	if kind == desc.I128 && int64(high) < 0 {
		dst = append(dst, '-')
		var borrow uint64
		low, borrow = bits.Sub64(0, low, 0)
		high, _ = bits.Sub64(0, high, borrow)
	}
	return appendWide(dst, high, low)
}

// appendWide writes an unsigned number of 128 bits.
func appendWide(dst []byte, high, low uint64) []byte {
	const chunk = 1e19 // the largest power of ten in 64 bits
	var chunks [3]uint64
	n := 0
	for high != 0 {
		var rest uint64
		top := high / chunk
		rest = high % chunk
		low, rest = bits.Div64(rest, low, chunk)
		high = top
		chunks[n] = rest
		n++
	}
	if low >= chunk {
		chunks[n] = low % chunk
		low /= chunk
		n++
	}
	dst = strconv.AppendUint(dst, low, 10)
	for n--; n >= 0; n-- {
		var buf [20]byte
		digits := strconv.AppendUint(buf[:0], chunks[n], 10)
		for i := len(digits); i < 19; i++ {
			dst = append(dst, '0')
		}
		dst = append(dst, digits...)
	}
	return dst
}

// parseInteger reads decimal digits, with a minus sign and nothing else before them, as an integer of
// the kind into dst. It takes the one spelling of a number: no leading zeros, no -0.
func parseInteger(dst []byte, kind desc.Kind, text []byte) (problem Kind) {
	negative := len(text) > 0 && text[0] == '-'
	digits := text
	if negative {
		digits = text[1:]
	}
	if len(digits) == 0 || digits[0] == '0' && (len(digits) > 1 || negative) {
		return ErrBadValue
	}
	var high, low uint64
	overflow := false
	for _, c := range digits {
		if c < '0' || c > '9' {
			return ErrBadValue
		}
		carry, product := bits.Mul64(low, 10)
		above, times := bits.Mul64(high, 10)
		var more uint64
		low, more = bits.Add64(product, uint64(c-'0'), 0)
		high, more = bits.Add64(times, carry, more)
		overflow = overflow || above != 0 || more != 0
	}
	if overflow || !fits(kind, 8*len(dst), negative, high, low) {
		return ErrOutOfRange
	}
	if negative {
		var borrow uint64
		low, borrow = bits.Sub64(0, low, 0)
		high, _ = bits.Sub64(0, high, borrow)
	}
	var wide [16]byte
	binary.LittleEndian.PutUint64(wide[:], low)
	binary.LittleEndian.PutUint64(wide[8:], high)
	copy(dst, wide[:])
	return 0
}

// fits reports whether a magnitude fits into an integer of a kind with so many bits.
func fits(kind desc.Kind, width int, negative bool, high, low uint64) bool {
	if !kind.Signed() {
		if negative {
			return false
		}
		return width == 128 || high == 0 && (width == 64 || low>>width == 0)
	}
	// The magnitude is at most 2^(width-1), for a positive number one less.
	if !negative {
		low, high = low+1, high+carryOf(low)
		if high == 0 && low == 0 {
			return false
		}
	}
	if width == 128 {
		return high < 1<<63 || high == 1<<63 && low == 0
	}
	return high == 0 && low <= 1<<(width-1)
}

// carryOf is 1 where adding one to low carries.
func carryOf(low uint64) uint64 {
	if low == math.MaxUint64 {
		return 1
	}
	return 0
}
