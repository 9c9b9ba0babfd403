// Package load puts load on a server of the store, and holds every answer against what it must be.
package load

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Plan says what to do.
type Plan struct {
	// URL is the server's.
	URL string
	// Workers is how many requests are under way at a time; each worker has keys of its own.
	Workers int
	// Requests is how many there are in all.
	Requests int
	// Seed decides what the requests are.
	Seed uint64
}

// Report says what came out.
type Report struct {
	Requests int
	// Wrong is how many answers were not what they must be.
	Wrong int
	// First is the first wrong answer.
	First string
	Took  time.Duration
	// Times are those of all requests, ascending.
	Times []time.Duration
}

// At is the time that this part of the requests did not exceed: 0.99 for the 99th percentile.
func (r *Report) At(part float64) time.Duration {
	if len(r.Times) == 0 {
		return 0
	}
	return r.Times[min(int(part*float64(len(r.Times))), len(r.Times)-1)]
}

// String is one line for people.
func (r *Report) String() string {
	text := fmt.Sprintf("%d requests in %v, %.0f a second; p50 %v, p99 %v, p99.9 %v; %d wrong",
		r.Requests, r.Took.Round(time.Millisecond), float64(r.Requests)/r.Took.Seconds(),
		r.At(0.5), r.At(0.99), r.At(0.999), r.Wrong)
	if r.First != "" {
		text += ": " + r.First
	}
	return text
}

// Run carries out a plan. An error is that of a request that got no answer; wrong answers are counted.
func Run(ctx context.Context, plan Plan) (*Report, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: plan.Workers}}
	defer client.CloseIdleConnections()
	var (
		wait   sync.WaitGroup
		mu     sync.Mutex
		report Report
		failed error
	)
	began := time.Now()
	for i := range plan.Workers {
		count := plan.Requests / plan.Workers
		if i < plan.Requests%plan.Workers {
			count++
		}
		wait.Add(1)
		go func() {
			defer wait.Done()
			w := worker{
				client: client,
				url:    fmt.Sprintf("%s/keys/w%d-", plan.URL, i),
				random: rand.New(rand.NewPCG(plan.Seed, uint64(i))),
				known:  make(map[int][]byte),
			}
			err := w.run(ctx, count)
			mu.Lock()
			defer mu.Unlock()
			failed = errors.Join(failed, err)
			report.Requests += len(w.times)
			report.Times = append(report.Times, w.times...)
			report.Wrong += w.wrong
			if report.First == "" {
				report.First = w.first
			}
		}()
	}
	wait.Wait()
	report.Took = time.Since(began)
	slices.Sort(report.Times)
	return &report, failed
}

// worker makes requests one after the other, and knows what each of its keys holds.
type worker struct {
	client *http.Client
	url    string
	random *rand.Rand
	known  map[int][]byte
	times  []time.Duration
	wrong  int
	first  string
}

func (w *worker) run(ctx context.Context, count int) error {
	for range count {
		key := w.random.IntN(100)
		var err error
		switch n := w.random.IntN(10); {
		case n < 6:
			err = w.get(ctx, key)
		case n < 9:
			err = w.put(ctx, key)
		default:
			err = w.remove(ctx, key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *worker) get(ctx context.Context, key int) error {
	status, body, err := w.ask(ctx, http.MethodGet, key, nil)
	if err != nil {
		return err
	}
	value, ok := w.known[key]
	switch {
	case !ok && status != http.StatusNotFound:
		w.blame("GET of what is not there: %d", status)
	case ok && (status != http.StatusOK || !bytes.Equal(body, value)):
		w.blame("GET: %d with %d bytes, not %d", status, len(body), len(value))
	}
	return nil
}

func (w *worker) put(ctx context.Context, key int) error {
	value := make([]byte, w.random.IntN(2000))
	for i := range value {
		value[i] = byte(w.random.Uint32())
	}
	status, _, err := w.ask(ctx, http.MethodPut, key, value)
	if err != nil {
		return err
	}
	if status != http.StatusNoContent {
		w.blame("PUT: %d", status)
	}
	w.known[key] = value
	return nil
}

func (w *worker) remove(ctx context.Context, key int) error {
	status, _, err := w.ask(ctx, http.MethodDelete, key, nil)
	if err != nil {
		return err
	}
	want := http.StatusNotFound
	if _, ok := w.known[key]; ok {
		want = http.StatusNoContent
	}
	if status != want {
		w.blame("DELETE: %d, not %d", status, want)
	}
	delete(w.known, key)
	return nil
}

func (w *worker) ask(ctx context.Context, method string, key int, body []byte) (int, []byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, fmt.Sprint(w.url, key), bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	began := time.Now()
	response, err := w.client.Do(r)
	if err != nil {
		return 0, nil, err
	}
	answer, err := io.ReadAll(response.Body)
	w.times = append(w.times, time.Since(began))
	return response.StatusCode, answer, errors.Join(err, response.Body.Close())
}

func (w *worker) blame(format string, args ...any) {
	w.wrong++
	if w.first == "" {
		w.first = fmt.Sprintf(format, args...)
	}
}
