// Package examples answers one question with each of its examples.
//
// The packages below it are generated: `go generate` makes them again, with the command halflap in
// the PATH.
package examples

//go:generate halflap gen --go . ../schemas/weather.lap ../schemas/login.lap
//go:generate halflap gen --go v1 ../schemas/v1/sensor.lap
//go:generate halflap gen --go v2 ../schemas/v2/sensor.lap
