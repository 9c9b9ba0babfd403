//go:build cgo

package native

// #include "shims.h"
import "C"

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/halflap/halflap/ffi"
)

// Package is what a client knows of a library: a package's interfaces, at the version of the schema that
// it was generated from.
type Package struct {
	Name       string
	Version    uint32
	Interfaces []Interface
	// Typed makes of an error of one of the package's cases what generated code promises.
	Typed func(error) error
}

// Interface is one of them.
type Interface struct {
	ID      uint64
	Name    string // the full name
	Methods []Method
}

// Method is one of an interface.
type Method struct {
	Number uint32
	Name   string
	// Fingerprints are by version of the package, from 1 on; 0 before the one that added the method.
	Fingerprints []uint64
	// Function is where the library's function goes; nil for a host interface's.
	Function *Function
}

// Function is a C function; nil where the library lacks it.
type Function = *[0]byte

// Library is a library that is linked into the program, once it has been loaded.
type Library struct {
	known *Package
	mutex sync.Mutex
	// table is set once everything fits.
	table atomic.Pointer[C.halflap_library]
	wrong error
}

// numbers are given to libraries, so that each knows its own handles; see HL-ABI-12.
var numbers atomic.Uint32

const lastNumber = 4095

// NewLibrary returns a library that is not loaded yet.
func NewLibrary(known *Package) *Library { return &Library{known: known} }

// Table is a pointer to a halflap_library of C, which has another type in each package.
//
// SAFETY: only a name stands here.
type Table = unsafe.Pointer

