package viewstale

import (
	"go/constant"
	"go/token"
	"go/types"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/halflap/halflap/tools/vet/internal/flow"
	"github.com/halflap/halflap/tools/vet/internal/known"
)

// read is a call that gives a view of a buffer.
type read struct {
	call   *ssa.Call
	view   ssa.Value
	memory memory
}

// write is an instruction that writes to a buffer from its start.
type write struct {
	instr  ssa.Instruction
	by     string
	memory memory
}

// memory names what a slice's bytes may be: values that they come from, and variables that they lay in.
type memory map[location]bool

// location is a value, or with a path what lies behind it: `.2` the third field, `*` what a pointer points at.
type location struct {
	base ssa.Value
	path string
}

func (m memory) shares(other memory) bool {
	for l := range m {
		if other[l] {
			return true
		}
	}
	return false
}

// renewed says whether an instruction gives each variable that a read and a write have in common other memory.
func (r read) renewed(instr ssa.Instruction, w write) bool {
	store, ok := instr.(*ssa.Store)
	if !ok {
		return false
	}
	at := locate(store.Addr)
	for l := range r.memory {
		if w.memory[l] && l != at {
			return false
		}
	}
	return r.memory[at] && !memoryOf(store.Val).shares(r.memory)
}

func asRead(call *ssa.Call) (read, bool) {
	fn := flow.Callee(&call.Call)
	if fn == nil || call.Referrers() == nil {
		return read{}, false
	}
	m := memory{}
	switch {
	case known.IsRead(fn):
		m = memoryOf(call.Call.Args[0])
	case known.IsCall(fn):
		for _, arg := range flow.Arguments(&call.Call) {
			if known.IsBuffer(arg.Type()) {
				m.pointer(arg)
			}
		}
	}
	if len(m) == 0 {
		return read{}, false
	}
	if known.Aliases(call.Type()) && call.Call.Signature().Results().Len() == 1 {
		return read{call, call, m}, true
	}
	for _, user := range *call.Referrers() {
		if part, ok := user.(*ssa.Extract); ok && part.Index == 0 && known.Aliases(part.Type()) {
			return read{call, part, m}, true
		}
	}
	return read{}, false
}

// pointer adds what a pointer to a buffer points at.
func (m memory) pointer(v ssa.Value) {
	l := locate(v)
	if _, ok := v.(*ssa.Const); !ok {
		m[l] = true
	}
}

// asWrites says which buffers an instruction writes.
func asWrites(instr ssa.Instruction) []write {
	switch instr := instr.(type) {
	case *ssa.Store:
		if at, ok := instr.Addr.(*ssa.IndexAddr); ok && known.IsBytes(at.X.Type()) {
			return []write{{instr, "an assignment", memoryOf(at.X)}}
		}
	case *ssa.Call:
		return writesOf(instr)
	}
	return nil
}

func writesOf(call *ssa.Call) []write {
	args := call.Call.Args
	if builtin, ok := call.Call.Value.(*ssa.Builtin); ok {
		switch name := builtin.Name(); {
		case name == "append" && known.IsBytes(args[0].Type()) && fromStart(args[0]),
			name == "copy" && known.IsBytes(args[0].Type()),
			name == "clear" && known.IsBytes(args[0].Type()):
			return []write{{call, name, memoryOf(args[0])}}
		}
		return nil
	}
	fn := flow.Callee(&call.Call)
	if fn == nil {
		return nil
	}
	args = flow.Arguments(&call.Call)
	switch {
	case known.IsAppend(fn):
		if fromStart(args[0]) {
			return []write{{call, fn.Name(), memoryOf(args[0])}}
		}
		return nil
	case known.Func(fn, "io", "ReadFull", "ReadAtLeast"):
		return []write{{call, fn.Name(), memoryOf(args[1])}}
	case isReader(fn):
		return []write{{call, fn.Name(), memoryOf(args[0])}}
	case known.Func(fn, "bufio", "Scan"), known.Func(fn, "bytes", "Reset", "Truncate"):
		if recv := flow.Receiver(&call.Call); recv != nil && lends(known.Receiver(fn)) {
			m := memory{}
			m.pointer(recv)
			return []write{{call, fn.Name(), m}}
		}
	case known.Is(known.Receiver(fn), "sync", "Pool") && fn.Name() == "Put":
		return []write{{call, "Put", memoryOf(args[0])}}
	}
	for i, arg := range args {
		if known.IsReuse(fn, i) {
			return []write{{call, fn.Name(), memoryOf(arg)}}
		}
	}
	if !known.IsCall(fn) {
		return nil
	}
	for _, arg := range args {
		if known.IsBuffer(arg.Type()) {
			m := memory{}
			m.pointer(arg)
			return []write{{call, fn.Name(), m}}
		}
	}
	return nil
}

