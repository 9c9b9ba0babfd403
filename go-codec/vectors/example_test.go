package vectors_test

import (
	"fmt"
	"log"
	"os"

	"github.com/halflap/halflap/go-codec/json"
	"github.com/halflap/halflap/go-codec/vectors"
)

func Example() {
	files, err := vectors.Read(os.DirFS("../../testdata/vectors"))
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range files {
		if f.Name != "scalars" {
			continue
		}
		description, err := os.ReadFile("../../testdata/descriptors/scalars.halflap")
		if err != nil {
			log.Fatal(err)
		}
		schema, err := json.ParseSchema(description)
		if err != nil {
			log.Fatal(err)
		}
		test := &f.Tests[0]
		buffer, err := f.BufferOf(schema, test)
		if err != nil {
			log.Fatal(err)
		}
		t, err := schema.TypeOf(buffer)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(test.ID, test.Kind, len(buffer), t.Verify(buffer))
	}
	// Output:
	// scalars/ints/ok success 72 <nil>
}

func ExampleReseal() {
	buffer := make([]byte, 48) // A header and a body of zeros.
	vectors.Reseal(buffer)
	fmt.Printf("flags %d, checksum % x\n", buffer[6], buffer[36:40])
	// Output:
	// flags 1, checksum fe 9b ac 0e
}
