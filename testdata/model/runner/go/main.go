package runner

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/halflap/halflap/go-codec/json"
)

// Main answers requests from standard input until it ends: a line for each reader of the root that a
// request names. Roots are counted through roots.
func Main(roots [][]Reader) {
	if err := serve(roots); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

func serve(roots [][]Reader) error {
	from, to := bufio.NewReader(os.Stdin), bufio.NewWriter(os.Stdout)
	for {
		r, err := next(from)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if uint64(r.Root) >= uint64(len(roots)) {
			return fmt.Errorf("there is no root %d", r.Root)
		}
		for _, reader := range roots[r.Root] {
			if _, err := fmt.Fprintln(to, reader.Answer(r)); err != nil {
				return err
			}
		}
		// Whoever asks may wait for this answer; and after a crash it shows which request it was.
		if err := to.Flush(); err != nil {
			return err
		}
	}
}

// Answer is the line for a request.
func (r Reader) Answer(request Request) (line string) {
	defer func() {
		if p := recover(); p != nil {
			line = oneLine("PANIC: " + fmt.Sprint(p))
		}
	}()
	described, err := r.describe()
	if err == nil {
		line, err = described.answer(request)
	}
	if err != nil {
		return oneLine("WRONG: " + err.Error())
	}
	return oneLine(line)
}

func oneLine(text string) string { return strings.ReplaceAll(text, "\n", " ") }

// schemas are the descriptions that were read.
var schemas = make(map[string]*json.Schema)

// describe finds the reader's message in the description that its package embeds.
func (r Reader) describe() (described, error) {
	schema, ok := schemas[r.description]
	if !ok {
		var err error
		if schema, err = json.ParseSchema([]byte(r.description)); err != nil {
			return described{}, err
		}
		schemas[r.description] = schema
	}
	for _, t := range schema.Types() {
		if t.ID() == r.id {
			return described{r, t}, nil
		}
	}
	return described{}, errors.New("the description has no such message")
}
