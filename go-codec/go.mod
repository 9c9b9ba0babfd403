module github.com/halflap/halflap/go-codec

go 1.24
