package borrow

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/halflap/halflap/tools/vet/internal/flow"
	"github.com/halflap/halflap/tools/vet/internal/known"
)

// call follows an alias into a call. Functions of other modules are trusted to keep nothing, except for those
// that are known to.
func (t *Trace) call(v ssa.Value, call ssa.CallInstruction) {
	common := call.Common()
	if builtin, ok := common.Value.(*ssa.Builtin); ok {
		t.builtin(v, call, builtin.Name())
		return
	}
	fn := flow.Callee(common)
	switch {
	case fn == nil && common.Value == v:
		t.closure(call)
	case fn == nil:
		t.arguments(v, call)
	case known.Borrows(fn) && flow.Receiver(common) == v:
		if !known.Owns(fn) {
			t.results(call)
			t.callbacks(common)
		}
	case keeps(fn):
		t.event(Handed, call, v, fn.FullName())
	case (known.Func(fn, "sync", "Go") || known.Func(fn, "golang.org/x/sync/errgroup", "Go", "TryGo")) && common.Args[0] != v:
		t.event(Goroutine, call, v, "")
	case copies(fn, common):
	case passes(fn):
		t.results(call)
	default:
		t.static(v, call)
	}
}

func (t *Trace) builtin(v ssa.Value, call ssa.CallInstruction, name string) {
	args := call.Common().Args
	switch name {
	case "append":
		result := call.Value()
		if result == nil {
			return
		}
		element := result.Type().Underlying().(*types.Slice).Elem()
		if args[0] == v || known.Aliases(element) {
			t.mark(result)
		}
	case "copy":
		slice, ok := args[0].Type().Underlying().(*types.Slice)
		if ok && args[1] == v && known.Aliases(slice.Elem()) {
			t.store(args[0], v, call)
		}
	case "min", "max":
		t.results(call)
	}
}

// results notes that what a call returns lies in the buffer, where its type allows it.
func (t *Trace) results(call ssa.CallInstruction) {
	result := call.Value()
	switch {
	case result == nil:
	case isError(result.Type()) && passes(flow.Callee(call.Common())):
		t.mark(result)
	default:
		t.derive(result)
	}
}

// closure follows the call of a function that captures an alias, or is one: an iterator.
func (t *Trace) closure(call ssa.CallInstruction) {
	common := call.Common()
	if fn, _ := flow.Closure(common.Value); fn == nil {
		t.results(call)
		t.callbacks(common)
	}
}

// callbacks notes that functions given to a call are called with what lies in the buffer.
func (t *Trace) callbacks(common *ssa.CallCommon) {
	for _, arg := range common.Args {
		fn, made := flow.Closure(arg)
		if fn == nil || fn.Blocks == nil || made != nil && t.closures[fn] != made {
			continue
		}
		if made == nil && fn.Parent() == nil {
			continue // A function of the package: it is looked at where it is called.
		}
		for _, param := range fn.Params {
			t.derive(param)
		}
	}
}

// arguments follows an alias into a function within the root.
func (t *Trace) arguments(v ssa.Value, call ssa.CallInstruction) {
	common := call.Common()
	fn, made := flow.Closure(common.Value)
	if fn == nil || made != nil && t.closures[fn] != made {
		return
	}
	for i, arg := range common.Args {
		if arg == v && i < len(fn.Params) {
			t.mark(fn.Params[i])
		}
	}
}

// static follows an alias into a function of the package, or of another one about which something is known.
func (t *Trace) static(v ssa.Value, call ssa.CallInstruction) {
	common := call.Common()
	fn := common.StaticCallee()
	if fn == nil {
		return
	}
	if fn.Parent() != nil {
		t.arguments(v, call)
		return
	}
	for i, arg := range common.Args {
		if arg != v {
			continue
		}
		does, by := t.others.does(fn, flow.Callee(common), i)
		if does == nil {
			continue
		}
		if does.Returns {
			t.results(call)
		}
		if does.Kept != nil {
			t.eventAt(Event{
				Kind: does.Kept.Kind, Instr: call, At: flow.Pos(call), Value: v, Into: does.Kept.Into, By: by, param: -1,
			})
		}
		for _, into := range does.Into {
			t.storeBy(common.Args[into.Param], v, call, into.Words, by)
		}
	}
}

// keeps says whether a function of the standard library keeps what it is given.
func keeps(fn *types.Func) bool {
	switch recv := known.Receiver(fn); {
	case known.Is(recv, "sync", "Map"):
		return slices.Contains([]string{"Store", "LoadOrStore", "Swap", "CompareAndSwap"}, fn.Name())
	case known.Is(recv, "sync", "Pool"):
		return fn.Name() == "Put"
	case known.Is(recv, "sync/atomic", "Value"), known.Is(recv, "sync/atomic", "Pointer"):
		return slices.Contains([]string{"Store", "Swap", "CompareAndSwap"}, fn.Name())
	case known.Is(recv, "container/list", "List"):
		return slices.Contains([]string{"PushBack", "PushFront", "InsertBefore", "InsertAfter"}, fn.Name())
	case recv != nil:
		return false
	}
	return known.Func(fn, "time", "AfterFunc") || known.Func(fn, "context", "AfterFunc")
}

// copies says whether what a function returns is a copy, as far as its elements can't be aliases themselves.
func copies(fn *types.Func, common *ssa.CallCommon) bool {
	switch {
	case known.Func(fn, "strings", "Clone"), known.Func(fn, "bytes", "Clone"):
		return true
	case known.Func(fn, "slices", "Clone", "Collect", "Concat", "Repeat", "Sorted", "SortedFunc", "SortedStableFunc"),
		known.Func(fn, "maps", "Clone", "Collect"):
		return !hasAliases(common.Signature().Results().At(0).Type())
	}
	return false
}

// hasAliases says whether elements of a slice, or keys or values of a map, can lead to memory of a buffer.
func hasAliases(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return known.Aliases(u.Elem())
	case *types.Map:
		return known.Aliases(u.Key()) || known.Aliases(u.Elem())
	}
	return true
}

// passes says whether a function may return what it is given, or a part of it.
func passes(fn *types.Func) bool {
	if fn == nil || fn.Pkg() == nil {
		return false
	}
	switch fn.Pkg().Path() {
	case "strings", "bytes", "slices", "maps", "iter", "cmp":
		recv := known.Receiver(fn)
		return recv == nil
	case "errors":
		return true
	case "context":
		return fn.Name() == "WithValue"
	}
	return false
}
