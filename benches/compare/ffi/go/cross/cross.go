// Package cross calls Rust by hand, as one does without a generator.
package cross

/*
#cgo LDFLAGS: -L${SRCDIR}/../../rust/target/release -lhalflap_compare_ffi -lm -ldl -lpthread
#include "bench.h"
*/
import "C"

import (
	"errors"
	"unsafe"
)

// Nothing goes there and back.
func Nothing() { C.compare_nothing() }

// Twice returns 2 x.
func Twice(x float64) float64 { return float64(C.compare_twice(C.double(x))) }

// TwiceAll sets to[i] to 2 from[i]; to is at least as long.
func TwiceAll(from, to []float64) {
	if len(from) == 0 || len(to) < len(from) {
		return
	}
	// SAFETY: both have that many values, and Rust keeps neither pointer.
	C.compare_twice_all((*C.double)(unsafe.Pointer(&from[0])), (*C.double)(unsafe.Pointer(&to[0])), C.size_t(len(from)))
}

// Ends returns the first value, the last one and the length, added.
func Ends(values []float32) float64 {
	// SAFETY: there are that many values, and Rust does not keep the pointer.
	return float64(C.compare_ends((*C.float)(unsafe.Pointer(unsafe.SliceData(values))), C.size_t(len(values))))
}

// Sum adds all values.
func Sum(values []float32) float64 {
	// SAFETY: as in Ends.
	return float64(C.compare_sum((*C.float)(unsafe.Pointer(unsafe.SliceData(values))), C.size_t(len(values))))
}

// Reply is bytes of Rust's, until Free.
type Reply struct{ reply C.compare_reply }

// Bytes are the bytes themselves.
func (r Reply) Bytes() []byte {
	// SAFETY: Rust has handed out that many bytes, and keeps them until Free.
	return unsafe.Slice((*byte)(unsafe.Pointer(r.reply.data)), int(r.reply.len))
}

// Free gives the bytes back.
func (r Reply) Free() { C.compare_free(r.reply) }

// Service is a service whose requests and answers are bytes.
type Service interface {
	Echo(request []byte) (Reply, error)
	EchoLog(request []byte) (Reply, error)
	Take(request []byte) (uint64, error)
	Make(count uint32) (Reply, error)
	Kept(count uint32) (Reply, error)
}

// Protobuf is the service that reads and writes protobuf.
type Protobuf struct{}

// JSON is the service that reads and writes JSON.
type JSON struct{}

// Echo calls echo.
func (Protobuf) Echo(request []byte) (Reply, error) {
	return reply(C.compare_protobuf_echo(data(request), C.size_t(len(request))))
}

// EchoLog calls echo_log.
func (Protobuf) EchoLog(request []byte) (Reply, error) {
	return reply(C.compare_protobuf_echo_log(data(request), C.size_t(len(request))))
}

// Take calls take.
func (Protobuf) Take(request []byte) (uint64, error) {
	return number(C.compare_protobuf_take(data(request), C.size_t(len(request))))
}

// Make calls make.
func (Protobuf) Make(count uint32) (Reply, error) {
	return reply(C.compare_protobuf_make(C.uint32_t(count)))
}

// Kept calls kept.
func (Protobuf) Kept(count uint32) (Reply, error) {
	return reply(C.compare_protobuf_kept(C.uint32_t(count)))
}

// Echo calls echo.
func (JSON) Echo(request []byte) (Reply, error) {
	return reply(C.compare_json_echo(data(request), C.size_t(len(request))))
}

// EchoLog calls echo_log.
func (JSON) EchoLog(request []byte) (Reply, error) {
	return reply(C.compare_json_echo_log(data(request), C.size_t(len(request))))
}

// Take calls take.
func (JSON) Take(request []byte) (uint64, error) {
	return number(C.compare_json_take(data(request), C.size_t(len(request))))
}

// Make calls make.
func (JSON) Make(count uint32) (Reply, error) {
	return reply(C.compare_json_make(C.uint32_t(count)))
}

// Kept calls kept.
func (JSON) Kept(count uint32) (Reply, error) {
	return reply(C.compare_json_kept(C.uint32_t(count)))
}

// data is where a request lies. Its length goes beside it.
func data(request []byte) *C.uint8_t {
	// SAFETY: bytes are bytes in both languages, and Rust does not keep the pointer.
	return (*C.uint8_t)(unsafe.Pointer(unsafe.SliceData(request)))
}

func reply(r C.compare_reply) (Reply, error) {
	if r.data == nil {
		return Reply{}, errRequest
	}
	return Reply{r}, nil
}

func number(n C.compare_number) (uint64, error) {
	if n.good == 0 {
		return 0, errRequest
	}
	return uint64(n.value), nil
}

var errRequest = errors.New("Rust could not read the request")
