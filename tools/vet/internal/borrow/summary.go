package borrow

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/halflap/halflap/tools/vet/internal/flow"
)

// Does is what a function does with one of its parameters. As a part of a fact it goes from package to package,
// and has to be written the same each time: so there are no maps.
type Does struct {
	// Returns says whether it may be among the results.
	Returns bool
	// Kept is how it leaves the function, other than by its results and parameters; nil where it does not.
	Kept *Kept
	// Into are the places in memory of other parameters where it is stored.
	Into []Into
}

// Kept is a way in which something leaves a function.
type Kept struct {
	Kind Kind
	// Into says where to, for a message.
	Into string
}

// Into is a place in the memory of a parameter, with words for a message.
type Into struct {
	Param int
	Words string
}

// nothing says whether it does nothing that a caller has to know of.
func (d *Does) nothing() bool { return !d.Returns && d.Kept == nil && len(d.Into) == 0 }

// Fact is what a function does with each of its parameters; a receiver is the first.
type Fact struct{ Params []Does }

// AFact makes it a fact of golang.org/x/tools/go/analysis.
func (*Fact) AFact() {}

// Summaries remember what functions do with their parameters.
type Summaries struct {
	of map[parameter]*Does
	// foreign are the functions of other packages about which something is known.
	foreign map[*types.Func]*Fact
}

type parameter struct {
	fn    *ssa.Function
	index int
}

// NewSummaries returns empty ones of a package. Functions of other packages are trusted to do nothing, except for
// what foreign says of them.
func NewSummaries(foreign map[*types.Func]*Fact) *Summaries {
	return &Summaries{make(map[parameter]*Does), foreign}
}

// Fact returns what a function with a body does with its parameters, nil where that is nothing.
func (s *Summaries) Fact(fn *ssa.Function) *Fact {
	fact, nothing := new(Fact), true
	for i := range fn.Params {
		does := s.summary(fn, i)
		fact.Params = append(fact.Params, *does)
		nothing = nothing && does.nothing()
	}
	if nothing {
		return nil
	}
	return fact
}

// summary says what a function with a body does with one of its parameters. While that is being found out, it
// is nothing.
func (s *Summaries) summary(fn *ssa.Function, index int) *Does {
	key := parameter{fn, index}
	if known, ok := s.of[key]; ok {
		return known
	}
	found := new(Does)
	s.of[key] = found
	trace := Follow(fn, []ssa.Value{fn.Params[index]}, s)
	found.Returns = trace.returns
	for _, event := range trace.Events() {
		switch {
		case event.Kind == Returned, event.param == index:
		case event.param >= 0:
			if !slices.ContainsFunc(found.Into, func(into Into) bool { return into.Param == event.param }) {
				found.Into = append(found.Into, Into{event.param, event.Into})
			}
		case found.Kept == nil:
			found.Kept = &Kept{event.Kind, event.Into}
		}
	}
	return found
}

// does says what a function that is called does with an argument, and who does it, where that is a function of
// another package. It is nil where nothing is known.
func (s *Summaries) does(fn *ssa.Function, object *types.Func, index int) (does *Does, by string) {
	// Asked first: of a generic function of another package there is a body, which only calls it. So there is of a
	// method whose receiver is bound, but without the receiver among the arguments.
	if fact := s.foreign[object]; fact != nil && flow.Bound(fn) == nil && index < len(fact.Params) {
		return &fact.Params[index], name(object)
	}
	if fn.Blocks != nil && index < len(fn.Params) {
		return s.summary(fn, index), ""
	}
	return nil, ""
}

// name is how one writes a function of another package.
func name(fn *types.Func) string {
	qualifier := func(p *types.Package) string { return p.Name() }
	if recv := fn.Signature().Recv(); recv != nil {
		return "(" + types.TypeString(recv.Type(), qualifier) + ")." + fn.Name()
	}
	return fn.Pkg().Name() + "." + fn.Name()
}
