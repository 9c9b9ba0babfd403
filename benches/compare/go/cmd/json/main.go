// Command json measures JSON both ways. It prints the text's length, "text TAB bytes", and for each
// operation "way TAB who TAB nanoseconds TAB bytes": the time of its best run, and all that one run
// allocates. Rounds go through all operations, so that all of them meet the same machine.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"time"

	compare "github.com/halflap/halflap/benches/compare/go"
)

// entries of the log.
const entries = 100_000

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	rounds := 15
	if len(args) > 0 {
		var err error
		if rounds, err = strconv.Atoi(args[0]); err != nil {
			return err
		}
	}
	text, operations, err := compare.Operations(entries)
	if err != nil {
		return err
	}
	best := make([]time.Duration, len(operations))
	allocated := make([]uint64, len(operations))
	var before, after runtime.MemStats
	for range rounds {
		for i, o := range operations {
			runtime.GC()
			runtime.ReadMemStats(&before)
			begin := time.Now()
			if err := o.Run(); err != nil {
				return err
			}
			took := time.Since(begin)
			runtime.ReadMemStats(&after)
			allocated[i] = after.TotalAlloc - before.TotalAlloc
			if best[i] == 0 || took < best[i] {
				best[i] = took
			}
		}
	}
	fmt.Printf("text\t%d\n", len(text))
	for i, o := range operations {
		fmt.Printf("%s\t%s\t%d\t%d\n", o.Way, o.Who, best[i].Nanoseconds(), allocated[i])
	}
	return nil
}
