package halflap

import "encoding/binary"

// highBits is set where any of eight bytes is not ASCII.
const highBits = 0x8080808080808080

// validText says whether b is UTF-8, as utf8.Valid does, but goes through long runs of ASCII
// several times as fast, also behind other characters.
func validText(b []byte) bool {
	for {
		b = skipASCII(b)
		if len(b) == 0 {
			return true
		}
		n := skipCharacters(b)
		if n == 0 {
			return false
		}
		b = b[n:]
	}
}

// skipASCII leaves out as many whole words of ASCII as it finds, or all if all is ASCII.
func skipASCII(b []byte) []byte {
	whole := b
	for len(b) >= 64 {
		x := binary.LittleEndian.Uint64(b) | binary.LittleEndian.Uint64(b[8:16]) |
			binary.LittleEndian.Uint64(b[16:24]) | binary.LittleEndian.Uint64(b[24:32])
		y := binary.LittleEndian.Uint64(b[32:40]) | binary.LittleEndian.Uint64(b[40:48]) |
			binary.LittleEndian.Uint64(b[48:56]) | binary.LittleEndian.Uint64(b[56:64])
		if (x|y)&highBits != 0 {
			break
		}
		b = b[64:]
	}
	for len(b) >= 8 {
		if binary.LittleEndian.Uint64(b)&highBits != 0 {
			return b
		}
		b = b[8:]
	}
	// The rest with some of what was before it, which is ASCII.
	if n := len(whole) - 8; n >= 0 && binary.LittleEndian.Uint64(whole[n:])&highBits == 0 {
		return nil
	}
	for i, x := range b {
		if x >= 0x80 {
			return b[i:]
		}
	}
	return nil
}

// skipCharacters returns how many bytes make up valid characters, up to 16 of ASCII in a row; 0
// where b does not begin with a valid one.
func skipCharacters(b []byte) int {
	i, ascii := 0, 0
	for i < len(b) {
		first := b[i]
		if first < 0x80 {
			i++
			ascii++
			if ascii == 16 {
				return i
			}
			continue
		}
		ascii = 0
		switch {
		case first < 0xc2:
			return 0
		case first < 0xe0:
			if len(b)-i < 2 || !continues(b[i+1]) {
				return 0
			}
			i += 2
		case first < 0xf0:
			if len(b)-i < 3 || !continues(b[i+1]) || !continues(b[i+2]) {
				return 0
			}
			// Not over-long, no surrogate.
			if first == 0xe0 && b[i+1] < 0xa0 || first == 0xed && b[i+1] > 0x9f {
				return 0
			}
			i += 3
		case first < 0xf5:
			if len(b)-i < 4 || !continues(b[i+1]) || !continues(b[i+2]) || !continues(b[i+3]) {
				return 0
			}
			// Not over-long, not above U+10FFFF.
			if first == 0xf0 && b[i+1] < 0x90 || first == 0xf4 && b[i+1] > 0x8f {
				return 0
			}
			i += 4
		default:
			return 0
		}
	}
	return i
}
