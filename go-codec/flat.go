package halflap

import (
	"encoding/binary"
	"unicode/utf8"

	"github.com/halflap/halflap/go-codec/internal/wire"
)

// This file is the short way for messages that hold texts and plain values alone, and no other slots: as the
// newest version has them, nothing in them can be wrong but a text.

// Flat says what there is to check in a block of the newest version: that some words have zeros
// where they are padded, and one row of string slots. All other bits may be as they are.
type Flat struct {
	// Strings slots of strings begin at At.
	At, Strings int
	Padding     []Mask
}

// Mask tells which bits must be zero in the eight bytes at a place in a block.
type Mask struct {
	At   int
	Bits uint64
}

// root checks a body whose root block has the given length, and says whether all text in it is ASCII. Where
// it is not, it has yet to be looked at.
//
// A body is made of whole words, and behind the block there is nothing but text and padding: so the text is
// looked at a word at a time, and no byte by itself.
func (f *Flat) root(b []byte, length int) (ok, ascii bool) {
	block, start := b[HeaderSize:HeaderSize+length], uint64(HeaderSize+length)
	var wrong uint64
	for _, mask := range f.Padding {
		wrong |= binary.LittleEndian.Uint64(block[mask.At:]) & mask.Bits
	}
	end, at := start, uint64(HeaderSize+f.At)
	for slots := block[f.At : f.At+8*f.Strings]; len(slots) >= 8; slots = slots[8:] {
		slot := binary.LittleEndian.Uint64(slots)
		wrong |= (at + slot&mask32) ^ end
		end += slot >> 32
		at += 8
	}
	padding := uint64(len(b)) - end
	if wrong != 0 || padding > 7 {
		return false, false
	}
	var last, high uint64
	for rest := b[start:]; len(rest) >= 8; rest = rest[8:] {
		last = binary.LittleEndian.Uint64(rest)
		high |= last
	}
	return padding == 0 || last>>(64-8*padding) == 0, high&highBits == 0
}

// blocks walks over n blocks whose texts begin at pos, and returns where these end. It looks at no text, so
// it need not stop at once where a slot does not fit: wrong is not 0 then.
func (f *Flat) blocks(buf []byte, start, stride, n int, pos uint64) (end, wrong uint64) {
	for _, mask := range f.Padding {
		wrong |= bits(buf, start+mask.At, stride, n) & mask.Bits
	}
	end, off := rows(buf, start+f.At, 8*f.Strings, stride, n, pos)
	return end, wrong | off
}

// bits returns the bits that are set in any of n words. It is a function of its own, like rows: in one, their
// loops have more variables than the processor has registers.
//
//go:noinline
func bits(buf []byte, at, stride, n int) (set uint64) {
	for ; n > 0; n-- {
		set |= binary.LittleEndian.Uint64(buf[at:])
		at += stride
	}
	return set
}

// rows walks over n rows of slots whose texts begin at pos, and returns where these end, and what is off.
//
//go:noinline
func rows(buf []byte, at, width, stride, n int, pos uint64) (end, off uint64) {
	for ; n > 0; n-- {
		row := buf[at : at+width]
		for i := 0; i <= len(row)-8; i += 8 {
			slot := binary.LittleEndian.Uint64(row[i:])
			off |= (uint64(at+i) + uint64(uint32(slot))) ^ pos
			pos += slot >> 32
		}
		at += stride
	}
	return pos, off
}

// AppendFlat is Append of the newest version for a flat message. lay writes a block, all but its padding,
// and its texts from pos on, with Text, and returns where they end.
func AppendFlat[T any](
	b []byte, m *T, t *Type, write func(*Writer, int, *T), lay func(w *Writer, at int, pos uint64, m *T) uint64,
) ([]byte, error) {
	w := writers.Get().(*Writer)
	b, err := AppendFlatUsing(w, b, m, t, write, lay)
	writers.Put(w)
	return b, err
}

// AppendFlatUsing is AppendUsing for a flat message.
func AppendFlatUsing[T any](
	w *Writer, b []byte, m *T, t *Type, write func(*Writer, int, *T), lay func(w *Writer, at int, pos uint64, m *T) uint64,
) ([]byte, error) {
	if m == nil {
		return b, &Error{Kind: ErrMissingRequired}
	}
	if w == nil || w.version != 0 {
		return AppendFlat(b, m, t, write, lay)
	}
	version := uint32(len(t.Blocks))
	start, block := len(b), uint32(t.block(version))
	if block != 0 && w.room(b, t.Flat, version, block) {
		end := lay(w, HeaderSize, uint64(HeaderSize+block), m)
		if n := w.close(end, t.Flat, block); n != 0 {
			b = b[:start+n]
			wire.PutUsual(b[start:], uint64(t.ID), t.SchemaIDs[version-1], version, block, uint32(n-HeaderSize))
			return b, nil
		}
	}
	return appendMeasured(w, b, m, t, version, write)
}

