// Package handle knows how code gets handles, and what it does with them.
package handle

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/halflap/halflap/tools/vet/internal/flow"
	"github.com/halflap/halflap/tools/vet/internal/known"
)

// Root returns the handle that a value is, as it was before it was put into an interface, or before the share
// within it was taken.
func Root(v ssa.Value) ssa.Value {
	for {
		switch w := v.(type) {
		case *ssa.MakeInterface:
			v = w.X
		case *ssa.ChangeInterface:
			v = w.X
		case *ssa.ChangeType:
			v = w.X
		case *ssa.TypeAssert:
			if w.CommaOk {
				return v
			}
			v = w.X
		case *ssa.UnOp:
			// The embedded share, through which promoted methods are called.
			at, ok := w.X.(*ssa.FieldAddr)
			if !ok || w.Op != token.MUL || !known.IsHandle(at.X.Type()) || known.IsHandle(w.Type()) {
				return v
			}
			v = at.X
		default:
			return v
		}
	}
}

// Use is what an instruction does with a handle.
type Use int

const (
	// None is no use at all, or one that makes no difference.
	None Use = iota
	// Call calls the handle, or passes it to a call that borrows it.
	Call
	// Close closes it.
	Close
	// Hand gives it away: it is returned, stored, or passed to a function that may keep it.
	Hand
)

// UseOf says what a call does with a handle; is says which values are that handle.
func UseOf(call *ssa.CallCommon, is func(ssa.Value) bool) Use {
	fn := flow.Callee(call)
	if recv := flow.Receiver(call); recv != nil && is(recv) {
		switch {
		case known.IsClose(fn):
			return Close
		case known.IsCall(fn):
			return Call
		}
		return Hand
	}
	for _, arg := range flow.Arguments(call) {
		if !is(arg) {
			continue
		}
		if fn == nil || fn.Pkg() == nil {
			return Hand
		}
		switch path := fn.Pkg().Path(); {
		case path == "fmt", path == "log", path == "testing":
			return Call
		case known.IsCall(fn) && known.Receiver(fn) != nil:
			return Call // Arguments of generated methods are borrowed.
		}
		return Hand
	}
	return None
}
