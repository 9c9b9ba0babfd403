//go:build cgo

package native

// #include "shims.h"
import "C"

import (
	"fmt"
	"os"
	"runtime/debug"
	"sync"
	"unsafe"

	"github.com/halflap/halflap/ffi"
)

//export halflapGoCall
func halflapGoCall(number C.uint64_t, method C.uint32_t, words *C.uint64_t, wordCount C.size_t,
	request *C.uint8_t, requestLen C.size_t, space *C.uint8_t, spaceLen C.size_t, reply *C.halflap_reply) {
	in := incomings.Get().(*Incoming)
	defer incomings.Put(in)
	*in = Incoming{method: uint32(method)}
	if wordCount > 0 {
		// SAFETY: the caller says how many words there are (HL-ABI-24), and that they are good until
		// this returns; nothing of in is kept.
		in.words = unsafe.Slice((*uint64)(words), wordCount)
	}
	if requestLen > 0 {
		// SAFETY: as above, for the request.
		in.request = unsafe.Slice((*byte)(request), requestLen)
	}
	if spaceLen > 0 {
		// SAFETY: as above, and the caller lets us write here.
		in.space = unsafe.Slice((*byte)(space), spaceLen)
	}
	if err := answer(targets.get(uint64(number)), in); err != nil {
		reply.status = 1
		in.value = [2]uint64{uint64(ffi.ErrOutOfMemory)} // It counts where even the error has no buffer.
	}
	reply.value[0], reply.value[1] = C.uint64_t(in.value[0]), C.uint64_t(in.value[1])
	n := len(in.data)
	reply.len = C.size_t(n)
	switch {
	case n == 0:
	case n > len(in.space):
		reply.owner = C.uint64_t(unfetched.add(in.data))
	default:
		copy(in.space, in.data) // Onto itself, if it was written there.
		reply.data = space
	}
	in.words, in.request, in.space, in.data = nil, nil, nil, nil
}

// answer serves a call, and makes a buffer of its error.
func answer(to *target, in *Incoming) error {
	err := serve(to, in)
	if err == nil {
		return nil
	}
	as := ffi.From(err)
	if to != nil && to.returned != nil {
		to.returned.keep(err, as)
	}
	in.data, _ = as.AppendBinary(in.space[:0])
	return err
}

// serve makes an error of a panic, since none may cross.
func serve(to *target, in *Incoming) (err error) {
	if to == nil {
		return ffi.New(ffi.ErrStaleHandle, "the callback's call is over, or the object was released")
	}
	returned := false
	defer func() {
		if returned {
			return
		}
		v := recover()
		if v == nil {
			exit()
		}
		err = ffi.Panicked(v)
	}()
	err = to.call(in)
	returned = true
	return err
}

// exit ends the process where a callback would leave the library's frames behind.
func exit() {
	fmt.Fprintf(os.Stderr, "halflap: runtime.Goexit, or testing.T's FailNow, in a function that a library called: "+
		"the library can't be left so; return an error\n\n%s", debug.Stack())
	os.Exit(2)
}

// unfetched are answers that did not fit into the library's space, until it fetches them.
var unfetched = answers{waiting: map[uint64][]byte{}}

type answers struct {
	mutex   sync.Mutex
	last    uint64
	waiting map[uint64][]byte
}

func (a *answers) add(data []byte) uint64 {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.last++
	a.waiting[a.last] = data
	return a.last
}

func (a *answers) take(number uint64) []byte {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	data := a.waiting[number]
	delete(a.waiting, number)
	return data
}

//export halflapGoFetch
func halflapGoFetch(owner C.uint64_t, to *C.uint8_t, length C.size_t) {
	data := unfetched.take(uint64(owner))
	if to == nil || length == 0 {
		return
	}
	// SAFETY: the caller gives memory of that length (HL-ABI-26), which is not used beyond this.
	copy(unsafe.Slice((*byte)(to), length), data)
}

//export halflapGoRelease
func halflapGoRelease(number C.uint64_t) { targets.release(uint64(number)) }
