module github.com/halflap/halflap/fuzz/go

go 1.24

require (
	github.com/halflap/halflap/go-codec v0.0.0
	github.com/halflap/halflap/testdata/generated/go v0.0.0
	github.com/halflap/halflap/testdata/model/runner/go v0.0.0
)

replace (
	github.com/halflap/halflap/go-codec => ../../go-codec
	github.com/halflap/halflap/testdata/generated/go => ../../testdata/generated/go
	github.com/halflap/halflap/testdata/model/runner/go => ../../testdata/model/runner/go
)
