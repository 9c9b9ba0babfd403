//go:build !cgo

package main

import "log"

func main() {
	log.Fatal("the store is a Rust library: build this program with cgo, CGO_ENABLED=1")
}
