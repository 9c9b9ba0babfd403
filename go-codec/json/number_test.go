package json

import (
	"encoding/binary"
	"math"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/halflap/halflap/go-codec/internal/desc"
)

// The table of RFC 8785, appendix B, and what halflap adds.
func TestFloatsAsText(t *testing.T) {
	for _, c := range []struct {
		bits uint64
		want string
	}{
		{0x0000000000000000, "0"},
		{0x8000000000000000, "-0"}, // RFC 8785 says 0
		{0x0000000000000001, "5e-324"},
		{0x8000000000000001, "-5e-324"},
		{0x7fefffffffffffff, "1.7976931348623157e+308"},
		{0xffefffffffffffff, "-1.7976931348623157e+308"},
		{0x4340000000000000, "9007199254740992"},
		{0xc340000000000000, "-9007199254740992"},
		{0x4430000000000000, "295147905179352830000"},
		{0x44b52d02c7e14af5, "9.999999999999997e+22"},
		{0x44b52d02c7e14af6, "1e+23"},
		{0x44b52d02c7e14af7, "1.0000000000000001e+23"},
		{0x444b1ae4d6e2ef4e, "999999999999999700000"},
		{0x444b1ae4d6e2ef4f, "999999999999999900000"},
		{0x444b1ae4d6e2ef50, "1e+21"},
		{0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
		{0x3eb0c6f7a0b5ed8d, "0.000001"},
		{0x41b3de4355555553, "333333333.3333332"},
		{0x41b3de4355555554, "333333333.33333325"},
		{0x41b3de4355555555, "333333333.3333333"},
		{0xbecbf647612f3696, "-0.0000033333333333333333"},
		{0x43143ff3c1cb0959, "1424953923781206.2"},
		{0x7ff0000000000000, `"inf"`},
		{0xfff0000000000000, `"-inf"`},
		{0x7ff8000000000000, `"nan"`},
		{0xfff8000000000000, `"nan:fff8000000000000"`},
		{0x7ff0000000000001, `"nan:7ff0000000000001"`},
	} {
		var b [8]byte
		binary.LittleEndian.PutUint64(b[:], c.bits)
		if got := string(appendFloatBits(nil, desc.F64, b[:])); got != c.want {
			t.Errorf("%016x is %s, want %s", c.bits, got, c.want)
		}
	}
	for _, c := range []struct {
		bits uint32
		want string
	}{
		{0x00000001, "1e-45"},
		{0x7f7fffff, "3.4028235e+38"},
		{0x3dcccccd, "0.1"},
		{0x39800000, "0.00024414062"}, // halfway between two shortest texts
		{0x38000000, "0.000030517578"},
		{0x4b800000, "16777216"},
		{0x7fc00000, `"nan"`},
		{0x7f800001, `"nan:7f800001"`},
		{0xffc00000, `"nan:ffc00000"`},
	} {
		var b [4]byte
		binary.LittleEndian.PutUint32(b[:], c.bits)
		if got := string(appendFloatBits(nil, desc.F32, b[:])); got != c.want {
			t.Errorf("%08x is %s, want %s", c.bits, got, c.want)
		}
	}
}

// Every float comes back from its text, which no shorter digits could do.
func TestFloatsComeBack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		var b, again [8]byte
		binary.LittleEndian.PutUint64(b[:], r.Uint64())
		for kind, n := range map[desc.Kind]int{desc.F32: 4, desc.F64: 8} {
			text := appendFloatBits(nil, kind, b[:n])
			var problem Kind
			if text[0] == '"' {
				problem = parseFloatText(again[:n], kind, text[1:len(text)-1])
			} else {
				problem = parseFloat(again[:n], kind, text)
			}
			if problem != 0 || string(again[:n]) != string(b[:n]) {
				t.Errorf("% x is %s, then % x", b[:n], text, again[:n])
			}
		}
	}
}

// A decimal is rounded once, to the float itself: by way of a double this one would become 1.
func TestDecimalsAreRoundedOnce(t *testing.T) {
	var b [4]byte
	if problem := parseFloat(b[:], desc.F32, []byte("1.00000005960464477540")); problem != 0 {
		t.Fatal(problem)
	}
	if got := math.Float32frombits(binary.LittleEndian.Uint32(b[:])); got != math.Nextafter32(1, 2) {
		t.Errorf("got %v", got)
	}
	if problem := parseFloat(b[:], desc.F32, []byte("3.5e38")); problem != ErrOutOfRange {
		t.Errorf("3.5e38: %v", problem)
	}
}

