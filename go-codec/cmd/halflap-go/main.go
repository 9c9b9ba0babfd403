// Halflap-go checks buffers and turns them into JSON and back, by a schema's description.
//
// Usage:
//
//	halflap-go verify    --descriptor FILE [--type pkg.Msg] FILE...
//	halflap-go to-json   --descriptor FILE [--type pkg.Msg] [--pretty] [--reveal] [-o OUT] FILE
//	halflap-go from-json --descriptor FILE  --type pkg.Msg  [--checksum] [-o OUT] FILE
//
// It takes the same options, prints the same and ends with the same exit codes as the command
// halflap, with "halflap gen --descriptor FILE schema.lap" made before: so any schema can be tried
// against both languages without writing code. A file named - is standard input or output.
//
// Exit codes: 0 all is well; 1 what it was given is at fault (a buffer, a JSON text, a
// description); 2 how it was called is.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	halflap "github.com/halflap/halflap/go-codec"
	"github.com/halflap/halflap/go-codec/json"
)

// Exit codes.
const (
	good     = 0
	badInput = 1
	badCall  = 2
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// command is a subcommand: its usage, its options, and what it does.
type command struct {
	name, usage, about string
	valued, switches   []string
	run                func(*call) (code int)
}

var commands = []command{
	{
		name:   "verify",
		usage:  "--descriptor FILE [--type pkg.Msg] FILE...",
		about:  "check buffers: prints ok, or error kind=<kind> offset=<byte> path=<field>",
		valued: []string{"--descriptor", "--type"},
		run:    verify,
	},
	{
		name:     "to-json",
		usage:    "--descriptor FILE [--type pkg.Msg] [--pretty] [--reveal] [-o OUT] FILE",
		about:    "write a buffer as JSON",
		valued:   []string{"--descriptor", "--type", "-o"},
		switches: []string{"--pretty", "--reveal"},
		run:      toJSON,
	},
	{
		name:     "from-json",
		usage:    "--descriptor FILE --type pkg.Msg [--checksum] [-o OUT] FILE",
		about:    "read JSON and write it as a buffer",
		valued:   []string{"--descriptor", "--type", "-o"},
		switches: []string{"--checksum"},
		run:      fromJSON,
	},
}

// call is one call of a subcommand.
type call struct {
	options        map[string]string
	files          []string
	stdin          io.Reader
	stdout, stderr io.Writer
}

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) (code int) {
	if len(args) == 0 {
		help(stderr)
		return badCall
	}
	if args[0] == "--help" || args[0] == "-h" || args[0] == "help" {
		help(stdout)
		return good
	}
	for i := range commands {
		c := &commands[i]
		if c.name != args[0] {
			continue
		}
		options, files, err := c.parse(args[1:])
		if errors.Is(err, errHelp) {
			fmt.Fprintf(stdout, "halflap-go %s: %s\n\nUsage: halflap-go %s %s\n\n%s", c.name, c.about, c.name, c.usage, optionsHelp)
			return good
		}
		if err != nil {
			fmt.Fprintf(stderr, "error: %v\n\nUsage: halflap-go %s %s\n", err, c.name, c.usage)
			return badCall
		}
		return c.run(&call{options, files, stdin, stdout, stderr})
	}
	fmt.Fprintf(stderr, "error: no command %q; halflap-go --help lists them\n", args[0])
	return badCall
}

const optionsHelp = `  --descriptor FILE  the schema's compiled description, as "halflap gen --descriptor FILE S.lap" writes it
  --type pkg.Msg     the message [default: the one that the buffer's header names]
  --pretty           spread the JSON over lines
  --reveal           write secret fields too
  --checksum         put a checksum into the header
  -o OUT             where the result goes [default: standard output]

A file named - is standard input or output.
Exit codes: 0 all is well; 1 what it was given is at fault; 2 how it was called is.
`

func help(w io.Writer) {
	fmt.Fprint(w, "Check halflap buffers and turn them into JSON and back, by a schema's description.\n\nUsage:\n")
	for _, c := range commands {
		fmt.Fprintf(w, "  halflap-go %s %s\n        %s\n", c.name, c.usage, c.about)
	}
	fmt.Fprint(w, "\n"+optionsHelp)
}

// fail reports what keeps the command from doing its work.
func (c *call) fail(code int, format string, values ...any) int {
	fmt.Fprintf(c.stderr, "error: "+format+"\n", values...)
	return code
}

// schema reads the description.
func (c *call) schema() (s *json.Schema, code int) {
	file := c.options["--descriptor"]
	description, err := c.read(file)
	if err != nil {
		return nil, c.fail(badCall, "%v", err)
	}
	if s, err = json.ParseSchema(description); err != nil {
		return nil, c.fail(badInput, "%s: %v", file, err)
	}
	return s, good
}

