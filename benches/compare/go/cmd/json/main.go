// Command json measures JSON both ways. It prints the text's length, "text TAB bytes", and for each
// operation "way TAB who TAB nanoseconds TAB bytes": how long processors worked for its best run, the
// garbage collector's work included, and all that one run allocates. Rounds go through all operations, so that all of them meet the same machine.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"syscall"
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
			begin, err := worked()
			if err != nil {
				return err
			}
			if err := o.Run(); err != nil {
				return err
			}
			end, err := worked()
			if err != nil {
				return err
			}
			took := end - begin
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

// worked returns how long processors have worked for this program.
func worked() (time.Duration, error) {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0, err
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()), nil
}