// Integers of every kind, against package big.
func TestIntegers(t *testing.T) {
	sizes := map[desc.Kind]uint{
		desc.U8: 8, desc.I8: 8, desc.U16: 16, desc.I16: 16, desc.U32: 32, desc.I32: 32,
		desc.U64: 64, desc.I64: 64, desc.U128: 128, desc.I128: 128,
	}
	r := rand.New(rand.NewPCG(3, 4))
	for kind, bits := range sizes {
		low, high := new(big.Int), new(big.Int).Lsh(big.NewInt(1), bits)
		if kind.Signed() {
			low.Neg(new(big.Int).Lsh(big.NewInt(1), bits-1))
			high.Lsh(big.NewInt(1), bits-1)
		}
		try := func(n *big.Int) {
			t.Helper()
			b := make([]byte, bits/8)
			problem := parseInteger(b, kind, []byte(n.String()))
			inside := n.Cmp(low) >= 0 && n.Cmp(high) < 0
			switch {
			case !inside && problem != ErrOutOfRange, inside && problem != 0:
				t.Errorf("kind %d, %v: %v", kind, n, problem)
			case inside:
				if got := string(appendInteger(nil, kind, b)); got != n.String() {
					t.Errorf("kind %d: %v comes back as %s", kind, n, got)
				}
			}
		}
		for d := int64(-3); d <= 3; d++ {
			for _, edge := range []*big.Int{low, high, new(big.Int), big.NewInt(1e9)} {
				try(new(big.Int).Add(edge, big.NewInt(d)))
			}
			try(new(big.Int).Add(new(big.Int).Exp(big.NewInt(10), big.NewInt(19), nil), big.NewInt(d)))
			try(new(big.Int).Add(new(big.Int).Exp(big.NewInt(10), big.NewInt(38), nil), big.NewInt(d)))
		}
		for range 2000 {
			n := new(big.Int).SetUint64(r.Uint64())
			n.Mul(n, new(big.Int).SetUint64(r.Uint64()>>r.IntN(64)))
			n.Rsh(n, uint(r.IntN(128)))
			if r.IntN(2) == 0 {
				n.Neg(n)
			}
			try(n)
		}
	}
	for _, text := range []string{"", "-", "-0", "00", "01", "+1", "1.0", "1e2", " 1", "0x1", "1_0", "١"} {
		if problem := parseInteger(make([]byte, 16), desc.U128, []byte(text)); problem != ErrBadValue {
			t.Errorf("%q: %v", text, problem)
		}
	}
	if problem := parseInteger(make([]byte, 8), desc.U64, []byte("1"+strconv.Itoa(math.MaxInt)+"0000000000000000000000000")); problem != ErrOutOfRange {
		t.Errorf("a long number: %v", problem)
	}
}

func TestBase64IsStrict(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, "AA==": true, "AAA=": true, "AAAA": true, "++//": true, "AAAAAA==": true,
		"A": false, "AA": false, "AA=": false, "AB==": false, "AAB=": false, "AA==AA==": false, "====": false,
		"AA\n=": false, "AAA\n": false, "\nAAA": false, "AAAA\r\n\r\n": false, "-_AA": false, "A=AA": false, "AAAA=": false, "=AAA": false,
	} {
		if validBase64([]byte(text)) != want {
			t.Errorf("%q: not %v", text, want)
		}
	}
}

// Of two shortest texts that are equally near to a float, the one with an even last digit is written:
// tried with floats that are a few bits over a power of two, where such are.
func TestFloatsHalfway(t *testing.T) {
	halfway, step := 0, 2
	if testing.Short() {
		step = 14
	}
	for k := 1; k < 60; k++ {
		for m := 1; m < 4000; m += step {
			for _, size := range []int{32, 64} {
				f := math.Ldexp(float64(m), -k)
				text := string(appendFloat(nil, f, size))
				exact := new(big.Rat).SetFloat64(f)
				got, _ := new(big.Rat).SetString(text)
				off := new(big.Rat).Sub(got, exact)
				if off.Sign() == 0 {
					continue
				}
				// The other text that is as near lies on the other side.
				other := new(big.Rat).Sub(exact, off)
				back, _ := other.Float64()
				if size == 32 {
					single, _ := other.Float32()
					back = float64(single)
				}
				digits := digitsOf(got)
				if back != f || len(digitsOf(other)) != len(digits) {
					continue
				}
				halfway++
				if digits[len(digits)-1]%2 != 0 {
					t.Errorf("%s (%d bits) is written as %s, whose last digit is odd", exact.FloatString(60), size, text)
				}
			}
		}
	}
	if halfway < 10 {
		t.Errorf("only %d floats lie between two texts", halfway)
	}
}

// digitsOf returns the digits of a decimal, without zeros around them.
func digitsOf(x *big.Rat) string {
	return strings.Trim(strings.Replace(x.FloatString(120), ".", "", 1), "0")
}
