package ffi

import (
	"context"
	"encoding"
	"errors"
	"io"
	"math"
	"sync"
	"time"

	halflap "github.com/halflap/halflap/go-codec"

	abi "github.com/halflap/halflap/ffi/internal/halflap/abi"
)

// Recorder writes calls to a stream, from which a [Replay] serves them again, in Go or in Rust. Calls
// are written in the order in which they end. Many goroutines may use one.
type Recorder struct {
	mu      sync.Mutex
	to      io.Writer
	frame   []byte
	objects uint32
	err     error
}

// NewRecorder returns a recorder that writes to w, one buffer of halflap.abi.Record for each call.
func NewRecorder(w io.Writer) *Recorder { return &Recorder{to: w} }

// Err returns the first error of writing; from then on nothing is written. Calls go on all the same.
func (r *Recorder) Err() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err
}

// Object gives the next object its number.
func (r *Recorder) Object() uint32 {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.objects++
	return r.objects
}

func (r *Recorder) write(record *abi.Record) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return
	}
	frame, err := record.AppendBinary(r.frame[:0])
	if err == nil {
		r.frame = frame
		_, err = r.to.Write(frame)
	}
	r.err = err
}

// Recorded is a call that is being recorded.
type Recorded struct {
	recorder *Recorder
	began    time.Time
	mu       sync.Mutex // a library may call back from many threads
	record   abi.Record
}

// Begin begins the record of a call of an object's method.
func (r *Recorder) Begin(name string, method, object uint32) *Recorded {
	return &Recorded{
		recorder: r,
		began:    time.Now(),
		record:   abi.Record{Interface: name, Method: method, Object: object},
	}
}

// Request notes the request. It takes what a function returns that makes the message. What can't be
// encoded is left out: the call fails by itself.
func (c *Recorded) Request(m encoding.BinaryAppender, err error) {
	c.record.Request, _ = Encoded(m, err)
}

// Response notes the response of a good call.
func (c *Recorded) Response(m encoding.BinaryAppender, err error) {
	if b, err := Encoded(m, err); err == nil {
		c.record.Response = b
	}
}

// Returned notes that the call returned an object, and gives it its number.
func (c *Recorded) Returned() uint32 {
	number := c.recorder.Object()
	c.record.Returned = &number
	return number
}

// End writes the record, and returns err.
func (c *Recorded) End(err error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.record.Took = uint64(time.Since(c.began))
	if err != nil {
		c.record.Error_ = From(err).message()
	}
	c.recorder.write(&c.record)
	return err
}

// Back is a call of a callback that is being recorded.
type Back struct {
	call     *Recorded
	callback abi.Callback
}

// Callback begins the record of a call of the callback that is the parameter of that position, from 0.
func (c *Recorded) Callback(parameter uint32) *Back {
	return &Back{call: c, callback: abi.Callback{Parameter: parameter}}
}

// Request notes the callback's request.
func (b *Back) Request(m encoding.BinaryAppender, err error) {
	b.callback.Request, _ = Encoded(m, err)
}

// Response notes the callback's response.
func (b *Back) Response(m encoding.BinaryAppender, err error) {
	if bytes, err := Encoded(m, err); err == nil {
		b.callback.Response = bytes
	}
}

// End adds the record to the call's, and returns err.
func (b *Back) End(err error) error {
	if err != nil {
		b.callback.Error_ = From(err).message()
	}
	b.call.mu.Lock()
	defer b.call.mu.Unlock()
	b.call.record.Callbacks = append(b.call.record.Callbacks, b.callback)
	return err
}

// Replay serves recorded calls. Each record answers one call: of the same interface, method and
// object, with the same request byte for byte; where several do, in the order of the recording.
// Many goroutines may use one.
type Replay struct {
	mu      sync.Mutex
	records []abi.Record
	used    []bool
	first   int             // the first one that is not used
	taken   map[uint32]bool // objects that were opened
}

// NewReplay reads a recording to its end.
func NewReplay(r io.Reader) (*Replay, error) {
	replay := &Replay{taken: make(map[uint32]bool)}
	frames := halflap.NewFrameReader(r, math.MaxUint32)
	var b []byte
	for {
		var err error
		if b, err = frames.Next(b); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		var record abi.Record
		if err := record.UnmarshalBinary(b); err != nil {
			return nil, err
		}
		replay.records = append(replay.records, record)
	}
	replay.used = make([]bool, len(replay.records))
	return replay, nil
}

// Rest returns how many recorded calls have not been made again.
func (r *Replay) Rest() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	rest := 0
	for _, used := range r.used {
		if !used {
			rest++
		}
	}
	return rest
}

// Open returns the number of the first object with that interface that no call returned, and that was
// not opened before; 0, which has no calls, where there is none.
func (r *Replay) Open(name string) uint32 {
	r.mu.Lock()
	defer r.mu.Unlock()
	returned := make(map[uint32]bool)
	for _, record := range r.records {
		if record.Returned != nil {
			returned[*record.Returned] = true
		}
	}
	var first uint32
	for _, record := range r.records {
		n := record.Object
		if record.Interface == name && !returned[n] && !r.taken[n] && (first == 0 || n < first) {
			first = n
		}
	}
	r.taken[first] = true
	return first
}

// Answer is a recorded call that answers one.
type Answer struct {
	record *abi.Record
}

// Call returns the function that finds the record of a call. It takes what a function returns that makes
// the request; where no record is left for it, the error is ErrUnexpectedCall.
func (r *Replay) Call(ctx context.Context, name string, method, object uint32) func(encoding.BinaryAppender, error) (Answer, error) {
	return func(m encoding.BinaryAppender, err error) (Answer, error) {
		request, err := Encoded(m, err)
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return Answer{}, From(err)
		}
		return r.next(name, method, object, request)
	}
}

func (r *Replay) next(name string, method, object uint32, request []byte) (Answer, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.first < len(r.used) && r.used[r.first] {
		r.first++
	}
	for i := r.first; i < len(r.records); i++ {
		record := &r.records[i]
		if !r.used[i] && record.Interface == name && record.Method == method && record.Object == object &&
			string(record.Request) == string(request) {
			r.used[i] = true
			return Answer{record}, nil
		}
	}
	return Answer{}, New(ErrUnexpectedCall, "the recording has no such call of "+name+" any more")
}

// Err returns why the recorded call failed, where it did.
func (a Answer) Err() error {
	if a.record.Error_ == nil {
		return nil
	}
	return fromMessage(a.record.Error_)
}

// Returned returns the number of the object that the call returned.
func (a Answer) Returned() (uint32, bool) {
	if a.record.Returned == nil {
		return 0, false
	}
	return *a.record.Returned, true
}

// Callbacks makes the recorded calls of callbacks: f calls the one of that parameter with the request,
// and returns its response. An answer that differs from the recorded one is ErrUnexpectedCall.
func (a Answer) Callbacks(f func(parameter uint32, request []byte) ([]byte, error)) error {
	for _, back := range a.record.Callbacks {
		response, err := f(back.Parameter, back.Request)
		same := (err != nil) == (back.Error_ != nil)
		if same && err == nil {
			same = string(response) == string(back.Response)
		}
		if !same {
			return New(ErrUnexpectedCall, "a callback answered otherwise than when it was recorded")
		}
	}
	return nil
}

// Response decodes the recorded response.
func Response[M any](a Answer, decode func([]byte) (*M, error)) (*M, error) {
	if a.record.Response == nil {
		return nil, New(ErrBadResponse, "the record has no response")
	}
	return decode(a.record.Response)
}
