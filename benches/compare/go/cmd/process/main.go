// Command process runs a program several times and prints "nanoseconds TAB bytes": how long
// processors worked for its best run, and the most memory that a run held, as the operating system counts it.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) < 2 {
		return fmt.Errorf("usage: process ROUNDS PROGRAM ARGUMENT...")
	}
	rounds, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	var best time.Duration
	var most int64
	for range rounds {
		command := exec.Command(args[1], args[2:]...)
		command.Stderr = os.Stderr
		if err := command.Run(); err != nil {
			return err
		}
		if took := command.ProcessState.UserTime() + command.ProcessState.SystemTime(); best == 0 || took < best {
			best = took
		}
		usage, ok := command.ProcessState.SysUsage().(*syscall.Rusage)
		if !ok {
			return fmt.Errorf("this system does not say how much memory a program held")
		}
		most = max(most, usage.Maxrss*unit)
	}
	fmt.Printf("%d\t%d\n", best.Nanoseconds(), most)
	return nil
}
