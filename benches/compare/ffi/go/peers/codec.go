package peers

import (
	ffi "github.com/halflap/halflap/benches/compare/ffi/go"
	"github.com/halflap/halflap/benches/compare/ffi/go/cross"
)

// codec writes and reads messages of one type by hand.
type codec[M any] struct {
	// write appends the message.
	write func(to []byte, message M) ([]byte, error)
	// read makes a message that owns its memory.
	read func(from []byte) (M, error)
	// sum reads every field.
	sum func(M) uint64
	// done is told when the message that was read is no longer needed.
	done func(M)
}

// bytes are the operations of a service of bytes.
func bytes[E, L any](data *ffi.Data, who string, service cross.Service, entry codec[E], log codec[L],
	small E, one, ten, many L,
) []ffi.Operation {
	operation := func(work string, run func() ffi.Run) ffi.Operation {
		return ffi.Operation{Work: work, Who: who, New: run}
	}
	return []ffi.Operation{
		operation(ffi.Echo, both(entry, service.Echo, small)),
		operation(ffi.EchoLog, both(log, service.EchoLog, ten)),
		operation(ffi.Take1, send(log, service.Take, one)),
		operation(ffi.Take10, send(log, service.Take, ten)),
		operation(ffi.Take10k, send(log, service.Take, many)),
		operation(ffi.Make10k, ask(log, service.Make, data.Entries)),
		operation(ffi.Kept10k, ask(log, service.Kept, data.Entries)),
	}
}

// both writes a request into a buffer that it keeps, and reads the answer.
func both[M any](c codec[M], call func([]byte) (cross.Reply, error), message M) func() ffi.Run {
	return func() ffi.Run {
		var buffer []byte
		return func(n int) (sum uint64, err error) {
			for range n {
				if buffer, err = c.write(buffer[:0], message); err != nil {
					return 0, err
				}
				reply, err := call(buffer)
				if err != nil {
					return 0, err
				}
				if sum, err = answer(c, reply); err != nil {
					return 0, err
				}
			}
			return sum, nil
		}
	}
}

// send writes a request into a buffer that it keeps.
func send[M any](c codec[M], call func([]byte) (uint64, error), message M) func() ffi.Run {
	return func() ffi.Run {
		var buffer []byte
		return func(n int) (sum uint64, err error) {
			for range n {
				if buffer, err = c.write(buffer[:0], message); err != nil {
					return 0, err
				}
				if sum, err = call(buffer); err != nil {
					return 0, err
				}
			}
			return sum, nil
		}
	}
}

// ask gets an answer of so many entries.
func ask[M any](c codec[M], call func(uint32) (cross.Reply, error), entries uint32) func() ffi.Run {
	return func() ffi.Run {
		return func(n int) (sum uint64, err error) {
			for range n {
				reply, err := call(entries)
				if err != nil {
					return 0, err
				}
				if sum, err = answer(c, reply); err != nil {
					return 0, err
				}
			}
			return sum, nil
		}
	}
}

// answer reads every field of an answer, and gives it back.
func answer[M any](c codec[M], reply cross.Reply) (uint64, error) {
	message, err := c.read(reply.Bytes())
	reply.Free()
	if err != nil {
		return 0, err
	}
	sum := c.sum(message)
	c.done(message)
	return sum, nil
}
