// Package peers has the ways to call Rust from Go that are measured.
package peers

import (
	"errors"

	ffi "github.com/halflap/halflap/benches/compare/ffi/go"
)

// more are the peers that are built only where their generators are at hand.
var more []func(*ffi.Data) ([]ffi.Operation, error)

var errLonger = errors.New("the small entry does not take 64 bytes as protobuf")

// All returns what there is to measure.
func All(data *ffi.Data) ([]ffi.Operation, error) {
	var operations []ffi.Operation
	all := []func(*ffi.Data) ([]ffi.Operation, error){bare, protobuf, vtprotobuf, json, halflap}
	for _, peer := range append(all, more...) {
		add, err := peer(data)
		if err != nil {
			return nil, err
		}
		operations = append(operations, add...)
	}
	return operations, nil
}
