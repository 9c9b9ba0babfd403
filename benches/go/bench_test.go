package bench

import (
	"testing"

	"github.com/halflap/halflap/testdata/generated/go/log"
	"github.com/halflap/halflap/testdata/generated/go/mesh"
)

// What the compiler must not find out that nobody needs.
var (
	sum   uint64
	total float32
)

func BenchmarkLogs(b *testing.B) {
	owned := Logs()
	buffer, err := owned.MarshalBinary()
	if err != nil {
		b.Fatal(err)
	}
	view, err := log.ReadLogs(buffer)
	if err != nil {
		b.Fatal(err)
	}
	memcpy(b, buffer)
	measure(b, "encode", buffer, func() error {
		var err error
		scratch, err = owned.AppendBinary(scratch[:0])
		return err
	})
	measure(b, "validate", buffer, func() error {
		_, err := log.ReadLogs(buffer)
		return err
	})
	measure(b, "read", buffer, func() error {
		sum += readLogs(view)
		return nil
	})
	measure(b, "decode", buffer, func() error {
		var logs log.Logs
		return logs.UnmarshalBinary(buffer)
	})
}

func BenchmarkMesh(b *testing.B) {
	owned := Mesh()
	buffer, err := owned.MarshalBinary()
	if err != nil {
		b.Fatal(err)
	}
	view, err := mesh.ReadMesh(buffer)
	if err != nil {
		b.Fatal(err)
	}
	memcpy(b, buffer)
	measure(b, "encode", buffer, func() error {
		var err error
		scratch, err = owned.AppendBinary(scratch[:0])
		return err
	})
	measure(b, "validate", buffer, func() error {
		_, err := mesh.ReadMesh(buffer)
		return err
	})
	measure(b, "read", buffer, func() error {
		total += readMesh(view)
		return nil
	})
	measure(b, "decode", buffer, func() error {
		var mesh mesh.Mesh
		return mesh.UnmarshalBinary(buffer)
	})
}

// scratch is the buffer that encoding reuses.
var scratch []byte

func memcpy(b *testing.B, buffer []byte) {
	target := make([]byte, len(buffer))
	measure(b, "memcpy", buffer, func() error {
		copy(target, buffer)
		return nil
	})
}

func measure(b *testing.B, name string, buffer []byte, work func() error) {
	b.Run(name, func(b *testing.B) {
		b.SetBytes(int64(len(buffer)))
		b.ReportAllocs()
		for range b.N {
			if err := work(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// readLogs reads every field of every entry.
func readLogs(logs log.LogsView) (sum uint64) {
	for entry := range logs.Logs().Values() {
		address := entry.Address()
		texts := len(entry.Identity()) + len(entry.Userid()) + len(entry.Date()) + len(entry.Request())
		sum += uint64(address.X0^address.X1^address.X2^address.X3) + uint64(texts)
		sum += uint64(entry.Code()) + entry.Size()
	}
	return sum
}

// readMesh reads every number of every triangle.
func readMesh(m mesh.MeshView) (total float32) {
	sum := func(v mesh.Vec3) float32 { return v.X + v.Y + v.Z }
	for _, t := range m.Triangles() {
		total += sum(t.V0) + sum(t.V1) + sum(t.V2) + sum(t.Normal)
	}
	return total
}

// TestValidateAllocatesNothing holds what the benchmarks show.
func TestValidateAllocatesNothing(t *testing.T) {
	buffer, err := Logs().MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	allocations := testing.AllocsPerRun(5, func() {
		if _, err := log.ReadLogs(buffer); err != nil {
			t.Fatal(err)
		}
	})
	if allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
}
