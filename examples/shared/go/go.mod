module github.com/halflap/halflap/examples/shared/go

go 1.24.0

require (
	github.com/halflap/halflap/go-codec v0.0.0
	golang.org/x/sys v0.41.0
)

replace github.com/halflap/halflap/go-codec => ../../../go-codec
