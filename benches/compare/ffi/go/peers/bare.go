package peers

import (
	ffi "github.com/halflap/halflap/benches/compare/ffi/go"
	"github.com/halflap/halflap/benches/compare/ffi/go/cross"
)

// bare is cgo without anything around it: what crosses are numbers and pointers to numbers.
func bare(data *ffi.Data) ([]ffi.Operation, error) {
	const who = "bare cgo"
	operation := func(work string, run ffi.Run) ffi.Operation {
		return ffi.Operation{Work: work, Who: who, New: func() ffi.Run { return run }}
	}
	slice := func(work string, f func([]float32) float64, values []float32) ffi.Operation {
		return operation(work, func(n int) (uint64, error) {
			last := 0.0
			for range n {
				last = f(values)
			}
			return ffi.Float(last), nil
		})
	}
	operations := []ffi.Operation{
		operation(ffi.Nothing, func(n int) (uint64, error) {
			for range n {
				cross.Nothing()
			}
			return 0, nil
		}),
		operation(ffi.Scalar, func(n int) (uint64, error) {
			last := 0.0
			for range n {
				last = cross.Twice(ffi.X)
			}
			return ffi.Float(last), nil
		}),
		slice(ffi.Slice1K, cross.Ends, data.Short),
		slice(ffi.Slice1M, cross.Ends, data.Long),
		slice(ffi.Sum1M, cross.Sum, data.Long),
	}
	for _, batch := range batches {
		numbers := data.Numbers[:batch.len]
		operations = append(operations, operation(batch.work, func(n int) (uint64, error) {
			last := 0.0
			for range n {
				for _, x := range numbers {
					last = cross.Twice(x)
				}
			}
			return ffi.Float(last), nil
		}), ffi.Operation{Work: batch.work, Who: who + ", in one crossing", New: func() ffi.Run {
			to := make([]float64, len(numbers))
			return func(n int) (uint64, error) {
				for range n {
					cross.TwiceAll(numbers, to)
				}
				return ffi.Float(to[len(to)-1]), nil
			}
		}})
	}
	return operations, nil
}

// batches are calls that may also be made in one crossing.
var batches = []struct {
	work string
	len  int
}{{ffi.Scalars1, 1}, {ffi.Scalars16, 16}, {ffi.Scalars256, 256}}
