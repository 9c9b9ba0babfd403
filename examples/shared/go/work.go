//go:build linux

package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/halflap/halflap/examples/shared/go/scan"
	"github.com/halflap/halflap/examples/shared/go/sealed"
	halflap "github.com/halflap/halflap/go-codec"
)

// limit is more than any scan needs: larger memory is refused before it is looked at.
const limit = 1 << 20

// sample makes a scan of some 70 kB, the same as the Rust program's.
func sample() *scan.Scan {
	m := &scan.Scan{
		Scanner: "hall",
		Taken:   1_795_219_200_000_000,
		Points:  make([]scan.Point, 4096),
		Objects: map[string][]uint32{"door": every(64), "table": every(101), "würfel": every(1000)},
		Remark:  halflap.Pointer("after the cleaning"),
	}
	for i := range m.Points {
		m.Points[i] = scan.Point{
			X:        float32(i%64)*31 - 1000,
			Y:        float32(i/64)*29 - 900,
			Z:        float32(i % 101),
			Strength: float32(i%256) / 256,
		}
	}
	return m
}

// every returns every step-th of the sample's points.
func every(step uint32) []uint32 {
	var indices []uint32
	for i := uint32(0); i < 4096; i += step {
		indices = append(indices, i)
	}
	return indices
}

// look reads a scan where it lies. What it returns shares nothing with the buffer.
func look(b []byte) (*scan.Seen, error) {
	view, err := scan.ReadScan(b)
	if err != nil {
		return nil, err
	}
	return seen(view), nil
}

// seen says what is seen in a scan: it asks for everything that is in it.
func seen(view scan.ScanView) *scan.Seen {
	points := view.Points() // those in the memory itself
	m := &scan.Seen{
		Scanner: strings.Clone(view.Scanner()),
		Points:  uint64(len(points)),
		Objects: map[string]uint32{},
	}
	if len(points) > 0 {
		nearest := slices.MinFunc(points, func(a, b scan.Point) int { return cmp.Compare(square(a), square(b)) })
		m.Nearest = &nearest
	}
	for name, indices := range view.Objects().All() {
		var known uint32
		for _, i := range indices {
			// That an index is one of a point is nothing that the format knows.
			if uint64(i) < uint64(len(points)) {
				known++
			}
		}
		m.Objects[strings.Clone(name)] = known
	}
	if remark, ok := view.Remark(); ok {
		m.Remark = halflap.Pointer(strings.Clone(remark))
	}
	return m
}

func square(p scan.Point) float32 { return p.X*p.X + p.Y*p.Y + p.Z*p.Z }

// answer is what was seen, or why nothing was.
func answer(seen *scan.Seen, err error) *scan.Answer {
	if err == nil {
		return &scan.Answer{Outcome: seen}
	}
	return &scan.Answer{Outcome: &scan.Refused{Kind: sealed.Name(err), Where: place(err)}}
}

// place says what an error's name does not say, as the Rust program does.
func place(err error) string {
	var unsealed *sealed.NotSealedError
	var bad *halflap.Error
	switch {
	case errors.As(err, &unsealed):
		return unsealed.Missing.String()
	case errors.As(err, &bad) && bad.Kind < halflap.ErrTooLarge && bad.Path == "":
		return fmt.Sprintf("byte %d", bad.Offset)
	case errors.As(err, &bad) && bad.Kind < halflap.ErrTooLarge:
		return fmt.Sprintf("byte %d, %s", bad.Offset, bad.Path)
	}
	return ""
}

// describe puts an answer on one line, as the Rust program does.
func describe(view scan.AnswerView) string {
	var line strings.Builder
	if seen, ok := view.Outcome().Seen(); ok {
		fmt.Fprintf(&line, "saw %d points of %s", seen.Points(), seen.Scanner())
		if p, ok := seen.Nearest(); ok {
			fmt.Fprintf(&line, ", the nearest at %v %v %v", p.X, p.Y, p.Z)
		}
		for name, points := range seen.Objects().All() {
			fmt.Fprintf(&line, ", %s by %d", name, points)
		}
		if remark, ok := seen.Remark(); ok {
			fmt.Fprintf(&line, " (%s)", remark)
		}
	} else if refused, ok := view.Outcome().Refused(); ok {
		fmt.Fprintf(&line, "refused %s", refused.Kind())
		if refused.Where() != "" {
			fmt.Fprintf(&line, " (%s)", refused.Where())
		}
	} else {
		fmt.Fprintf(&line, "gave an answer of a newer schema: #%d", view.Outcome().Arm())
	}
	return line.String()
}
