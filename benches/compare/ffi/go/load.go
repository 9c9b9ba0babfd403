package ffi

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
	"time"
)

const (
	// calls that are timed in each round at least, by all goroutines together.
	calls = 16_000
	// cycles of the garbage collector that a round meets at least.
	cycles = 3
	// attempts to meet them.
	attempts = 100
)

// percentiles of the calls' times, in thousandths.
var percentiles = []struct {
	name       string
	thousandth int
}{{"p50", 500}, {"p99", 990}, {"p99.9", 999}}

var errNoGC = errors.New("the garbage collector did not run under load")

// Load times single calls by so many goroutines while the garbage collector runs all the time. It prints
// rows as Measure does, with wall-clock times of a percentile for each round; their work is the
// operation's with the percentile behind, and they have "-" for allocations and bytes.
func Load(out io.Writer, operations []Operation, work string, goroutines, rounds int) error {
	stop := litter()
	defer stop()
	operations = slices.DeleteFunc(operations, func(o Operation) bool { return o.Work != work })
	times := make([][][]float64, len(operations)) // operation, percentile, round
	for i := range times {
		times[i] = make([][]float64, len(percentiles))
	}
	for range rounds {
		for i, o := range operations {
			took, err := o.load(goroutines)
			if err != nil {
				return fmt.Errorf("%s, %s: %w", o.Work, o.Who, err)
			}
			for p, percentile := range percentiles {
				at := took[len(took)*percentile.thousandth/1000]
				times[i][p] = append(times[i][p], float64(at.Nanoseconds()))
			}
		}
	}
	for p, percentile := range percentiles {
		for i, o := range operations {
			name := fmt.Sprintf("%s, %s", work, percentile.name)
			if err := row(out, name, o.Who, "-", "-", times[i][p]); err != nil {
				return err
			}
		}
	}
	return nil
}

// load makes calls until there were enough and the garbage collector has run over and over meanwhile. It
// returns how long each took, the quickest first.
func (o *Operation) load(goroutines int) ([]time.Duration, error) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var took []time.Duration
	for range attempts {
		more, err := o.calls(goroutines)
		if err != nil {
			return nil, err
		}
		took = append(took, more...)
		runtime.ReadMemStats(&after)
		if after.NumGC >= before.NumGC+cycles {
			slices.Sort(took)
			return took, nil
		}
	}
	return nil, errNoGC
}

// calls makes the calls and returns how long each took.
func (o *Operation) calls(goroutines int) ([]time.Duration, error) {
	took := make([]time.Duration, calls)
	each := calls / goroutines
	failed := make([]error, goroutines)
	var group sync.WaitGroup
	for g := range goroutines {
		group.Add(1)
		go func() {
			defer group.Done()
			run := o.New()
			if _, err := run(1); err != nil { // makes its buffers
				failed[g] = err
				return
			}
			for i := range each {
				begin := time.Now()
				_, err := run(1)
				took[g*each+i] = time.Since(begin)
				if err != nil {
					failed[g] = err
					return
				}
				runtime.Gosched() // As a server, which waits for the next request.
			}
		}()
	}
	group.Wait()
	return took, errors.Join(failed...)
}

// node is garbage that the collector has to follow.
type node struct {
	next *node
	data [6]uint64
}

// litter makes garbage until it is stopped. Some of it is alive at any time, so that marking takes long.
func litter() (stop func()) {
	ended, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		alive := make([]*node, 1<<16)
		for i := 0; ; i = (i + 1) % len(alive) {
			alive[i] = &node{next: alive[(i*7919)%len(alive)]}
			if i%64 == 0 {
				select {
				case <-ended:
					return
				default:
					runtime.Gosched()
				}
			}
			alive[i].next.cut()
		}
	}()
	return func() {
		close(ended)
		<-done
	}
}

// cut keeps the chains of garbage short.
func (n *node) cut() {
	if n != nil {
		n.next = nil
	}
}
