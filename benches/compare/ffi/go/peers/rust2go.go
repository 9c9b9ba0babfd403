//go:build rust2go

package peers

import "github.com/halflap/halflap/benches/compare/ffi/go/rust2go"

func init() { more = append(more, rust2go.Operations) }
