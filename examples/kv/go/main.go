//go:build cgo

// Command kv serves a store of keys and values, which a Rust library keeps, by HTTP.
//
// It ends cleanly on SIGINT and SIGTERM: no new requests, those that run get a moment to end, then their
// contexts are cancelled, which the library sees; then the store is closed. What is open after that is
// a leak, and the program says so.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/halflap/halflap/examples/kv/go/kv"
	"github.com/halflap/halflap/examples/kv/go/kv/kvffi"
	"github.com/halflap/halflap/examples/kv/go/server"
	"github.com/halflap/halflap/ffi"
)

func main() {
	address := flag.String("listen", "127.0.0.1:8080", "where to listen")
	patience := flag.Duration("patience", 5*time.Second, "how long running requests may take at the end")
	flag.Parse()
	if err := run(*address, *patience); err != nil {
		log.Fatal(err)
	}
}

func run(address string, patience time.Duration) error {
	ffi.OnLeak(func(l ffi.Leak) { log.Print(l) })
	stop, done := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer done()
	store, err := kvffi.OpenStore(context.Background(), kvffi.Host{Log: logger{}})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return errors.Join(err, store.Close())
	}
	log.Print("serving http://", listener.Addr())
	err = serve(stop, listener, store, patience)
	if err := store.Close(); err != nil {
		log.Print("closing the store: ", err)
	}
	if open := kvffi.Live(); open != 0 {
		err = errors.Join(err, fmt.Errorf("%d objects of the library are still open", open))
	}
	return err
}

// serve serves until stop is done, and then ends what runs.
func serve(stop context.Context, listener net.Listener, store kv.Store, patience time.Duration) error {
	// Contexts of requests come from this one, so that calls of the library end with it.
	calls, cancel := context.WithCancel(context.Background())
	defer cancel()
	s := &http.Server{
		Handler:           server.New(store),
		ReadHeaderTimeout: 5 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return calls },
	}
	failed := make(chan error, 1)
	go func() { failed <- s.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-stop.Done():
	}
	log.Print("shutting down")
	limit, end := context.WithTimeout(context.Background(), patience)
	defer end()
	if err := s.Shutdown(limit); err != nil {
		cancel() // Nobody waits any longer: running calls of the library give up.
		return s.Close()
	}
	return nil
}

// logger is the library's way to the program's log.
type logger struct{}

func (logger) Line(_ context.Context, level kv.Level, text string) error {
	log.Printf("store: %v: %s", level, text)
	return nil
}
