// Command undocumented lists exported names without documentation in the Go packages below some
// folders; it exits with 1 where there are any. Tests and packages named internal are left out.
package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	files := token.NewFileSet()
	count, found := 0, 0
	for _, root := range os.Args[1:] {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && entry.Name() == "internal":
				return filepath.SkipDir
			case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
				return nil
			}
			file, err := parser.ParseFile(files, path, nil, parser.ParseComments)
			if err != nil {
				return err
			}
			check(file, func(name *ast.Ident, documented bool) {
				count++
				if !documented {
					found++
					fmt.Printf("%s: %s has no documentation\n", files.Position(name.Pos()), name.Name)
				}
			})
			return nil
		})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
	}
	fmt.Printf("%d exported names, %d without documentation\n", count, found)
	if count == 0 || found > 0 {
		os.Exit(1)
	}
}

// check calls each for every exported name that a file declares.
func check(file *ast.File, each func(name *ast.Ident, documented bool)) {
	for _, declaration := range file.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() && receiverExported(d) {
				each(d.Name, d.Doc != nil)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				checkSpec(d, spec, each)
			}
		}
	}
}

// checkSpec takes the documentation of a group of constants or variables for all of them.
func checkSpec(d *ast.GenDecl, spec ast.Spec, each func(name *ast.Ident, documented bool)) {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		if s.Name.IsExported() {
			each(s.Name, s.Doc != nil || d.Doc != nil)
		}
	case *ast.ValueSpec:
		for _, name := range s.Names {
			if name.IsExported() {
				each(name, s.Doc != nil || s.Comment != nil || d.Doc != nil)
			}
		}
	}
}

// receiverExported tells whether a function is no method or one of an exported type.
func receiverExported(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	expression := d.Recv.List[0].Type
	for {
		switch e := expression.(type) {
		case *ast.StarExpr:
			expression = e.X
		case *ast.IndexExpr:
			expression = e.X
		case *ast.IndexListExpr:
			expression = e.X
		case *ast.Ident:
			return e.IsExported()
		default:
			return true
		}
	}
}