// Load compares the library whose table this is with what the client knows, and finds its functions.
// Later calls answer as the first did.
func (l *Library) Load(table Table) error {
	if l.table.Load() != nil {
		return nil
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.table.Load() != nil || l.wrong != nil {
		return l.wrong
	}
	// SAFETY: generated code passes what the library's own function returned, which is a table of the
	// ABI, or null; its first member is read before any other, and stands there in every ABI.
	found := (*C.halflap_library)(table)
	l.wrong = l.load(found)
	if l.wrong == nil {
		l.table.Store(found)
	}
	return l.wrong
}

func (l *Library) load(table *C.halflap_library) error {
	if table == nil {
		return mismatch("there is no library for package %s", l.known.Name)
	}
	if table.abi != C.HALFLAP_ABI {
		return mismatch("the library of package %s has the ABI %d, this client %d", l.known.Name, table.abi, C.HALFLAP_ABI)
	}
	if name := C.GoString(table._package); name != l.known.Name {
		return mismatch("the library is one of package %s, this client of %s", name, l.known.Name)
	}
	for i := range l.known.Interfaces {
		if err := l.resolve(table, &l.known.Interfaces[i]); err != nil {
			return err
		}
	}
	number := numbers.Add(1)
	if number > lastNumber {
		number = 0
	}
	return l.failure(table, C.halflap_attach(table, C.uint32_t(number)))
}

// resolve finds the functions of an interface, and compares fingerprints at the lower of the two
// versions (HL-ABI-30).
func (l *Library) resolve(table *C.halflap_library, known *Interface) error {
	found := C.halflap_find(table, C.uint64_t(known.ID))
	version := min(l.known.Version, uint32(table.version))
	if found == nil || version == 0 {
		return nil
	}
	// SAFETY: an interface says how many methods it has.
	methods := unsafe.Slice(found.methods, found.method_count)
	for i := range known.Methods {
		method := &known.Methods[i]
		at := slices.IndexFunc(methods, func(m C.halflap_method) bool { return uint32(m.number) == method.Number })
		if at < 0 {
			continue
		}
		// SAFETY: a method has a fingerprint for each version of its package (HL-ABI-8).
		theirs := unsafe.Slice(methods[at].fingerprints, table.version)
		fingerprint := method.Fingerprints[version-1]
		if uint64(theirs[version-1]) != fingerprint {
			return mismatch("client and library differ in %s.%s, at version %d of the schema: generate both from one schema",
				known.Name, method.Name, version)
		}
		if method.Function != nil && fingerprint != 0 { // It is 0 before the method's version.
			*method.Function = methods[at].function
		}
	}
	return nil
}

func mismatch(format string, arguments ...any) error {
	return ffi.New(ffi.ErrABIMismatch, fmt.Sprintf(format, arguments...))
}

// Live returns how many objects of an interface are open, counting clones; all where the id is 0. The
// objects of a library that has not been loaded are none.
func (l *Library) Live(id uint64) uint64 {
	table := l.table.Load()
	if table == nil {
		return 0
	}
	return uint64(C.halflap_live(table, C.uint64_t(id)))
}

// Host is an object for the library to call, with the id of its interface; see [Incoming].
type Host struct {
	ID   uint64
	Call func(*Incoming) error
}

// Open makes an object of an interface of a loaded library. The hosts are the library's until it is done
// with them.
func (l *Library) Open(ctx context.Context, id uint64, name string, hosts ...Host) (*Handle, error) {
	table := l.table.Load()
	found := C.halflap_find(table, C.uint64_t(id))
	if found == nil || found.open == nil {
		return nil, ffi.New(ffi.ErrUnknownMethod, "the library can't open a "+name)
	}
	token, err := Enter(ctx, ctx.Done())
	if err != nil {
		return nil, err
	}
	defer token.Leave()
	given := make([]C.halflap_host_handle, len(hosts))
	for i, host := range hosts {
		given[i].interface_id = C.uint64_t(host.ID)
		given[i].target = C.uint64_t(targets.add(&target{call: host.Call, host: true}))
	}
	reply := C.halflap_open(found, TokenFor[C.halflap_token](token), Data(given), C.size_t(len(given)))
	runtime.KeepAlive(token)
	if reply.status != 0 {
		for _, host := range given {
			targets.remove(uint64(host.target)) // Where the library did not; numbers never come again.
		}
		return nil, l.reply(ctx, reply, name+".open")
	}
	return l.Own(uint64(reply.value[0]), name), nil
}

// Reply is a halflap_reply of C that failed; that has another type in each package.
type Reply struct {
	Code  uint64 // where there is no data
	Data  *byte
	Len   uint64
	Owner uint64
}

// failure returns the error of a reply, nil where that is good.
func (l *Library) failure(table *C.halflap_library, r C.halflap_reply) error {
	if r.status == 0 {
		return nil
	}
	return l.failed(table, Reply{uint64(r.value[0]), (*byte)(r.data), uint64(r.len), uint64(r.owner)})
}

// reply is Failed for a reply of this package.
func (l *Library) reply(ctx context.Context, r C.halflap_reply, method string) error {
	return l.Failed(ctx, Reply{uint64(r.value[0]), (*byte)(r.data), uint64(r.len), uint64(r.owner)}, method)
}

// Failed returns the error of a failed reply, and releases what it owns. The method is for people.
func (l *Library) Failed(ctx context.Context, r Reply, method string) error {
	table := l.table.Load()
	if table == nil {
		return ffi.New(ffi.ErrStaleHandle, "the object was not opened")
	}
	err := l.failed(table, r)
	var e *ffi.Error
	if !errors.As(err, &e) {
		return err
	}
	switch {
	case errors.Is(e, ffi.ErrUnknownMethod) && e.Message == "":
		e.Message = "the library is older than " + method
	case errors.Is(e, ffi.ErrCancelled), errors.Is(e, ffi.ErrDeadlineExceeded):
		if ctx.Err() != nil {
			e.Cause = context.Cause(ctx)
		}
	}
	return err
}

// failed returns the error of a reply, and releases what it owns.
func (l *Library) failed(table *C.halflap_library, r Reply) error {
	if r.Data == nil {
		return ffi.New(ffi.System(r.Code), "")
	}
	// SAFETY: the reply of a library says how long its data is (HL-ABI-13), and it is good until the
	// owner is released.
	e := ffi.Parse(unsafe.Slice(r.Data, r.Len))
	if r.Owner != 0 {
		C.halflap_release(table, C.uint64_t(r.Owner))
	}
	if l.known.Typed != nil {
		return l.known.Typed(e)
	}
	return e
}
