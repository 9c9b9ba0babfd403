package peers

import (
	"context"

	ffi "github.com/halflap/halflap/benches/compare/ffi/go"
	"github.com/halflap/halflap/benches/compare/ffi/go/bench"
	"github.com/halflap/halflap/benches/compare/ffi/go/bench/benchffi"
	"github.com/halflap/halflap/ffi/native"
	"github.com/halflap/halflap/testdata/generated/go/log"
)

// halflap is the generated client. Answers that are messages come in three ways: as values that own their
// memory, read in place, and in a buffer that is used again.
func halflap(data *ffi.Data) ([]ffi.Operation, error) {
	ctx := context.Background()
	rust, err := benchffi.OpenBench(ctx) // Open as long as the program runs.
	if err != nil {
		return nil, err
	}
	small := entry(data.Small)
	operations := halflapCalls(data, rust)
	for _, take := range []struct {
		work string
		log  *bench.Log
	}{{ffi.Take1, entries(data.One)}, {ffi.Take10, entries(data.Ten)}, {ffi.Take10k, entries(data.Many)}} {
		operations = append(operations, ours(take.work, func() (uint64, error) { return rust.Take(ctx, take.log) }))
	}
	operations = append(operations, answers(ffi.Echo, small, way[*bench.Entry, *bench.Entry, bench.EntryView]{
		rust.Echo, rust.EchoView, rust.EchoInto, entryValue, entryView,
	})...)
	operations = append(operations, answers(ffi.EchoLog, entries(data.Ten), way[*bench.Log, *bench.Log, bench.LogView]{
		rust.EchoLog, rust.EchoLogView, rust.EchoLogInto, logValue, logView,
	})...)
	operations = append(operations, answers(ffi.Make10k, data.Entries, way[uint32, *bench.Log, bench.LogView]{
		rust.Make, rust.MakeView, rust.MakeInto, logValue, logView,
	})...)
	return append(operations, answers(ffi.Kept10k, data.Entries, way[uint32, *bench.Log, bench.LogView]{
		rust.Kept, rust.KeptView, rust.KeptInto, logValue, logView,
	})...), nil
}

// ours is an operation of halflap's.
func ours(work string, call func() (uint64, error)) ffi.Operation {
	return ffi.Operation{Work: work, Who: "halflap", New: func() ffi.Run {
		return func(n int) (sum uint64, err error) {
			for range n {
				if sum, err = call(); err != nil {
					return 0, err
				}
			}
			return sum, nil
		}
	}}
}

// halflapCalls are calls with numbers and slices of them. The loops are as those of bare cgo.
func halflapCalls(data *ffi.Data, rust *benchffi.Bench) []ffi.Operation {
	const who = "halflap"
	ctx := context.Background()
	scalar := func(work string, ctx context.Context) ffi.Operation {
		return ffi.Operation{Work: work, Who: who, New: func() ffi.Run {
			return func(n int) (uint64, error) {
				last := 0.0
				for range n {
					var err error
					if last, err = rust.Twice(ctx, ffi.X); err != nil {
						return 0, err
					}
				}
				return ffi.Float(last), nil
			}
		}}
	}
	slice := func(work string, f func(context.Context, []float32) (float64, error), values []float32) ffi.Operation {
		return ours(work, func() (uint64, error) {
			answer, err := f(ctx, values)
			return ffi.Float(answer), err
		})
	}
	cancellable, stop := context.WithCancel(ctx)
	context.AfterFunc(cancellable, stop) // Never: the program ends before.
	operations := []ffi.Operation{
		ours(ffi.Nothing, func() (uint64, error) { return 0, rust.Nothing(ctx) }),
		scalar(ffi.Scalar, ctx),
		scalar(ffi.Cancellable, cancellable),
		slice(ffi.Slice1K, rust.Ends, data.Short),
		slice(ffi.Slice1M, rust.Ends, data.Long),
		slice(ffi.Sum1M, rust.Sum, data.Long),
	}
	for _, batch := range batches {
		numbers := data.Numbers[:batch.len]
		operations = append(operations, ours(batch.work, func() (uint64, error) {
			last := 0.0
			for _, x := range numbers {
				var err error
				if last, err = rust.Twice(ctx, x); err != nil {
					return 0, err
				}
			}
			return ffi.Float(last), nil
		}), ffi.Operation{Work: batch.work, Who: who + ", in one crossing", New: func() ffi.Run {
			var buffer native.Buffer
			return func(n int) (uint64, error) {
				last := 0.0
				for range n {
					to, err := rust.TwiceAllInto(ctx, numbers, &buffer)
					if err != nil {
						return 0, err
					}
					last = to[len(to)-1]
				}
				return ffi.Float(last), nil
			}
		}})
	}
	return operations
}

// way is a method whose answer is a message, in its three forms, and how to read every field of it.
type way[Request, Value, View any] struct {
	owned   func(context.Context, Request) (Value, error)
	inPlace func(context.Context, Request, func(View) error) error
	into    func(context.Context, Request, *native.Buffer) (View, error)
	value   func(Value) uint64
	view    func(View) uint64
}

// answers are the operations of such a method.
func answers[Request, Value, View any](work string, request Request, w way[Request, Value, View]) []ffi.Operation {
	ctx := context.Background()
	return []ffi.Operation{
		ours(work, func() (uint64, error) {
			answer, err := w.owned(ctx, request)
			if err != nil {
				return 0, err
			}
			return w.value(answer), nil
		}),
		{Work: work, Who: "halflap, in place", New: func() ffi.Run {
			var sum uint64
			read := func(answer View) error {
				sum = w.view(answer)
				return nil
			}
			return func(n int) (uint64, error) {
				for range n {
					if err := w.inPlace(ctx, request, read); err != nil {
						return 0, err
					}
				}
				return sum, nil
			}
		}},
		{Work: work, Who: "halflap, into a buffer", New: func() ffi.Run {
			var buffer native.Buffer
			return func(n int) (sum uint64, err error) {
				for range n {
					answer, err := w.into(ctx, request, &buffer)
					if err != nil {
						return 0, err
					}
					sum = w.view(answer)
				}
				return sum, nil
			}
		}},
	}
}

func entryValue(e *bench.Entry) uint64 {
	a := e.Address
	return ffi.Octets(a.X0, a.X1, a.X2, a.X3) +
		ffi.Texts(e.Identity, e.Userid, e.Date, e.Request) + ffi.Numbers(e.Code, e.Size)
}

func logValue(l *bench.Log) (sum uint64) {
	for i := range l.Entries {
		sum += entryValue(&l.Entries[i])
	}
	return sum
}

func entryView(e bench.EntryView) uint64 {
	a := e.Address()
	return ffi.Octets(a.X0, a.X1, a.X2, a.X3) +
		ffi.Texts(e.Identity(), e.Userid(), e.Date(), e.Request()) + ffi.Numbers(e.Code(), e.Size())
}

func logView(l bench.LogView) (sum uint64) {
	for _, e := range l.Entries().All() {
		sum += entryView(e)
	}
	return sum
}

func entry(l *log.Log) *bench.Entry {
	return &bench.Entry{
		Address:  bench.Address(l.Address),
		Identity: l.Identity,
		Userid:   l.Userid,
		Date:     l.Date,
		Request:  l.Request,
		Code:     l.Code,
		Size:     l.Size,
	}
}

func entries(logs *log.Logs) *bench.Log {
	to := &bench.Log{Entries: make([]bench.Entry, len(logs.Logs))}
	for i := range logs.Logs {
		to.Entries[i] = *entry(&logs.Logs[i])
	}
	return to
}
