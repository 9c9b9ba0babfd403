//go:build uniffi

package peers

import (
	ffi "github.com/halflap/halflap/benches/compare/ffi/go"
	uniffi "github.com/halflap/halflap/benches/compare/ffi/go/uniffi/uniffi_bench"
	"github.com/halflap/halflap/testdata/generated/go/log"
)

func init() { more = append(more, byUniffi) }

// byUniffi calls Rust by what uniffi-bindgen-go makes, which is not kept.
func byUniffi(data *ffi.Data) ([]ffi.Operation, error) {
	operation := func(work string, call func() uint64) ffi.Operation {
		return ffi.Operation{Work: work, Who: "uniffi-bindgen-go", New: func() ffi.Run {
			return func(n int) (sum uint64, err error) {
				for range n {
					sum = call()
				}
				return sum, nil
			}
		}}
	}
	small := uniffiLog(data.Small)
	first, ten, many := uniffiLogs(data.One), uniffiLogs(data.Ten), uniffiLogs(data.Many)
	return []ffi.Operation{
		operation(ffi.Nothing, func() uint64 {
			uniffi.Nothing()
			return 0
		}),
		operation(ffi.Scalar, func() uint64 { return ffi.Float(uniffi.Twice(ffi.X)) }),
		operation(ffi.Slice1K, func() uint64 { return ffi.Float(uniffi.Ends(data.Short)) }),
		operation(ffi.Slice1M, func() uint64 { return ffi.Float(uniffi.Ends(data.Long)) }),
		operation(ffi.Sum1M, func() uint64 { return ffi.Float(uniffi.Sum(data.Long)) }),
		operation(ffi.Echo, func() uint64 {
			answer := uniffi.Echo(small)
			return uniffiSum(&answer)
		}),
		operation(ffi.EchoLog, func() uint64 { return uniffiTotal(uniffi.EchoLog(ten)) }),
		operation(ffi.Take1, func() uint64 { return uniffi.Take(first) }),
		operation(ffi.Take10, func() uint64 { return uniffi.Take(ten) }),
		operation(ffi.Take10k, func() uint64 { return uniffi.Take(many) }),
		operation(ffi.Make10k, func() uint64 { return uniffiTotal(uniffi.Make(data.Entries)) }),
	}, nil
}

func uniffiSum(l *uniffi.Log) uint64 {
	a := l.Address
	return ffi.Octets(a.X0, a.X1, a.X2, a.X3) +
		ffi.Texts(l.Identity, l.Userid, l.Date, l.Request) + ffi.Numbers(l.Code, l.Size)
}

func uniffiTotal(logs uniffi.Logs) (sum uint64) {
	for i := range logs.Logs {
		sum += uniffiSum(&logs.Logs[i])
	}
	return sum
}

func uniffiLog(l *log.Log) uniffi.Log {
	return uniffi.Log{
		Address:  uniffi.Address(l.Address),
		Identity: l.Identity,
		Userid:   l.Userid,
		Date:     l.Date,
		Request:  l.Request,
		Code:     l.Code,
		Size:     l.Size,
	}
}

func uniffiLogs(logs *log.Logs) uniffi.Logs {
	to := uniffi.Logs{Logs: make([]uniffi.Log, len(logs.Logs))}
	for i := range logs.Logs {
		to.Logs[i] = uniffiLog(&logs.Logs[i])
	}
	return to
}