// named returns the message that --type names; none is not one where it is not given.
func (c *call) named(s *json.Schema) (t json.Type, given bool, code int) {
	name, given := c.options["--type"]
	if !given {
		return t, false, good
	}
	t, ok := s.Type(name)
	if !ok {
		return t, true, c.fail(badCall, "the schema has no message %q", name)
	}
	return t, true, good
}

func (c *call) read(file string) ([]byte, error) {
	if file == "-" {
		return io.ReadAll(c.stdin)
	}
	return os.ReadFile(file)
}

// output is where a result goes. A file is made when the first of it is written, so that what is
// refused before leaves none behind.
type output struct {
	file string
	open io.WriteCloser
}

func (c *call) output() *output {
	file, given := c.options["-o"]
	if !given || file == "-" {
		return &output{open: standard{c.stdout}}
	}
	return &output{file: file}
}

// standard is standard output, which is not closed.
type standard struct{ io.Writer }

func (standard) Close() error { return nil }

func (o *output) Write(b []byte) (n int, err error) {
	if o.open == nil {
		if o.open, err = os.Create(o.file); err != nil {
			return 0, err
		}
	}
	return o.open.Write(b)
}

// finish ends what was written, with or without an error.
func (c *call) finish(o *output, err error) (code int) {
	if o.open != nil {
		err = errors.Join(err, o.open.Close())
	}
	if err != nil {
		return c.fail(badCall, "%v", err)
	}
	return good
}

// line says what is wrong with a buffer or a JSON text, the same in both languages.
func line(err error) string {
	var inBuffer *halflap.Error
	var inText *json.Error
	switch {
	case errors.As(err, &inText):
		return fmt.Sprintf("error kind=%s line=%d column=%d path=%s", inText.Kind.String(), inText.Line, inText.Column, inText.Path)
	case errors.As(err, &inBuffer):
		return fmt.Sprintf("error kind=%s offset=%d path=%s", inBuffer.Kind.String(), inBuffer.Offset, inBuffer.Path)
	}
	return "error: " + err.Error()
}

func verify(c *call) (code int) {
	s, code := c.schema()
	if code != good {
		return code
	}
	named, given, code := c.named(s)
	if code != good {
		return code
	}
	for _, file := range c.files {
		buffer, err := c.read(file)
		if err != nil {
			return c.fail(badCall, "%v", err)
		}
		t := named
		if !given {
			t, err = s.TypeOf(buffer)
		}
		if err == nil {
			err = t.Verify(buffer)
		}
		verdict := "ok"
		if err != nil {
			verdict, code = line(err), badInput
		}
		if len(c.files) > 1 {
			verdict = file + ": " + verdict
		}
		fmt.Fprintln(c.stdout, verdict)
	}
	return code
}

func toJSON(c *call) (code int) {
	s, code := c.schema()
	if code != good {
		return code
	}
	t, given, code := c.named(s)
	if code != good {
		return code
	}
	buffer, err := c.read(c.files[0])
	if err != nil {
		return c.fail(badCall, "%v", err)
	}
	if !given {
		t, err = s.TypeOf(buffer)
	}
	out := c.output()
	if err == nil {
		_, pretty := c.options["--pretty"]
		_, reveal := c.options["--reveal"]
		err = t.WriteJSON(out, buffer, json.WriteOptions{Pretty: pretty, Reveal: reveal})
	}
	var refused *halflap.Error
	if errors.As(err, &refused) {
		fmt.Fprintln(c.stderr, line(err))
		return badInput
	}
	if err == nil {
		_, err = out.Write([]byte{'\n'})
	}
	return c.finish(out, err)
}

func fromJSON(c *call) (code int) {
	s, code := c.schema()
	if code != good {
		return code
	}
	t, _, code := c.named(s)
	if code != good {
		return code
	}
	text, err := c.read(c.files[0])
	if err != nil {
		return c.fail(badCall, "%v", err)
	}
	_, checksum := c.options["--checksum"]
	buffer, err := t.AppendBuffer(nil, text, json.ReadOptions{Checksum: checksum})
	if err != nil {
		var encoding *halflap.Error
		if errors.As(err, &encoding) { // It has no place in a buffer.
			fmt.Fprintf(c.stderr, "error kind=%s path=%s\n", encoding.Kind.String(), encoding.Path)
		} else {
			fmt.Fprintln(c.stderr, line(err))
		}
		c.explain(err)
		return badInput
	}
	out := c.output()
	_, err = out.Write(buffer)
	return c.finish(out, err)
}

// explain says to people what a kind means; programs have the kind.
func (c *call) explain(err error) {
	file, ok := c.stderr.(*os.File)
	if !ok {
		return
	}
	if info, err := file.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return // no terminal
	}
	sentence := "the value can't be encoded"
	var inText *json.Error
	if errors.As(err, &inText) {
		sentence = inText.Kind.Sentence()
	}
	fmt.Fprintln(c.stderr, sentence)
}
