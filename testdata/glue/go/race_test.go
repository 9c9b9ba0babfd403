//go:build race

package glue_test

const raceEnabled = true
