module github.com/halflap/halflap/benches/compare/ffi/go

go 1.24

require (
	github.com/halflap/halflap/benches/compare/go v0.0.0
	github.com/halflap/halflap/benches/go v0.0.0
	github.com/halflap/halflap/ffi v0.0.0
	github.com/halflap/halflap/go-codec v0.0.0
	github.com/halflap/halflap/testdata/generated/go v0.0.0
	google.golang.org/protobuf v1.36.12
)

require github.com/planetscale/vtprotobuf v0.6.0 // indirect

replace (
	github.com/halflap/halflap/benches/compare/go => ../../go
	github.com/halflap/halflap/benches/go => ../../../go
	github.com/halflap/halflap/ffi => ../../../../ffi
	github.com/halflap/halflap/go-codec => ../../../../go-codec
	github.com/halflap/halflap/testdata/generated/go => ../../../../testdata/generated/go
)