// room takes the memory behind b for a header, a block, and texts, and clears the block's padding.
func (w *Writer) room(b []byte, f *Flat, version, block uint32) bool {
	spare := b[len(b):cap(b)]
	if len(spare) < HeaderSize+int(block) {
		return false
	}
	w.buf, w.version = spare[:min(len(spare), maxSize)], version
	for _, mask := range f.Padding {
		binary.LittleEndian.PutUint64(w.buf[HeaderSize+mask.At:], 0)
	}
	return true
}

// close ends a buffer whose texts end at end, and gives its memory back. It returns the buffer's length, 0
// where it did not fit, or has text that is not UTF-8; then there are zeros where something was written.
func (w *Writer) close(end uint64, f *Flat, block uint32) int {
	buf, start := w.buf, HeaderSize+uint64(block)
	w.buf, w.version = nil, 0
	n := alignUp(end, 8)
	if n > uint64(len(buf)) {
		clear(buf[:min(end, uint64(len(buf)))])
		return 0
	}
	if n == start {
		return int(n)
	}
	var high uint64
	rest := buf[start:n]
	for ; len(rest) > 8; rest = rest[8:] {
		high |= binary.LittleEndian.Uint64(rest)
	}
	last := binary.LittleEndian.Uint64(rest) << (8 * (n - end)) >> (8 * (n - end))
	binary.LittleEndian.PutUint64(rest, last)
	if (high|last)&highBits != 0 && !f.texts(buf[:end], HeaderSize, 0, 1, start) {
		clear(buf[:end])
		return 0
	}
	return int(n)
}

// texts says whether the texts of n blocks, from pos to the end of b, are UTF-8: all of it is, and none of
// them begins inside a character.
func (f *Flat) texts(b []byte, start, stride, n int, pos uint64) bool {
	at, run := start+f.At, b[pos:]
	for range n {
		for i := range f.Strings {
			if pos < uint64(len(b)) && !utf8.RuneStart(b[pos]) {
				return false
			}
			pos += binary.LittleEndian.Uint64(b[at+8*i:]) >> 32
		}
		at += stride
	}
	return validText(run)
}

// Text writes the slot of a string, and the string at pos as far as there is room for it, and returns where
// it ends.
func (w *Writer) Text(at int, pos uint64, s string) uint64 {
	if pos <= uint64(len(w.buf)) {
		binary.LittleEndian.PutUint64(w.buf[at:], pos-uint64(at)|uint64(len(s))<<32)
		copy(w.buf[pos:], s)
	}
	return pos + uint64(len(s))
}

// WriteFlats is WriteMessages for flat messages.
func WriteFlats[T any](
	w *Writer, at int, name string, values []T, t *Type,
	write func(*Writer, int, *T), lay func(w *Writer, at int, pos uint64, m *T) uint64,
) {
	if w.kind != 0 {
		return
	}
	stride := int(t.block(w.version))
	if start, ok := w.blocks(at, uint64(stride), len(values)); ok && !layAll(w, start, stride, values, t, lay) {
		writeAll(w, start, stride, values, write)
	}
	w.inside(name)
}

// layAll writes the blocks of flat messages, and their texts, unless that takes the long way.
func layAll[T any](
	w *Writer, start, stride int, values []T, t *Type, lay func(w *Writer, at int, pos uint64, m *T) uint64,
) bool {
	if w.buf == nil || w.depth+1 >= wire.MaxDepth || int(w.version) != len(t.Blocks) {
		return false
	}
	pos, at := w.pos, start
	for i := range values {
		if pos = lay(w, at, pos, &values[i]); pos > uint64(len(w.buf)) {
			clear(w.buf[w.pos:])
			if w.again {
				return false // It says which text is another one now.
			}
			w.fail(ErrSourceChanged, "")
			return true
		}
		at += stride
	}
	if len(skipASCII(w.buf[w.pos:pos])) != 0 && !t.Flat.texts(w.buf[:pos], start, stride, len(values), w.pos) {
		w.garbled = true
	}
	w.pos, w.run = pos, pos
	return true
}
