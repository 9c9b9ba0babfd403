// Package inner is called by a package that is called.
package inner

var all []string

// Keep keeps it.
func Keep(s string) { all = append(all, s) }