// isReader says whether a method is Read of io.Reader.
func isReader(fn *types.Func) bool {
	sig := fn.Signature()
	return fn.Name() == "Read" && sig.Recv() != nil && sig.Params().Len() == 1 && known.IsBytes(sig.Params().At(0).Type())
}

// lends says whether a type is one whose Bytes are its own memory.
func lends(t types.Type) bool {
	return known.Is(t, "bufio", "Scanner") || known.Is(t, "bytes", "Buffer")
}

// fromStart says whether a slice begins where its memory does, and is empty: b[:0].
func fromStart(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Slice:
		return isZero(v.High) && (v.Low == nil || isZero(v.Low))
	case *ssa.ChangeType:
		return fromStart(v.X)
	case *ssa.UnOp:
		// A variable that was set just before.
		if v.Op != token.MUL {
			return false
		}
		instrs := v.Block().Instrs
		at := locate(v.X)
		for i := len(instrs) - 1; i >= 0; i-- {
			if store, ok := instrs[i].(*ssa.Store); ok && store.Pos() < v.Pos() && locate(store.Addr) == at {
				return fromStart(store.Val)
			}
		}
	}
	return false
}

func isZero(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	if !ok || c.Value == nil || c.Value.Kind() != constant.Int {
		return false
	}
	n, exact := constant.Int64Val(c.Value)
	return exact && n == 0
}

// memoryOf finds where a slice may come from.
func memoryOf(v ssa.Value) memory {
	m := memory{}
	m.from(v, make(map[ssa.Value]bool))
	return m
}

func (m memory) from(v ssa.Value, seen map[ssa.Value]bool) {
	if seen[v] {
		return
	}
	seen[v] = true
	switch v := v.(type) {
	case *ssa.Const:
	case *ssa.Slice:
		m.from(v.X, seen)
	case *ssa.ChangeType:
		m.from(v.X, seen)
	case *ssa.MakeInterface:
		m.from(v.X, seen)
	case *ssa.TypeAssert:
		m.from(v.X, seen)
	case *ssa.Phi:
		for _, edge := range v.Edges {
			m.from(edge, seen)
		}
	case *ssa.Extract:
		if call, ok := v.Tuple.(*ssa.Call); ok && v.Index == 0 {
			m.result(call, v, seen)
		} else {
			m.from(v.Tuple, seen)
		}
	case *ssa.Call:
		m.result(v, v, seen)
	case *ssa.UnOp:
		if v.Op == token.MUL {
			m[locate(v.X)] = true
		} else {
			m[location{v, ""}] = true
		}
	default:
		m[location{v, ""}] = true
	}
}

// result finds where what a call returns may come from: also from what it was given to append to, or to read into.
func (m memory) result(call *ssa.Call, v ssa.Value, seen map[ssa.Value]bool) {
	m[location{v, ""}] = true
	if builtin, ok := call.Call.Value.(*ssa.Builtin); ok {
		if builtin.Name() == "append" {
			m.from(call.Call.Args[0], seen)
		}
		return
	}
	fn := flow.Callee(&call.Call)
	if fn == nil {
		return
	}
	args := flow.Arguments(&call.Call)
	if known.IsAppend(fn) {
		m.from(args[0], seen)
	}
	for i, arg := range args {
		if known.IsReuse(fn, i) {
			m.from(arg, seen)
		}
	}
	if recv := flow.Receiver(&call.Call); recv != nil && fn.Name() == "Bytes" && lends(known.Receiver(fn)) {
		m.pointer(recv)
	}
}

// locate names the memory at an address.
func locate(addr ssa.Value) location {
	var path []string
	for {
		switch v := addr.(type) {
		case *ssa.FieldAddr:
			path = append(path, "."+strconv.Itoa(v.Field))
			addr = v.X
			continue
		case *ssa.UnOp:
			if v.Op == token.MUL {
				path = append(path, "*")
				addr = v.X
				continue
			}
		}
		return location{addr, strings.Join(path, "")}
	}
}
