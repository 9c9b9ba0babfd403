// Package both fuzzes Rust and Go at once: each input goes to the generated code of the test schemas in
// both languages, and both have to say the same of it.
package both
