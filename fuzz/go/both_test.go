package both

import (
	"bufio"
	"encoding/binary"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"

	halflap "github.com/halflap/halflap/go-codec"
	"github.com/halflap/halflap/go-codec/json"
	"github.com/halflap/halflap/go-codec/vectors"
	"github.com/halflap/halflap/testdata/model/runner/go"
)

// program says where the Rust half is: the example testdata of the crate halflap-cross.
const program = "HALFLAP_CROSS_TESTDATA"

// whole in an input's second byte says that a whole buffer follows. Otherwise it is a body, and the byte
// says of which version.
const whole = 0x80

// FuzzBoth sends each input to both languages. The first byte chooses the message, the second the
// version.
func FuzzBoth(f *testing.F) {
	path := os.Getenv(program)
	if path == "" {
		f.Skip(program + " does not say where the Rust program is; `cargo xtask fuzz` does")
	}
	rust, err := start(path)
	if err != nil {
		f.Fatal(err)
	}
	seeds := 0
	for _, seed := range corpus(f) {
		f.Add(seed)
		seeds++
	}
	if seeds < 100 {
		f.Fatalf("only %d seeds", seeds)
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		if len(input) < 2 {
			return
		}
		number := int(input[0]) % len(roots)
		request := runner.Request{Root: uint32(number), Flags: runner.Thorough, Bytes: buffer(number, input)}
		answers, err := rust.ask(request, len(roots[number].readers))
		if err != nil {
			t.Fatalf("the Rust program ends at %x: %v", request.Bytes, err)
		}
		for i, reader := range roots[number].readers {
			answer := reader.Answer(request)
			if !same(answer, answers[i]) {
				t.Errorf("%v, reader %d, %x:\ngo   %s\nrust %s", roots[number].id, i, request.Bytes, answer, answers[i])
			}
			if !good.MatchString(answer) {
				t.Errorf("%v, reader %d, %x: %s", roots[number].id, i, request.Bytes, answer)
			}
		}
	})
}

var (
	good = regexp.MustCompile("^(ok (same|other|newer)|error kind=)")
	odd  = regexp.MustCompile(` odd=\S*`)
)

// same compares two answers. Without unsafe, Go does not care for addresses.
func same(goes, rust string) bool {
	return goes == rust || !strings.Contains(goes, " odd=") && goes == odd.ReplaceAllString(rust, "")
}

// described has the roots' messages.
var described = func() (all []json.Type) {
	for _, r := range roots {
		all = append(all, r.described())
	}
	return all
}()

// buffer makes the buffer that an input stands for.
func buffer(number int, input []byte) []byte {
	if input[1]&whole != 0 {
		return input[2:]
	}
	t := described[number]
	version := uint32(input[1])%(t.Newest()+1) + 1 // One above the newest is a newer writer.
	known := min(version, t.Newest())
	length, _ := t.BlockLength(known)
	id, _ := t.SchemaID(version)
	body := input[2:]
	body = body[:len(body)&^7]

	b := []byte("HLAP\x01\x00\x00\x00")
	b = binary.LittleEndian.AppendUint64(b, uint64(t.ID()))
	b = binary.LittleEndian.AppendUint64(b, uint64(id))
	b = binary.LittleEndian.AppendUint32(b, version)
	b = binary.LittleEndian.AppendUint32(b, length)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(body)))
	b = binary.LittleEndian.AppendUint32(b, 0)
	return append(b, body...)
}

// rustProgram is the other half, which answers through pipes.
type rustProgram struct {
	mu  sync.Mutex
	in  io.Writer
	out *bufio.Reader
}

func start(path string) (*rustProgram, error) {
	command := exec.Command(path)
	command.Stderr = os.Stderr
	in, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &rustProgram{in: in, out: bufio.NewReader(out)}, command.Start()
}

// ask returns a line for each reader.
func (p *rustProgram) ask(r runner.Request, readers int) ([]string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, err := p.in.Write(r.Append(nil)); err != nil {
		return nil, err
	}
	lines := make([]string, readers)
	for i := range lines {
		line, err := p.out.ReadString('\n')
		if err != nil {
			return nil, err
		}
		lines[i] = strings.TrimSuffix(line, "\n")
	}
	return lines, nil
}

// corpus has each buffer of the vectors, good or not: as a whole, and its body alone.
func corpus(f *testing.F) [][]byte {
	f.Helper()
	files, err := vectors.Read(os.DirFS("../../testdata/vectors"))
	if err != nil {
		f.Fatal(err)
	}
	var seeds [][]byte
	for number, r := range roots {
		schema, name := r.schema(), described[number].Name()
		for _, file := range files {
			for i := range file.Tests {
				test := &file.Tests[i]
				if test.Type != name || test.Kind == vectors.EncodeFailure || test.Kind == vectors.JSONFailure {
					continue
				}
				b, err := file.BufferOf(schema, test)
				if err != nil {
					f.Fatal(err)
				}
				seeds = append(seeds, append([]byte{byte(number), whole}, b...))
				if len(b) > halflap.HeaderSize {
					version := byte(binary.LittleEndian.Uint32(b[24:]) - 1)
					seeds = append(seeds, append([]byte{byte(number), version &^ whole}, b[halflap.HeaderSize:]...))
				}
			}
		}
	}
	return seeds
}
