package peers

import (
	stdjson "encoding/json"

	ffi "github.com/halflap/halflap/benches/compare/ffi/go"
	"github.com/halflap/halflap/benches/compare/ffi/go/cross"
	"github.com/halflap/halflap/testdata/generated/go/log"
)

// plainLogs and the other two are the structs as one would write them for encoding/json.
type plainLogs struct {
	Logs []plainLog `json:"logs"`
}

type plainLog struct {
	Address  plainAddress `json:"address"`
	Identity string       `json:"identity"`
	Userid   string       `json:"userid"`
	Date     string       `json:"date"`
	Request  string       `json:"request"`
	Code     uint16       `json:"code"`
	Size     uint64       `json:"size"`
}

type plainAddress struct {
	X0 uint8 `json:"x0"`
	X1 uint8 `json:"x1"`
	X2 uint8 `json:"x2"`
	X3 uint8 `json:"x3"`
}

// json is encoding/json with serde_json.
func json(data *ffi.Data) ([]ffi.Operation, error) {
	entry := plainJSON((*plainLog).sum)
	many := plainJSON(func(m *plainLogs) (sum uint64) {
		for i := range m.Logs {
			sum += m.Logs[i].sum()
		}
		return sum
	})
	small := plain(data.Small)
	return bytes(data, "encoding/json, serde_json", cross.JSON{}, entry, many,
		&small, plains(data.One), plains(data.Ten), plains(data.Many)), nil
}

func plainJSON[M any](sum func(*M) uint64) codec[*M] {
	return codec[*M]{
		write: func(_ []byte, message *M) ([]byte, error) { return stdjson.Marshal(message) },
		read: func(from []byte) (*M, error) {
			to := new(M)
			return to, stdjson.Unmarshal(from, to)
		},
		sum:  sum,
		done: func(*M) {},
	}
}

func (l *plainLog) sum() uint64 {
	a := l.Address
	return ffi.Octets(a.X0, a.X1, a.X2, a.X3) +
		ffi.Texts(l.Identity, l.Userid, l.Date, l.Request) + ffi.Numbers(l.Code, l.Size)
}

func plain(l *log.Log) plainLog {
	return plainLog{
		Address:  plainAddress(l.Address),
		Identity: l.Identity,
		Userid:   l.Userid,
		Date:     l.Date,
		Request:  l.Request,
		Code:     l.Code,
		Size:     l.Size,
	}
}

func plains(logs *log.Logs) *plainLogs {
	to := &plainLogs{Logs: make([]plainLog, len(logs.Logs))}
	for i := range logs.Logs {
		to.Logs[i] = plain(&logs.Logs[i])
	}
	return to
}
