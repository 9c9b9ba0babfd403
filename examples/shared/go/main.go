//go:build linux

// The Go side: writes a scan into sealed memory and hands it to a reader in another process, or is
// the reader.
//
// `cargo xtask test --only shared` runs it together with the Rust side, ../rust.
package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"

	"github.com/halflap/halflap/examples/shared/go/scan"
	"github.com/halflap/halflap/examples/shared/go/sealed"
	"golang.org/x/sys/unix"
)

const usage = `usage: shared-go send PROGRAM       write a scan into sealed memory, have PROGRAM read it
       shared-go send-file PROGRAM  write it to a file, have PROGRAM copy it
       shared-go hostile PROGRAM    hand PROGRAM memory that it has to refuse
       shared-go receive            answer what comes over the socket that is standard input
       shared-go receive-copy       the same, but take any file, and copy it
PROGRAM is this program or its twin in Rust: it is started to receive.`

func main() {
	var err error
	switch args := os.Args[1:]; {
	case len(args) == 2 && args[0] == "send":
		err = send(args[1], "receive", inMemory)
	case len(args) == 2 && args[0] == "send-file":
		err = send(args[1], "receive-copy", inFile)
	case len(args) == 2 && args[0] == "hostile":
		err = hostile(args[1])
	case len(args) == 1 && args[0] == "receive":
		err = receive(inPlace)
	case len(args) == 1 && args[0] == "receive-copy":
		err = receive(copied)
	default:
		fmt.Fprintln(os.Stderr, usage)
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "shared-go:", err)
		os.Exit(1)
	}
}

// inMemory writes a scan into sealed memory.
func inMemory() (*os.File, error) { return sealed.Write("scan", sample()) }

// inFile writes a scan to a file that has no name any more.
func inFile() (*os.File, error) {
	buffer, err := sample().MarshalBinary()
	if err != nil {
		return nil, err
	}
	f, err := os.CreateTemp("", "halflap-shared-")
	if err != nil {
		return nil, err
	}
	_, err = f.Write(buffer)
	if err = errors.Join(err, os.Remove(f.Name())); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// send starts a reader, hands it a scan, and prints its answer.
func send(program, verb string, write func() (*os.File, error)) error {
	answer, err := exchange(program, verb, write)
	if err == nil {
		fmt.Println(answer)
	}
	return err
}

// exchange starts a reader, hands it what is written, and returns its answer as one line.
func exchange(program, verb string, write func() (*os.File, error)) (string, error) {
	near, far, err := socketPair()
	if err != nil {
		return "", err
	}
	defer near.Close()
	reader := exec.Command(program, verb)
	reader.Stdin, reader.Stdout, reader.Stderr = far, os.Stdout, os.Stderr
	err = reader.Start()
	far.Close()
	if err != nil {
		return "", err
	}
	answer, err := ask(near, write)
	near.Close() // The reader ends when nothing is to come any more.
	return answer, errors.Join(err, reader.Wait())
}

// ask hands over what is written, and returns the answer as one line.
func ask(c *net.UnixConn, write func() (*os.File, error)) (line string, err error) {
	f, err := write()
	if err != nil {
		return "", err
	}
	err = sealed.Send(c, f)
	f.Close() // The reader has a descriptor of its own.
	if err != nil {
		return "", err
	}
	f, err = sealed.Receive(c)
	if err != nil {
		return "", fmt.Errorf("the answer: %w", err)
	}
	defer f.Close()
	err = sealed.With(f, limit, func(b []byte) error {
		answer, err := scan.ReadAnswer(b)
		if err == nil {
			line = describe(answer)
		}
		return err
	})
	return line, err
}

// receive answers each thing that comes, with a message in sealed memory of its own.
func receive(take func(*os.File) (*scan.Seen, error)) error {
	conn, err := net.FileConn(os.Stdin)
	if err != nil {
		return fmt.Errorf("standard input: %w", err)
	}
	c, ok := conn.(*net.UnixConn)
	if !ok {
		return errors.New("standard input is no Unix socket")
	}
	for {
		var seen *scan.Seen
		f, err := sealed.Receive(c)
		switch {
		case err == nil:
			seen, err = take(f)
			f.Close()
		case errors.Is(err, io.EOF):
			return nil
		case !errors.Is(err, sealed.ErrNoDescriptor) && !errors.Is(err, sealed.ErrManyDescriptors):
			return err
		}
		memory, err := sealed.Write("answer", answer(seen, err))
		if err != nil {
			return err
		}
		err = sealed.Send(c, memory)
		memory.Close()
		if err != nil {
			return err
		}
	}
}

// inPlace reads a scan where it lies, if it is sealed.
func inPlace(f *os.File) (found *scan.Seen, err error) {
	err = sealed.With(f, limit, func(b []byte) error {
		found, err = look(b)
		return err
	})
	return found, err
}

// copied reads a copy of a scan, if it is in a file.
func copied(f *os.File) (*scan.Seen, error) {
	b, err := sealed.Copy(f, limit)
	if err != nil {
		return nil, err
	}
	return look(b)
}

// socketPair returns two ends of a socket: one for this program, one to be the standard input of
// another.
func socketPair() (*net.UnixConn, *os.File, error) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, nil, os.NewSyscallError("socketpair", err)
	}
	near, far := os.NewFile(uintptr(fds[0]), "near"), os.NewFile(uintptr(fds[1]), "far")
	defer near.Close() // FileConn makes a descriptor of its own.
	conn, err := net.FileConn(near)
	if err != nil {
		far.Close()
		return nil, nil, err
	}
	c, ok := conn.(*net.UnixConn)
	if !ok {
		conn.Close()
		far.Close()
		return nil, nil, errors.New("a socket pair of another kind")
	}
	return c, far, nil
}
