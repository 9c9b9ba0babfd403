package ffi

import (
	"fmt"
	"io"
	"runtime"
	"syscall"
	"time"
)

// batch is how long one measurement takes, roughly: short enough that a round meets one machine, long
// enough that the garbage collector's work is in it.
const batch = 10 * time.Millisecond

// result is what the rounds of one operation gave, for one run each.
type result struct {
	n            int
	times        []float64 // nanoseconds
	allocations  float64
	bytes        float64
	operation    Operation
	run          Run
	shouldBe     uint64
	lastMeasured runtime.MemStats
}

// Measure goes through all operations in each round, so that all of them meet the same machine, and prints
// for each "work TAB who TAB allocations TAB bytes", both of Go's and the fewest, and then for each
// round TAB and nanoseconds that processors worked, the garbage collector's work included.
func Measure(out io.Writer, operations []Operation, expected map[string]uint64, rounds int) error {
	results := make([]*result, len(operations))
	for i, o := range operations {
		r := &result{n: 1, operation: o, run: o.New(), shouldBe: expected[o.Work]}
		results[i] = r
		// The first run of any n warms up.
		for took := time.Duration(0); ; r.n = more(r.n, took) {
			var err error
			if took, err = r.once(); err != nil {
				return err
			}
			if took >= batch/2 {
				break
			}
		}
	}
	for round := range rounds {
		for _, r := range results {
			took, allocations, bytes, err := r.counted()
			if err != nil {
				return err
			}
			r.times = append(r.times, took)
			if round == 0 || allocations < r.allocations {
				r.allocations = allocations
			}
			if round == 0 || bytes < r.bytes {
				r.bytes = bytes
			}
		}
	}
	for _, r := range results {
		allocations, bytes := fmt.Sprintf("%.2f", r.allocations), fmt.Sprintf("%.0f", r.bytes)
		if err := row(out, r.operation.Work, r.operation.Who, allocations, bytes, r.times); err != nil {
			return err
		}
	}
	return nil
}

func row(out io.Writer, work, who, allocations, bytes string, times []float64) error {
	if _, err := fmt.Fprintf(out, "%s\t%s\t%s\t%s", work, who, allocations, bytes); err != nil {
		return err
	}
	for _, t := range times {
		if _, err := fmt.Fprintf(out, "\t%.1f", t); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(out)
	return err
}

// more is how many runs to try next, when n took so long.
func more(n int, took time.Duration) int {
	if took < batch/100 {
		return n * 10
	}
	return max(n+1, int(float64(n)*float64(batch)/float64(took)))
}

// counted measures, and says time, allocations and bytes for one run.
func (r *result) counted() (took, allocations, bytes float64, err error) {
	before, n := r.lastMeasured, float64(r.n)
	runtime.ReadMemStats(&before)
	time, err := r.once()
	runtime.ReadMemStats(&r.lastMeasured)
	after := &r.lastMeasured
	return float64(time.Nanoseconds()) / n, float64(after.Mallocs-before.Mallocs) / n,
		float64(after.TotalAlloc-before.TotalAlloc) / n, err
}

// once does all n, and says how long processors worked.
func (r *result) once() (time.Duration, error) {
	begin, err := worked()
	if err != nil {
		return 0, err
	}
	sum, err := r.run(r.n)
	if err != nil {
		return 0, fmt.Errorf("%s, %s: %w", r.operation.Work, r.operation.Who, err)
	}
	end, err := worked()
	if err == nil && sum != r.shouldBe {
		err = fmt.Errorf("%s, %s: the answer is another", r.operation.Work, r.operation.Who)
	}
	return end - begin, err
}

// worked is how long processors have worked for this process.
func worked() (time.Duration, error) {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0, err
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()), nil
}
