// Package ffi measures calls from Go to Rust in one process, one way beside the other.
package ffi

// Run does something n times. It returns the sum (Sum) of the last answer, or of what was sent where
// the answer is that sum, so that nobody leaves the reading out.
type Run func(n int) (sum uint64, err error)

// Operation is something to measure.
type Operation struct {
	// Work is what is done: one of the constants below.
	Work string
	// Who does it.
	Who string
	// New returns a Run with buffers of its own, for one goroutine.
	New func() Run
}

// The work.
const (
	Nothing = "nothing"
	Scalar  = "scalar"
	// Cancellable is Scalar with a context that can be cancelled. The peers know no contexts.
	Cancellable = "scalar, with a context that can be cancelled"
	Slice1K     = "slice of 1 KB"
	Slice1M     = "slice of 1 MB"
	Sum1M       = "slice of 1 MB, summed"
	Scalars1    = "1 scalar"
	Scalars16   = "16 scalars"
	Scalars256  = "256 scalars"

	// The rest is messages.
	Echo    = "64 B each way"
	EchoLog = "1 KiB each way"
	Take1   = "1 entry sent"
	Take10  = "10 entries sent"
	Take10k = "10,000 entries sent"
	Make10k = "10,000 entries returned"
	// Kept10k is Make10k where Rust keeps the entries as bytes, written once.
	Kept10k = "10,000 entries returned as kept"
)

// Messages are the works in which messages cross, not only numbers.
var Messages = []string{Echo, EchoLog, Take1, Take10, Take10k, Make10k, Kept10k}
