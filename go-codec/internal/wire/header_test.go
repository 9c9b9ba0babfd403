package wire

import "testing"

// What the quick look at a header accepts, all checks accept; and what they accept without a checksum or a
// newer writer, it does.
func TestUsualHeadersAreThoseThatAllChecksAccept(t *testing.T) {
	root := Root{TypeID: 7 << 56, SchemaIDs: []uint64{8 << 48, 9 << 40}}
	good := make([]byte, HeaderSize+16)
	Header{TypeID: root.TypeID, SchemaID: root.SchemaIDs[1], Version: 2, BlockLength: 8, BodyLength: 16}.Put(good)
	usual := 0
	try := func(b []byte) {
		version, length, ok := Usual(b, root.TypeID, root.SchemaIDs)
		h, kind, _ := CheckHeader(b, &root)
		if want := kind == 0 && h.Flags == 0 && uint64(h.Version) <= uint64(len(root.SchemaIDs)); ok != want {
			t.Errorf("%x: %v, but all checks say %v", b, ok, kind)
		}
		if ok && (version != h.Version || length != h.BlockLength) {
			t.Errorf("%x: version %d and block %d, not %d and %d", b, version, length, h.Version, h.BlockLength)
		}
		if ok {
			usual++
		}
	}
	for n := range len(good) + 1 {
		try(good[:n])
	}
	for first := range 8 * HeaderSize {
		for second := range first + 1 {
			b := append([]byte(nil), good...)
			b[first/8] ^= 1 << (first % 8)
			if second < first {
				b[second/8] ^= 1 << (second % 8)
			}
			try(b)
		}
	}
	// The whole one, and blocks of another length that fit.
	if usual < 2 {
		t.Errorf("only %d headers were usual", usual)
	}
}
