package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

var errHelp = errors.New("help")

// parse tells options and files apart, in any order, as the command halflap does; package flag would
// stop at the first file. Behind -- everything is a file.
func (c *command) parse(args []string) (options map[string]string, files []string, err error) {
	options = make(map[string]string)
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			files = append(files, args[i+1:]...)
			break
		}
		if arg == "-" || !strings.HasPrefix(arg, "-") {
			files = append(files, arg)
			continue
		}
		name, value, given := strings.Cut(arg, "=")
		switch {
		case name == "--help" || name == "-h":
			return nil, nil, errHelp
		case slices.Contains(c.switches, name) && !given:
		case slices.Contains(c.valued, name):
			if !given {
				if i++; i == len(args) {
					return nil, nil, fmt.Errorf("%s needs a value", name)
				}
				value = args[i]
			}
		default:
			return nil, nil, fmt.Errorf("unexpected %s", arg)
		}
		if _, twice := options[name]; twice {
			return nil, nil, fmt.Errorf("%s is given twice", name)
		}
		options[name] = value
	}
	return options, files, c.complete(options, files)
}

// complete checks that all is there that must be.
func (c *command) complete(options map[string]string, files []string) error {
	if _, ok := options["--descriptor"]; !ok {
		return errors.New("--descriptor is missing")
	}
	if _, ok := options["--type"]; !ok && c.name == "from-json" {
		return errors.New("--type is missing")
	}
	if len(files) == 0 {
		return errors.New("no file is given")
	}
	if len(files) > 1 && c.name != "verify" {
		return errors.New("more than one file is given")
	}
	return nil
}
