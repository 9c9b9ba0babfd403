package runner

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	halflap "github.com/halflap/halflap/go-codec"
	"github.com/halflap/halflap/go-codec/json"
)

// described is a reader and its message in the description of its package.
type described struct {
	Reader
	is json.Type
}

// answer is the line for a request; an error is what must never be.
func (d described) answer(r Request) (string, error) {
	if r.Flags&Text != 0 {
		b, err := d.is.AppendBuffer(nil, r.Bytes, json.ReadOptions{})
		if err != nil {
			return "unread " + unread(err), nil
		}
		return "read " + r.told(b), nil
	}
	b := halflap.Align(r.Bytes)
	// One byte further: an address that is no multiple of anything.
	shifted := append(make([]byte, 1, len(b)+9), b...)

	verdict, err := d.verdict(b, d.read, d.is.Verify)
	if err != nil {
		return "", err
	}
	known, err := d.verdict(b, d.readKnown, d.is.VerifyKnown)
	if err != nil {
		return "", err
	}
	odd := failed(d.read(shifted[1:]))
	line := verdict
	if line == "ok" {
		if line, err = d.accepted(b, shifted, r); err != nil {
			return "", err
		}
	}
	if known != verdict {
		line += " known=" + strings.ReplaceAll(known, " ", ",")
	}
	if odd != verdict {
		line += " odd=" + strings.ReplaceAll(odd, " ", ",")
	}
	return line, nil
}

// failed tells a verdict.
func failed(err error) string {
	if err == nil {
		return "ok"
	}
	var in *halflap.Error
	if !errors.As(err, &in) {
		return "unknown error: " + err.Error()
	}
	return fmt.Sprintf("error kind=%s offset=%d path=%s", in.Kind.String(), in.Offset, in.Path)
}

// refused tells why something was not written.
func refused(err error) string {
	var in *halflap.Error
	if !errors.As(err, &in) {
		return "unknown error: " + err.Error()
	}
	return in.Kind.String() + "@" + in.Path
}

// unread tells why a text was not read.
func unread(err error) string {
	var in *json.Error
	if !errors.As(err, &in) {
		return refused(err)
	}
	return fmt.Sprintf("kind=%s at=%d:%d path=%s", in.Kind.String(), in.Line, in.Column, in.Path)
}

// verdict is the verdict on which both validators have to agree.
func (d described) verdict(b []byte, fast, precise func([]byte) error) (string, error) {
	x, y := failed(fast(b)), failed(precise(b))
	if x != y {
		return "", fmt.Errorf("the fast check says %s, the precise walk %s", x, y)
	}
	return x, nil
}

// accepted tells what becomes of a good buffer.
func (d described) accepted(b, shifted []byte, r Request) (string, error) {
	h, err := halflap.PeekHeader(b)
	if err != nil {
		return "", err
	}
	newest := d.is.Newest()
	newer := h.Version > newest
	versions := []uint32{1, newest}
	if !newer {
		versions = append(versions, h.Version)
	}
	slices.Sort(versions)
	versions = slices.Compact(versions)
	all, err := d.see(b, shifted, versions)
	if err != nil {
		return "", err
	}

	var line strings.Builder
	becomes := "other"
	if newer {
		becomes = "newer"
	} else if own := all[slices.Index(versions, h.Version)]; own.err == nil &&
		bytes.Equal(own.bytes[8:36], b[8:36]) && bytes.Equal(own.bytes[40:], b[40:]) {
		becomes = "same"
	}
	line.WriteString("ok " + becomes)
	for i, w := range all {
		if w.err != nil {
			fmt.Fprintf(&line, " %d=%s", versions[i], refused(w.err))
		} else {
			fmt.Fprintf(&line, " %d=%s", versions[i], r.told(w.bytes))
		}
	}

	shown, err := d.is.AppendJSON(nil, b, json.WriteOptions{Reveal: true})
	if err != nil {
		return "", err
	}
	hidden, err := d.is.AppendJSON(nil, b, json.WriteOptions{})
	if err != nil {
		return "", err
	}
	last := len(versions) - 1
	if err := d.readsBack(&line, shown, newest, all[last]); err != nil {
		return "", err
	}
	if r.Flags&Thorough != 0 {
		for i, version := range versions[:last] {
			if err := d.readsBack(&line, shown, version, all[i]); err != nil {
				return "", err
			}
		}
		pretty, err := d.is.AppendJSON(nil, b, json.WriteOptions{Pretty: true, Reveal: true})
		if err != nil {
			return "", err
		}
		if err := d.readsBack(new(strings.Builder), pretty, newest, all[last]); err != nil {
			return "", err
		}
	}
	fmt.Fprintf(&line, " json=%s hidden=%s", r.told(shown), r.told(hidden))
	return line.String(), nil
}

// readsBack checks that a text is written as its owned value is. Where neither can be, and each has
// another fault of the value first, the line says so.
func (d described) readsBack(line *strings.Builder, text []byte, version uint32, w written) error {
	b, err := d.is.AppendVersion(nil, text, version, json.ReadOptions{})
	switch {
	case err != nil && w.err != nil:
		// The text says that it has an unknown arm at its place.
		if !errors.Is(err, json.ErrUnknownArm) && unread(err) != refused(w.err) {
			fmt.Fprintf(line, " %d.json=%s", version, unread(err))
		}
	case err != nil || w.err != nil || !bytes.Equal(b, w.bytes):
		return fmt.Errorf("read as version %d, %s is %x (%v); the value %v", version, text, b, err, w)
	}
	return nil
}
