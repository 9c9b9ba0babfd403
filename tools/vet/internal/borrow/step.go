package borrow

import (
	"go/token"
	"go/types"
	"maps"

	"golang.org/x/tools/go/ssa"

	"github.com/halflap/halflap/tools/vet/internal/flow"
)

// flow follows an alias into an instruction that uses it.
func (t *Trace) flow(v ssa.Value, user ssa.Instruction) {
	switch user := user.(type) {
	case *ssa.Phi, *ssa.ChangeType, *ssa.ChangeInterface, *ssa.MakeInterface:
		t.mark(user.(ssa.Value))
	case *ssa.FieldAddr:
		if t.hasField(user.X, user.Field) {
			t.mark(user)
		}
	case *ssa.Field:
		if t.hasField(user.X, user.Field) {
			t.derive(user)
		}
	case *ssa.UnOp:
		t.load(user)
	case *ssa.IndexAddr:
		if user.X == v {
			t.mark(user)
		}
	case *ssa.Slice, *ssa.SliceToArrayPointer, *ssa.TypeAssert, *ssa.Extract, *ssa.Index, *ssa.Lookup, *ssa.Range, *ssa.Next:
		t.derive(user.(ssa.Value))
	case *ssa.Store:
		if user.Val == v {
			t.store(user.Addr, v, user)
		}
	case *ssa.MapUpdate:
		if user.Key == v || user.Value == v {
			t.store(user.Map, v, user)
		}
	case *ssa.Send:
		if user.X == v {
			t.send(user.Chan, v, user, user.Pos())
		}
	case *ssa.Select:
		t.derive(user)
		for _, state := range user.States {
			if state.Send == v {
				t.send(state.Chan, v, user, state.Pos)
			}
		}
	case *ssa.Return:
		t.result(v, user)
	case *ssa.MakeClosure:
		t.capture(v, user)
	case *ssa.Go:
		if !waits(user) {
			t.event(Goroutine, user, v, "")
		}
		t.call(v, user)
	case *ssa.Call, *ssa.Defer:
		t.call(v, user.(ssa.CallInstruction))
	}
}

// load follows what is read through a pointer, or from a channel. A variable holds what was stored in it, of
// whatever type; elsewhere the type says whether it can be an alias.
func (t *Trace) load(user *ssa.UnOp) {
	if _, ok := t.object(user.X).(*ssa.Alloc); ok && isError(user.Type()) {
		t.mark(user)
		return
	}
	t.derive(user)
	if t.alias[user] && t.fields[t.object(user.X)] != nil {
		t.open = append(t.open, user) // There may be more fields than before.
	}
}

// store follows an alias into memory: of the function itself, or out of it.
func (t *Trace) store(addr, v ssa.Value, instr ssa.Instruction) { t.storeBy(addr, v, instr, "", "") }

// storeBy is store where a function does it that is called: words for where replace those for the address, and by
// is the function where it is another package's.
func (t *Trace) storeBy(addr, v ssa.Value, instr ssa.Instruction, into, by string) {
	p := t.place(addr)
	if p.local == nil {
		if into == "" {
			into = p.into
		}
		if _, ok := instr.(*ssa.MapUpdate); ok {
			into = "the map in " + into
		}
		t.eventAt(Event{Kind: Stored, Instr: instr, At: flow.Pos(instr), Value: v, Into: into, By: by, param: p.param})
		return
	}
	if _, ok := p.local.(*ssa.Alloc); !ok {
		t.mark(p.local)
		return
	}
	// A struct that is copied from one variable to another takes its fields along.
	if load, ok := v.(*ssa.UnOp); ok && p.field < 0 {
		if fields := t.fields[t.object(load.X)]; fields != nil {
			for field := range maps.Clone(fields) {
				t.markField(p.local, field)
			}
			return
		}
	}
	t.markField(p.local, p.field)
}

func (t *Trace) send(to, v ssa.Value, instr ssa.Instruction, at token.Pos) {
	if made, ok := t.place(to).local.(*ssa.MakeChan); ok {
		t.mark(made)
		return
	}
	t.eventAt(Event{Kind: Sent, Instr: instr, At: at, Value: v, param: -1})
}

// result follows what a function returns: of the root only errors leave, for what else a callback answers is
// read before the call ends; of functions within it, to where they are called.
func (t *Trace) result(v ssa.Value, instr *ssa.Return) {
	fn := instr.Parent()
	if fn == t.root {
		t.returns = true
		if isError(v.Type()) {
			t.event(Returned, instr, v, "")
		}
		return
	}
	made := ssa.Value(fn)
	if closure := t.closures[fn]; closure != nil {
		made = closure
	}
	if referrers := made.Referrers(); referrers != nil {
		for _, user := range *referrers {
			if call, ok := user.(*ssa.Call); ok {
				t.derive(call)
			}
		}
	}
}

// capture follows an alias into a function that captures it; that function is then one itself.
func (t *Trace) capture(v ssa.Value, made *ssa.MakeClosure) {
	fn, _ := made.Fn.(*ssa.Function)
	for i, binding := range made.Bindings {
		if binding == v && fn != nil && t.closures[fn] == made {
			free := fn.FreeVars[i]
			t.alias[free] = true
			t.open = append(t.open, free)
		}
	}
	t.mark(made)
}

// waits says whether a goroutine's function waits for something after it has started: for that goroutine, it is
// taken.
func waits(start *ssa.Go) bool {
	found := false
	flow.After(start, nil, func(instr ssa.Instruction) flow.Step {
		switch instr := instr.(type) {
		case ssa.CallInstruction:
			fn := flow.Callee(instr.Common())
			found = found || fn != nil && fn.Name() == "Wait"
		case *ssa.UnOp:
			_, ok := instr.X.Type().Underlying().(*types.Chan)
			found = found || ok
		case *ssa.Select:
			found = true
		}
		return flow.Go
	})
	return found
}
