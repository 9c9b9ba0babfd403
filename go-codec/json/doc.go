// Package json turns halflap buffers into JSON and JSON into halflap buffers, for any message of
// which there is a description: what "halflap gen --descriptor" writes and generated code embeds.
// The Rust crate writes the same bytes.
//
// # What the JSON looks like
//
//	integers up to 32 bits      a number
//	wider integers              a string of decimal digits
//	floats                      a number; "inf", "-inf", "nan", other NaNs "nan:" and their bits in hex
//	bytes; uuid                 base64 with padding; the usual 36 characters in lower case
//	enum                        the name, an unknown value as its integer
//	flags                       an array of names, unknown bits as one integer at the end
//	struct, message             an object; an absent optional field has no key
//	vector, array               an array
//	map                         an object in the order of the keys, each key as text
//	union                       {"arm": {...}}; an unknown arm {"#7": {"block": 16, "bytes": "..."}}
//	secret                      null, unless it is to be revealed
//
// Numbers and strings are written as RFC 8785 says, except that negative zero is -0; the keys of an
// object come in order of declaration or id.
//
// Reading is strict. A key that is unknown or comes twice, a field that is missing and not optional,
// null, a number out of range, a lone surrogate and bytes that are not UTF-8 are errors, with line,
// column and path. Decimals are rounded once, to the type itself.
//
// # Secrets
//
// Where a schema has secret fields, all memory that reading and writing take for themselves is cleared
// before it is left to the garbage collector, after an error too: values that are half read, strings
// that were put together from escapes, revealed text on its way to a writer. What the caller gave and
// what it gets is the caller's to clear: to be given a slice with enough capacity keeps AppendJSON and
// AppendBuffer from moving it. Single numbers that pass through registers and stacks stay there.
package json
