// Package report says what an analyzer has found, where it is not allowed and the code is not generated.
package report

import (
	"go/ast"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Page is the page that describes the findings.
const Page = "https://github.com/halflap/halflap/blob/main/docs/go-vet.md"

// Reporter gathers the findings of one analyzer in one package.
type Reporter struct {
	pass    *analysis.Pass
	allowed map[line]bool
	silent  map[string]bool
	said    map[token.Pos]bool
}

type line struct {
	file   string
	number int
}

// New returns the reporter of a pass.
func New(pass *analysis.Pass) *Reporter {
	r := &Reporter{pass, make(map[line]bool), make(map[string]bool), make(map[token.Pos]bool)}
	for _, file := range pass.Files {
		name := pass.Fset.Position(file.FileStart).Filename
		r.silent[name] = ast.IsGenerated(file)
		for _, group := range file.Comments {
			for _, comment := range group.List {
				if allows(comment.Text, pass.Analyzer.Name) {
					at := pass.Fset.Position(comment.Pos())
					r.allowed[line{at.Filename, at.Line}] = true
					last := pass.Fset.Position(group.End()).Line
					r.allowed[line{at.Filename, last + 1}] = true
				}
			}
		}
	}
	return r
}

// allows says whether a comment allows an analyzer's findings: `// halflap: allow(viewkept): why`.
func allows(comment, name string) bool {
	rest, ok := strings.CutPrefix(strings.TrimSpace(strings.TrimPrefix(comment, "//")), "halflap:")
	if !ok {
		return false
	}
	rest, ok = strings.CutPrefix(strings.TrimSpace(rest), "allow(")
	if !ok {
		return false
	}
	list, _, ok := strings.Cut(rest, ")")
	if !ok {
		return false
	}
	for id := range strings.SplitSeq(list, ",") {
		if strings.TrimSpace(id) == name {
			return true
		}
	}
	return false
}

// Generated says whether a place is in a generated file.
func (r *Reporter) Generated(pos token.Pos) bool {
	return r.silent[r.pass.Fset.Position(pos).Filename]
}

// Found reports what is wrong at a place, and what to do about it; at most one thing for a place.
func (r *Reporter) Found(pos token.Pos, category, wrong, advice string, related ...analysis.RelatedInformation) {
	at := r.pass.Fset.Position(pos)
	if r.said[pos] || r.silent[at.Filename] || r.allowed[line{at.Filename, at.Line}] {
		return
	}
	r.said[pos] = true
	r.pass.Report(analysis.Diagnostic{
		Pos:      pos,
		Category: category,
		Message:  wrong + "; " + advice,
		Related:  related,
	})
}

// Line is the line of a place, for a message.
func (r *Reporter) Line(pos token.Pos) int { return r.pass.Fset.Position(pos).Line }
