//go:build rust2go

// Package rust2go calls Rust by what the generator rust2go makes, which is beside this file and not kept.
package rust2go

import (
	ffi "github.com/halflap/halflap/benches/compare/ffi/go"
	"github.com/halflap/halflap/testdata/generated/go/log"
)

// Operations are those that rust2go knows. It calls Rust on the thread's own stack and does not tell the
// scheduler, so the garbage collector waits for calls.
func Operations(data *ffi.Data) ([]ffi.Operation, error) {
	rust := BenchImpl{}
	operation := func(work string, call func() uint64) ffi.Operation {
		return ffi.Operation{Work: work, Who: "rust2go", New: func() ffi.Run {
			return func(n int) (sum uint64, err error) {
				for range n {
					sum = call()
				}
				return sum, nil
			}
		}}
	}
	small := one(data.Small)
	first, ten, many := all(data.One), all(data.Ten), all(data.Many)
	x, short, long := ffi.X, data.Short, data.Long
	return []ffi.Operation{
		operation(ffi.Nothing, func() uint64 {
			rust.nothing()
			return 0
		}),
		operation(ffi.Scalar, func() uint64 { return ffi.Float(rust.twice(&x)) }),
		operation(ffi.Slice1K, func() uint64 { return ffi.Float(rust.ends(&short)) }),
		operation(ffi.Slice1M, func() uint64 { return ffi.Float(rust.ends(&long)) }),
		operation(ffi.Sum1M, func() uint64 { return ffi.Float(rust.sum(&long)) }),
		operation(ffi.Echo, func() uint64 {
			answer := rust.echo(&small)
			return answer.total()
		}),
		operation(ffi.EchoLog, func() uint64 { return rust.echo_log(&ten).total() }),
		operation(ffi.Take1, func() uint64 { return rust.take(&first) }),
		operation(ffi.Take10, func() uint64 { return rust.take(&ten) }),
		operation(ffi.Take10k, func() uint64 { return rust.take(&many) }),
		operation(ffi.Make10k, func() uint64 { return rust.make(&data.Entries).total() }),
	}, nil
}

func (l *Log) total() uint64 {
	a := l.address
	return ffi.Octets(a.x0, a.x1, a.x2, a.x3) +
		ffi.Texts(l.identity, l.userid, l.date, l.request) + ffi.Numbers(l.code, l.size)
}

func (l Logs) total() (sum uint64) {
	for i := range l.logs {
		sum += l.logs[i].total()
	}
	return sum
}

func one(l *log.Log) Log {
	a := l.Address
	return Log{
		address:  Address{x0: a.X0, x1: a.X1, x2: a.X2, x3: a.X3},
		identity: l.Identity,
		userid:   l.Userid,
		date:     l.Date,
		request:  l.Request,
		code:     l.Code,
		size:     l.Size,
	}
}

func all(logs *log.Logs) Logs {
	to := Logs{logs: make([]Log, len(logs.Logs))}
	for i := range logs.Logs {
		to.logs[i] = one(&logs.Logs[i])
	}
	return to
}
