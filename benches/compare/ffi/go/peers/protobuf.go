package peers

import (
	ffi "github.com/halflap/halflap/benches/compare/ffi/go"
	"github.com/halflap/halflap/benches/compare/ffi/go/cross"
	"github.com/halflap/halflap/benches/compare/go/pb"
	"github.com/halflap/halflap/testdata/generated/go/log"
	"google.golang.org/protobuf/proto"
)

// protobuf is google.golang.org/protobuf with prost: a request is appended to a buffer that is used again.
func protobuf(data *ffi.Data) ([]ffi.Operation, error) {
	entry, many := official(entrySum), official(logSum)
	entry.read = func(from []byte) (*pb.Log, error) {
		to := new(pb.Log)
		return to, proto.Unmarshal(from, to)
	}
	many.read = func(from []byte) (*pb.Logs, error) {
		to := new(pb.Logs)
		return to, proto.Unmarshal(from, to)
	}
	return protobufs(data, "protobuf-go, prost", entry, many)
}

func official[M proto.Message](sum func(M) uint64) codec[M] {
	return codec[M]{
		write: func(to []byte, message M) ([]byte, error) {
			return proto.MarshalOptions{}.MarshalAppend(to, message)
		},
		sum:  sum,
		done: func(M) {},
	}
}

// vtprotobuf is its generated code with prost: buffers are used again, messages come from its pools.
func vtprotobuf(data *ffi.Data) ([]ffi.Operation, error) {
	entry := codec[*pb.Log]{
		write: func(to []byte, m *pb.Log) ([]byte, error) {
			to = sized(to, m.SizeVT())
			_, err := m.MarshalToSizedBufferVT(to)
			return to, err
		},
		read: func(from []byte) (*pb.Log, error) {
			to := pb.LogFromVTPool()
			return to, to.UnmarshalVT(from)
		},
		sum:  entrySum,
		done: (*pb.Log).ReturnToVTPool,
	}
	many := codec[*pb.Logs]{
		write: func(to []byte, m *pb.Logs) ([]byte, error) {
			to = sized(to, m.SizeVT())
			_, err := m.MarshalToSizedBufferVT(to)
			return to, err
		},
		read: func(from []byte) (*pb.Logs, error) {
			to := pb.LogsFromVTPool()
			return to, to.UnmarshalVT(from)
		},
		sum:  logSum,
		done: (*pb.Logs).ReturnToVTPool,
	}
	return protobufs(data, "vtprotobuf, prost", entry, many)
}

func sized(buffer []byte, n int) []byte {
	if cap(buffer) < n {
		return make([]byte, n)
	}
	return buffer[:n]
}

func protobufs(data *ffi.Data, who string, entry codec[*pb.Log], many codec[*pb.Logs]) ([]ffi.Operation, error) {
	small := message(data.Small)
	if proto.Size(small) != 64 {
		return nil, errLonger
	}
	return bytes(data, who, cross.Protobuf{}, entry, many, small, messages(data.One), messages(data.Ten), messages(data.Many)), nil
}

func entrySum(l *pb.Log) uint64 {
	a := l.GetAddress()
	return ffi.Octets(uint8(a.GetX0()), uint8(a.GetX1()), uint8(a.GetX2()), uint8(a.GetX3())) +
		ffi.Texts(l.Identity, l.Userid, l.Date, l.Request) + ffi.Numbers(uint16(l.Code), l.Size)
}

func logSum(m *pb.Logs) (sum uint64) {
	for _, l := range m.Logs {
		sum += entrySum(l)
	}
	return sum
}

func message(l *log.Log) *pb.Log {
	a := l.Address
	return &pb.Log{
		Address:  &pb.Address{X0: uint32(a.X0), X1: uint32(a.X1), X2: uint32(a.X2), X3: uint32(a.X3)},
		Identity: l.Identity,
		Userid:   l.Userid,
		Date:     l.Date,
		Request:  l.Request,
		Code:     uint32(l.Code),
		Size:     l.Size,
	}
}

func messages(logs *log.Logs) *pb.Logs {
	to := &pb.Logs{Logs: make([]*pb.Log, len(logs.Logs))}
	for i := range logs.Logs {
		to.Logs[i] = message(&logs.Logs[i])
	}
	return to
}
