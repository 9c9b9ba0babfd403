module github.com/halflap/halflap/xtask/go

go 1.24
