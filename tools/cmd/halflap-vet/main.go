// Command halflap-vet finds in Go code what Rust's compiler would refuse: views that are used for too long, and
// handles that are closed too early, too late, or not at all.
//
//	go vet -vettool=$(which halflap-vet) ./...
//	halflap-vet ./...
//
// The page docs/go-vet.md of the project describes what it finds.
package main

import (
	"golang.org/x/tools/go/analysis/multichecker"

	"github.com/halflap/halflap/tools/vet"
)

func main() { multichecker.Main(vet.Analyzers()...) }
