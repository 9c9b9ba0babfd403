//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/halflap/halflap/examples/shared/go/sealed"
	"golang.org/x/sys/unix"
)

// hostile hands a reader what it has to refuse, and compares its answers. The Rust program has more
// of this; these are the cases in which it matters that Go makes the memory.
func hostile(program string) error {
	buffer, err := sample().MarshalBinary()
	if err != nil {
		return err
	}
	all := sealed.AllSeals
	wrong := 0
	for _, c := range []struct {
		name  string
		bytes []byte
		seals sealed.Seals
		want  string
	}{
		{"not sealed at all", buffer, 0, "refused not_sealed (write, grow, shrink, seal)"},
		{"may be written", buffer, all &^ sealed.SealWrite, "refused not_sealed (write)"},
		{"may be written by who has it mapped", buffer, all&^sealed.SealWrite | unix.F_SEAL_FUTURE_WRITE,
			"refused not_sealed (write)"},
		{"may grow", buffer, all &^ sealed.SealGrow, "refused not_sealed (grow)"},
		{"may shrink", buffer, all &^ sealed.SealShrink, "refused not_sealed (shrink)"},
		{"may be sealed further", buffer, all &^ sealed.SealSeal, "refused not_sealed (seal)"},
		{"empty", nil, all, "refused truncated (byte 0)"},
		{"cut off", buffer[:len(buffer)-8], all, "refused length_mismatch (byte 32)"},
		{"no buffer", make([]byte, 80), all, "refused bad_magic (byte 0)"},
	} {
		answer, err := exchange(program, "receive", func() (*os.File, error) { return memory(c.bytes, c.seals) })
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		fmt.Printf("%s: %s\n", c.name, answer)
		if answer != c.want {
			fmt.Println("    which should have been:", c.want)
			wrong++
		}
	}
	if wrong > 0 {
		return fmt.Errorf("%d answers are wrong", wrong)
	}
	return nil
}

// memory returns memory with these bytes, sealed so far.
func memory(b []byte, seals sealed.Seals) (*os.File, error) {
	fd, err := unix.MemfdCreate("hostile", unix.MFD_ALLOW_SEALING|unix.MFD_CLOEXEC)
	if err != nil {
		return nil, os.NewSyscallError("memfd_create", err)
	}
	f := os.NewFile(uintptr(fd), "hostile")
	_, err = f.Write(b)
	if err == nil {
		_, err = unix.FcntlInt(uintptr(fd), unix.F_ADD_SEALS, int(seals))
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
