package borrow

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// place is whose memory an address leads to.
type place struct {
	// local is the variable or value of the function, nil where the memory is older than the function.
	local ssa.Value
	// field is that of the local variable, -1 for all of it.
	field int
	// into says what it is, where it is not local.
	into string
	// param is the root's parameter that leads there, else -1.
	param int
}

func (t *Trace) place(addr ssa.Value) place {
	p := place{field: -1, param: -1}
	t.find(addr, &p, make(map[ssa.Value]bool))
	return p
}

// find follows an address to where its memory is from. Memory that a call returned counts as the function's: what
// becomes of it is seen there.
func (t *Trace) find(v ssa.Value, p *place, seen map[ssa.Value]bool) {
	if seen[v] {
		return
	}
	seen[v] = true
	switch v := v.(type) {
	case *ssa.FieldAddr:
		if p.into == "" {
			p.into = "field " + fieldName(v.X.Type(), v.Field)
		}
		p.field = v.Field
		t.find(v.X, p, seen)
	case *ssa.IndexAddr:
		p.field = -1
		t.find(v.X, p, seen)
	case *ssa.Field:
		t.find(v.X, p, seen)
	case *ssa.Slice:
		t.find(v.X, p, seen)
	case *ssa.Lookup:
		t.find(v.X, p, seen)
	case *ssa.TypeAssert:
		t.find(v.X, p, seen)
	case *ssa.ChangeType:
		t.find(v.X, p, seen)
	case *ssa.ChangeInterface:
		t.find(v.X, p, seen)
	case *ssa.MakeInterface:
		t.find(v.X, p, seen)
	case *ssa.Extract:
		t.find(v.Tuple, p, seen)
	case *ssa.UnOp:
		t.loaded(v, p, seen)
	case *ssa.Phi:
		t.any(v.Edges, p, seen)
	case *ssa.Global:
		p.local = nil
		if p.into == "" {
			p.into = "package variable " + v.Name()
		}
	case *ssa.FreeVar:
		if binding := t.binding(v); binding != nil {
			t.find(binding, p, seen)
			return
		}
		if v.Parent() != t.root {
			p.local = v
			return
		}
		p.local = nil
		if p.into == "" {
			p.into = "variable " + v.Name()
		}
	case *ssa.Parameter:
		if v.Parent() != t.root {
			p.local = v
			return
		}
		p.local = nil
		p.param = index(t.root, v)
		if p.into == "" {
			p.into = "what parameter " + v.Name() + " leads to"
		}
	default:
		p.local = v
	}
}

// loaded follows a pointer, slice or map that lies in a variable: to what was stored there.
func (t *Trace) loaded(v *ssa.UnOp, p *place, seen map[ssa.Value]bool) {
	variable, ok := t.object(v.X).(*ssa.Alloc)
	if !ok {
		p.field = -1
		t.find(v.X, p, seen)
		return
	}
	var stored []ssa.Value
	for _, user := range *variable.Referrers() {
		if store, ok := user.(*ssa.Store); ok && store.Addr == variable {
			stored = append(stored, store.Val)
		}
	}
	if len(stored) == 0 {
		p.field, p.local = -1, variable
		return
	}
	t.any(stored, p, seen)
}

// any follows several values; memory is older than the function where that of one of them is.
func (t *Trace) any(values []ssa.Value, p *place, seen map[ssa.Value]bool) {
	var local *place
	for _, v := range values {
		if _, ok := v.(*ssa.Const); ok || seen[v] {
			continue
		}
		one := *p
		t.find(v, &one, seen)
		if one.local == nil {
			*p = one
			return
		}
		local = &one
	}
	if local != nil {
		*p = *local
	} else {
		p.local = values[0]
	}
}

func index(fn *ssa.Function, param *ssa.Parameter) int {
	for i, other := range fn.Params {
		if other == param {
			return i
		}
	}
	return -1
}

func fieldName(t types.Type, i int) string {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	if s, ok := t.Underlying().(*types.Struct); ok {
		return s.Field(i).Name()
	}
	return "?"
}
