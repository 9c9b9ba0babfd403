//go:build !race

package glue_test

const raceEnabled = false
