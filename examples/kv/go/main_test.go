//go:build cgo

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/halflap/halflap/examples/kv/go/kv"
	"github.com/halflap/halflap/examples/kv/go/kv/kvffi"
	"github.com/halflap/halflap/examples/kv/go/load/load"
)

// logged collects what the library says.
type logged struct {
	mu    sync.Mutex
	lines []string
}

func (l *logged) Line(_ context.Context, level kv.Level, text string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, fmt.Sprintf("%v: %s", level, text))
	return nil
}

// start serves a store of the Rust library, and returns its address and what ends it.
func start(t *testing.T) (string, *logged, func()) {
	t.Helper()
	log := &logged{}
	store, err := kvffi.OpenStore(context.Background(), kvffi.Host{Log: log})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	stop, end := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- serve(stop, listener, store, 5*time.Second) }()
	return "http://" + listener.Addr().String(), log, func() {
		t.Helper()
		end()
		if err := errors.Join(<-served, store.Close()); err != nil {
			t.Error(err)
		}
		if open := kvffi.Live(); open != 0 {
			t.Errorf("%d objects of the library are still open", open)
		}
	}
}

func do(t *testing.T, method, url, body, match string) (int, string, string) {
	t.Helper()
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if match != "" {
		r.Header.Set("If-Match", match)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text), response.Header.Get("ETag")
}

func TestServesTheStore(t *testing.T) {
	url, log, end := start(t)
	type step struct {
		method, path, body, match string
		status                    int
		text, tag                 string
	}
	for _, s := range []step{
		{"GET", "/keys/a", "", "", 404, "", ""},
		{"PUT", "/keys/a", "one", "", 204, "", `"1"`},
		{"PUT", "/keys/b", "two", "", 204, "", `"2"`},
		{"GET", "/keys/a", "", "", 200, "one", `"1"`},
		{"PUT", "/keys/a", "new", `"2"`, 412, "", `"1"`},
		{"PUT", "/keys/a", "new", `"1"`, 204, "", `"3"`},
		{"DELETE", "/keys/b", "", `"1"`, 412, "", `"2"`},
		{"DELETE", "/keys/b", "", "", 204, "", ""},
		{"DELETE", "/keys/b", "", "", 404, "", ""},
		{"PUT", "/keys/" + strings.Repeat("k", 2000), "x", "", 400, "", ""},
		{"PUT", "/keys/large", strings.Repeat("v", 1<<20+1), "", 400, "", ""},
		{"GET", "/stats", "", "", 200, "{\"entries\":1,\"revision\":4,\"size\":4}\n", ""},
	} {
		status, text, tag := do(t, s.method, url+s.path, s.body, s.match)
		if status != s.status || s.text != "" && text != s.text || tag != s.tag {
			t.Errorf("%s %.20s: %d %q %s", s.method, s.path, status, text, tag)
		}
	}
	end()
	want := []string{"info: the store is open", "warning: a value of 1048577 bytes is refused", "info: the store is closed"}
	if strings.Join(log.lines, "\n") != strings.Join(want, "\n") {
		t.Errorf("the library said %q", log.lines)
	}
}

func TestLists(t *testing.T) {
	url, _, end := start(t)
	defer end()
	for i := range 300 {
		do(t, "PUT", fmt.Sprintf("%s/keys/n%03d", url, i), "v", "")
	}
	do(t, "PUT", url+"/keys/other", "v", "")
	for _, path := range []string{"/keys", "/snapshot"} {
		_, text, _ := do(t, "GET", url+path+"?prefix=n", "", "")
		lines := bufio.NewScanner(strings.NewReader(text))
		n := 0
		for ; lines.Scan(); n++ {
			var entry struct{ Key string }
			if err := json.Unmarshal(lines.Bytes(), &entry); err != nil || entry.Key != fmt.Sprintf("n%03d", n) {
				t.Fatalf("%s: line %d is %s", path, n, lines.Text())
			}
		}
		if n != 300 {
			t.Errorf("%s has %d lines", path, n)
		}
	}
}

func TestUnderLoad(t *testing.T) {
	url, _, end := start(t)
	defer end()
	report, err := load.Run(context.Background(), load.Plan{URL: url, Workers: 8, Requests: 4000, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if report.Wrong != 0 || report.Requests != 4000 {
		t.Errorf("%v", report)
	}
}
