package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/halflap/halflap/examples/kv/go/kv"
	"github.com/halflap/halflap/ffi"
	halflap "github.com/halflap/halflap/go-codec"
)

// What Rust recorded (rust/tests/doubles.rs), Go serves again: call by call, callbacks and objects too.
func TestReplaysWhatRustRecorded(t *testing.T) {
	file, err := os.ReadFile("../session.frames")
	if err != nil {
		t.Fatal(err)
	}
	replay, err := ffi.NewReplay(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	store := kv.NewStoreReplay(replay)
	for i, key := range []string{"a", "b", "ca", "", "b"} {
		revision, err := store.Put(ctx, key, []byte(key), 0)
		if key == "" {
			if !errors.Is(err, kv.ErrBadSize) {
				t.Errorf("an empty key: %v", err)
			}
		} else if want := uint64(min(i+1, 4)); err != nil || revision != want {
			t.Errorf("put %s: %d, %v", key, revision, err)
		}
	}
	var conflict *kv.ConflictError
	if _, err := store.Put(ctx, "a", []byte("new"), 7); !errors.As(err, &conflict) || conflict.Payload.Current != 1 {
		t.Errorf("another revision: %v", err)
	}
	if entry, err := store.Get(ctx, "a"); err != nil || string(entry.Value) != "a" {
		t.Errorf("get: %v, %v", entry, err)
	}
	if _, err := store.Get(ctx, "none"); !errors.Is(err, kv.ErrNotFound) {
		t.Errorf("get of what is not there: %v", err)
	}
	if _, err := store.Delete(ctx, "b", 0); err != nil {
		t.Error(err)
	}
	var keys []string
	each := func(entries halflap.List[kv.EntryView]) (bool, error) {
		for _, entry := range entries.All() {
			keys = append(keys, strings.Clone(entry.Key()))
		}
		return true, nil
	}
	if err := store.Scan(ctx, "", each); err != nil || len(keys) != 2 || keys[1] != "ca" {
		t.Errorf("scan: %q, %v", keys, err)
	}
	snapshot, err := store.Snapshot(ctx, "c") // halflap: allow(handleopen): a replay has no objects
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{1, 0} {
		if entries, err := snapshot.Next(ctx, 10); err != nil || len(entries) != want {
			t.Errorf("next: %v, %v", entries, err)
		}
	}
	if left, err := snapshot.Left(ctx); err != nil || left != 0 {
		t.Errorf("left: %d, %v", left, err)
	}
	if stats, err := store.Stats(ctx); err != nil || stats.Entries != 2 {
		t.Errorf("stats: %v, %v", stats, err)
	}
	if rest := replay.Rest(); rest != 0 {
		t.Errorf("%d calls were not made again", rest)
	}
}
