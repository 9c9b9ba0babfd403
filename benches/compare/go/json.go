package compare

import (
	"bytes"
	stdjson "encoding/json"
	"errors"
	"io"

	"github.com/halflap/halflap/benches/compare/go/pb"
	bench "github.com/halflap/halflap/benches/go"
	"github.com/halflap/halflap/go-codec/json"
	"github.com/halflap/halflap/testdata/generated/go/log"
	"google.golang.org/protobuf/encoding/protojson"
)

// Operation is something to measure.
type Operation struct {
	// Way is to-json or from-json.
	Way string
	// Who does it.
	Who string
	Run func() error
}

// Operations returns the text and what there is to measure. All write and read the same text; each
// is measured from and to what its users hold: structs in memory, or halflap's buffer.
func Operations(entries int) (text []byte, operations []Operation, err error) {
	owned := bench.LogsOf(entries)
	structs, messages := plain(owned), proto(owned)
	buffer, err := owned.MarshalBinary()
	if err != nil {
		return nil, nil, err
	}
	schema, err := json.ParseSchema([]byte(log.Description()))
	if err != nil {
		return nil, nil, err
	}
	root, ok := schema.Type("log.Logs")
	if !ok {
		return nil, nil, errors.New("no log.Logs")
	}
	if text, err = stdjson.Marshal(structs); err != nil {
		return nil, nil, err
	}
	// protobuf leaves out what is zero unless it is told otherwise.
	all := protojson.MarshalOptions{EmitUnpopulated: true}
	if err = same(text, buffer, root, all, messages); err != nil {
		return nil, nil, err
	}
	return text, []Operation{
		{"to-json", "protojson", func() error {
			_, err := all.Marshal(messages)
			return err
		}},
		{"to-json", "encoding/json", func() error {
			_, err := stdjson.Marshal(structs)
			return err
		}},
		{"to-json", "halflap AppendJSON", func() error {
			_, err := root.AppendJSON(nil, buffer, json.WriteOptions{})
			return err
		}},
		{"to-json", "halflap WriteJSON", func() error {
			return root.WriteJSON(io.Discard, buffer, json.WriteOptions{})
		}},
		{"from-json", "protojson", func() error {
			return protojson.Unmarshal(text, new(pb.Logs))
		}},
		{"from-json", "encoding/json", func() error {
			return stdjson.Unmarshal(text, new(Logs))
		}},
		{"from-json", "halflap AppendBuffer", func() error {
			_, err := root.AppendBuffer(nil, text, json.ReadOptions{})
			return err
		}},
	}, nil
}

// same reports where the participants do not say the same.
func same(text, buffer []byte, root json.Type, all protojson.MarshalOptions, messages *pb.Logs) error {
	ours, err := root.AppendJSON(nil, buffer, json.WriteOptions{})
	if err != nil {
		return err
	}
	theirs, err := all.Marshal(messages)
	if err != nil {
		return err
	}
	var compact bytes.Buffer // protojson puts spaces in at random.
	if err := stdjson.Compact(&compact, theirs); err != nil {
		return err
	}
	back, err := root.AppendBuffer(nil, text, json.ReadOptions{})
	if err != nil {
		return err
	}
	if !bytes.Equal(ours, text) || !bytes.Equal(compact.Bytes(), text) || !bytes.Equal(back, buffer) {
		return errors.New("the participants do not say the same")
	}
	return nil
}
