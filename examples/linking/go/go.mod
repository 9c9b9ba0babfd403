module github.com/halflap/halflap/examples/linking/go

go 1.24

require (
	github.com/halflap/halflap/ffi v0.0.0
	github.com/halflap/halflap/go-codec v0.0.0
)

replace github.com/halflap/halflap/ffi => ../../../ffi

replace github.com/halflap/halflap/go-codec => ../../../go-codec
