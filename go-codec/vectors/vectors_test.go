package vectors

import (
	"strings"
	"testing"
	"testing/fstest"
)

const sound = `{"vectors": 1, "schema": "schemas/a.lap", "count": 1, "notes": {"N": {"why": "so", "spec": ["HL-1"]}},
 "tests": [{"id": "a/x", "kind": "success", "type": "a.A", "flags": ["N"], "value": {"a" : 1}, "bytes": ["01 02 | a", "00*3", "ff"]}]}`

func read(text string) ([]*File, error) {
	return Read(fstest.MapFS{"a.json": {Data: []byte(text)}})
}

func TestReadIsStrict(t *testing.T) {
	files, err := read(sound)
	if err != nil {
		t.Fatal(err)
	}
	test := files[0].Tests[0]
	if string(test.Value) != `{"a":1}` {
		t.Errorf("the value is %s", test.Value)
	}
	if b, err := test.Bytes.bytes(); err != nil || string(b) != "\x01\x02\x00\x00\x00\xff" {
		t.Errorf("the bytes are % x (%v)", b, err)
	}
	for _, change := range [][2]string{
		{`"count": 1`, `"count": 2`},
		{`"vectors": 1`, `"vectors": 2`},
		{`"why"`, `"whence"`},
		{`"flags": ["N"]`, `"flags": ["M"]`},
		{`"flags"`, `"flag"`},
		{`"id": "a/x"`, `"id": "b/x"`},
		{`"value": {"a" : 1}, `, ``},
		{`"kind": "success"`, `"kind": "failure"`},
		{`"type": "a.A", `, ``},
		{`"bytes"`, `"base": "a/y", "bytes"`},
		{`]}]}`, `]}]} 1`},
	} {
		text := strings.Replace(sound, change[0], change[1], 1)
		if text == sound {
			t.Errorf("%s is not there", change[0])
		}
		if _, err := read(text); err == nil {
			t.Errorf("%s instead of %s is accepted", change[1], change[0])
		}
	}
	twice := strings.Replace(sound, `"tests": [`, `"tests": [{"id": "a/x", "kind": "success", "type": "a.A", "value": 1, "bytes": []},`, 1)
	if _, err := read(strings.Replace(twice, `"count": 1`, `"count": 2`, 1)); err == nil {
		t.Error("an id that is used twice is accepted")
	}
}
