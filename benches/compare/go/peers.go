// Package compare measures the Go codec beside its peers, over the log of the benches.
package compare

import (
	"github.com/halflap/halflap/benches/compare/go/pb"
	"github.com/halflap/halflap/testdata/generated/go/log"
)

// Logs are the structs of the log as one would write them for encoding/json.
type Logs struct {
	Logs []Log `json:"logs"`
}

// Log is one request.
type Log struct {
	Address  Address `json:"address"`
	Identity string  `json:"identity"`
	Userid   string  `json:"userid"`
	Date     string  `json:"date"`
	Request  string  `json:"request"`
	Code     uint16  `json:"code"`
	Size     uint64  `json:"size,string"`
}

// Address is an IPv4 address.
type Address struct {
	X0 uint8 `json:"x0"`
	X1 uint8 `json:"x1"`
	X2 uint8 `json:"x2"`
	X3 uint8 `json:"x3"`
}

// plain returns the same log in those structs.
func plain(logs *log.Logs) *Logs {
	to := &Logs{Logs: make([]Log, len(logs.Logs))}
	for i, l := range logs.Logs {
		to.Logs[i] = Log{
			Address:  Address(l.Address),
			Identity: l.Identity,
			Userid:   l.Userid,
			Date:     l.Date,
			Request:  l.Request,
			Code:     l.Code,
			Size:     l.Size,
		}
	}
	return to
}

// proto returns the same log in protobuf's generated structs.
func proto(logs *log.Logs) *pb.Logs {
	to := &pb.Logs{Logs: make([]*pb.Log, len(logs.Logs))}
	for i, l := range logs.Logs {
		a := l.Address
		to.Logs[i] = &pb.Log{
			Address:  &pb.Address{X0: uint32(a.X0), X1: uint32(a.X1), X2: uint32(a.X2), X3: uint32(a.X3)},
			Identity: l.Identity,
			Userid:   l.Userid,
			Date:     l.Date,
			Request:  l.Request,
			Code:     uint32(l.Code),
			Size:     l.Size,
		}
	}
	return to
}
