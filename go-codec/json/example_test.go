package json_test

import (
	"errors"
	"fmt"
	"log"
	"os"

	halflap "github.com/halflap/halflap/go-codec"
	"github.com/halflap/halflap/go-codec/json"
)

// logs returns a message by its description: a file that
// "halflap gen --descriptor log.halflap log.lap" wrote.
func logs() json.Type {
	description, err := os.ReadFile("../../testdata/descriptors/log.halflap")
	if err != nil {
		log.Fatal(err)
	}
	schema, err := json.ParseSchema(description)
	if err != nil {
		log.Fatal(err)
	}
	t, ok := schema.Type("log.Logs")
	if !ok {
		log.Fatal("no log.Logs")
	}
	return t
}

const text = `{"logs": [{"address": {"x0": 127, "x1": 0, "x2": 0, "x3": 1}, "identity": "-", "userid": "ada",
  "date": "22/Nov/2026", "request": "GET / HTTP/1.1", "code": 200, "size": "5316911983139663491"}]}`

func Example() {
	t := logs()
	buffer, err := t.AppendBuffer(nil, []byte(text), json.ReadOptions{Checksum: true})
	if err != nil {
		log.Fatal(err)
	}
	back, err := t.AppendJSON(nil, buffer, json.WriteOptions{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(buffer), "bytes")
	fmt.Println(string(back))
	// Output:
	// 136 bytes
	// {"logs":[{"address":{"x0":127,"x1":0,"x2":0,"x3":1},"identity":"-","userid":"ada","date":"22/Nov/2026","request":"GET / HTTP/1.1","code":200,"size":"5316911983139663491"}]}
}

func ExampleParseSchema() {
	_, err := json.ParseSchema([]byte("package log version 1"))
	fmt.Println(err)
	// Output:
	// halflap: the buffer is shorter than a header (truncated at byte 21)
}

func ExampleSchema_TypeOf() {
	description, err := os.ReadFile("../../testdata/descriptors/log.halflap")
	if err != nil {
		log.Fatal(err)
	}
	schema, err := json.ParseSchema(description)
	if err != nil {
		log.Fatal(err)
	}
	buffer, err := logs().AppendBuffer(nil, []byte(`{"logs": []}`), json.ReadOptions{})
	if err != nil {
		log.Fatal(err)
	}
	t, err := schema.TypeOf(buffer)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(t.Name(), "version", t.Newest())
	// Output:
	// log.Logs version 1
}

func ExampleSchema_Types() {
	description, err := os.ReadFile("../../testdata/descriptors/log.halflap")
	if err != nil {
		log.Fatal(err)
	}
	schema, err := json.ParseSchema(description)
	if err != nil {
		log.Fatal(err)
	}
	for _, t := range schema.Types() {
		fmt.Println(t.Name(), t.ID())
	}
	// Output:
	// log.Log 6087f6c0398a59e2
	// log.Logs 3eb5b7acd0f4ab7e
}

func ExampleSchema_Type() {
	description, err := os.ReadFile("../../testdata/descriptors/log.halflap")
	if err != nil {
		log.Fatal(err)
	}
	schema, err := json.ParseSchema(description)
	if err != nil {
		log.Fatal(err)
	}
	t, ok := schema.Type("log.Log")
	length, _ := t.BlockLength(1)
	fmt.Println(ok, t.Name(), "has a block of", length, "bytes")
	_, ok = schema.Type("log.Lag")
	fmt.Println(ok)
	// Output:
	// true log.Log has a block of 48 bytes
	// false
}

func ExampleType_Verify() {
	t := logs()
	buffer, err := t.AppendBuffer(nil, []byte(text), json.ReadOptions{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(t.Verify(buffer))

	buffer[len(buffer)-10] = 0xff
	err = t.Verify(buffer)
	fmt.Println(err)
	fmt.Println(errors.Is(err, halflap.ErrBadUTF8))
	// Output:
	// <nil>
	// halflap: a string is not UTF-8 (bad_utf8 at byte 126, in logs[0].request)
	// true
}

func ExampleType_VerifyKnown() {
	t := logs()
	buffer, err := t.AppendBuffer(nil, []byte(text), json.ReadOptions{})
	if err != nil {
		log.Fatal(err)
	}
	buffer[24] = 2 // The header's version: now a newer writer's.
	fmt.Println(t.Verify(buffer))
	fmt.Println(t.VerifyKnown(buffer))
	// Output:
	// <nil>
	// halflap: the buffer was written with a newer version of the schema (newer_schema at byte 24)
}

func ExampleType_AppendJSON() {
	t := logs()
	buffer, err := t.AppendBuffer(nil, []byte(`{"logs": []}`), json.ReadOptions{})
	if err != nil {
		log.Fatal(err)
	}
	pretty, err := t.AppendJSON(nil, buffer, json.WriteOptions{Pretty: true})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(pretty))
	// Output:
	// {
	//   "logs": []
	// }
}

func ExampleType_AppendBuffer() {
	_, err := logs().AppendBuffer(nil, []byte(`{"logs": [{
  "identity": "\ud800"}]}`), json.ReadOptions{})
	fmt.Println(err)

	var at *json.Error
	if errors.As(err, &at) {
		fmt.Println(at.Kind, at.Line, at.Column, at.Path)
	}
	// Output:
	// halflap/json: lone_surrogate at line 2, column 16 (logs[0].identity)
	// halflap/json: lone_surrogate 2 16 logs[0].identity
}

func ExampleType_AppendVersion() {
	_, err := logs().AppendVersion(nil, []byte(text), 2, json.ReadOptions{})
	fmt.Println(err)
	// Output:
	// halflap: the schema has no such version (unknown_version)
}
