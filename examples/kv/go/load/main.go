// Command load puts load on a running server of the store, and checks every answer.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"

	"github.com/halflap/halflap/examples/kv/go/load/load"
)

func main() {
	var plan load.Plan
	flag.StringVar(&plan.URL, "url", "http://127.0.0.1:8080", "the server")
	flag.IntVar(&plan.Workers, "workers", 16, "requests under way at a time")
	flag.IntVar(&plan.Requests, "requests", 100_000, "requests in all")
	flag.Uint64Var(&plan.Seed, "seed", 1, "what decides the requests")
	flag.Parse()
	ctx, done := signal.NotifyContext(context.Background(), os.Interrupt)
	defer done()
	report, err := load.Run(ctx, plan)
	fmt.Println(report)
	if err != nil {
		log.Fatal(err)
	}
	if report.Wrong != 0 {
		os.Exit(1)
	}
}
