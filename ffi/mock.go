package ffi

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Mock is what generated mocks have in common: it notes calls, and holds them against what is
// expected. Many goroutines may use one.
type Mock struct {
	mu       sync.Mutex
	calls    []MockCall
	expected map[string]int
}

// MockCall is a call of a mock.
type MockCall struct {
	// Method is its name in Go.
	Method string
	// Args are its arguments without the context.
	Args []any
}

// String writes it as Go would, with the arguments' values.
func (c MockCall) String() string {
	args := make([]string, len(c.Args))
	for i, arg := range c.Args {
		args[i] = fmt.Sprintf("%v", arg)
	}
	return c.Method + "(" + strings.Join(args, ", ") + ")"
}

// Note notes a call; generated mocks do it first of all.
func (m *Mock) Note(method string, args ...any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.calls = append(m.calls, MockCall{method, args})
}

// Calls returns the calls of a method so far, in order; with an empty name all calls.
func (m *Mock) Calls(method string) []MockCall {
	m.mu.Lock()
	defer m.mu.Unlock()
	var calls []MockCall
	for _, call := range m.calls {
		if method == "" || call.Method == method {
			calls = append(calls, call)
		}
	}
	return calls
}

// Expect says that a method is called that many times in all; Verify looks.
func (m *Mock) Expect(method string, times int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.expected == nil {
		m.expected = make(map[string]int)
	}
	m.expected[method] = times
}

// Verify fails the test for each method that was not called as often as expected, and where anything
// was expected, for calls of which nothing was. t is a *testing.T.
func (m *Mock) Verify(t interface {
	Helper()
	Errorf(format string, args ...any)
}) {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.expected == nil {
		return
	}
	got := make(map[string]int)
	for _, call := range m.calls {
		got[call.Method]++
		if _, ok := m.expected[call.Method]; !ok {
			t.Errorf("nobody expected %v", call)
		}
	}
	methods := make([]string, 0, len(m.expected))
	for method := range m.expected {
		methods = append(methods, method)
	}
	slices.Sort(methods)
	for _, method := range methods {
		if got[method] != m.expected[method] {
			t.Errorf("%s was called %d times, not %d", method, got[method], m.expected[method])
		}
	}
}

// Unimplemented returns the error of a mock whose function is not set.
func Unimplemented(name string) error {
	return New(ErrUnimplemented, name+" is not set")
}
