package halflap

import (
	"github.com/halflap/halflap/go-codec/internal/precise"
	"github.com/halflap/halflap/go-codec/internal/wire"
)

// explain finds out what is wrong with a buffer that a check function refused: the precise walk
// says kind, offset and path.
func explain(b []byte, t *Type, knownOnly bool) error {
	kind, offset, path := precise.Check(*t.Description, uint64(t.ID), b, precise.Options{KnownOnly: knownOnly})
	if kind == 0 {
		kind = wire.ValidatorsDisagree
	}
	return &Error{Kind: Kind(kind), Offset: offset, Path: path}
}
