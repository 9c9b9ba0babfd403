// Package wire holds what the runtime, the precise walk and the tools share of the wire format:
// the kinds of errors and the checks of the header. It knows nothing of schemas.
package wire

// Kind says what is wrong. The numbers and names are those of the specification.
type Kind uint8

// What can be wrong with a buffer (1 to 22), a value to encode (64 to 74) and a stream (96, 97).
const (
	Truncated          Kind = 1
	Misaligned         Kind = 2
	BadMagic           Kind = 3
	UnsupportedFormat  Kind = 4
	UnsupportedFlags   Kind = 5
	LengthMismatch     Kind = 6
	ChecksumMismatch   Kind = 7
	WrongType          Kind = 8
	NewerSchema        Kind = 9
	SchemaMismatch     Kind = 10
	OutOfBounds        Kind = 11
	BadBlockLength     Kind = 12
	BadOffset          Kind = 13
	TooDeep            Kind = 14
	PaddingNotZero     Kind = 15
	AbsentNotZero      Kind = 16
	BadBool            Kind = 17
	BadEnum            Kind = 18
	BadUTF8            Kind = 19
	BadUnion           Kind = 20
	UnsortedMap        Kind = 21
	TrailingBytes      Kind = 22
	TooLarge           Kind = 64
	EncodeTooDeep      Kind = 65
	UnknownArm         Kind = 66
	MissingRequired    Kind = 67
	EncodeBadUTF8      Kind = 68
	EncodeBadEnum      Kind = 69
	DuplicateKey       Kind = 70
	EncodeUnsortedMap  Kind = 71
	SourceChanged      Kind = 72
	NotInVersion       Kind = 73
	UnknownVersion     Kind = 74
	FrameTruncated     Kind = 96
	FrameTooLarge      Kind = 97
	ValidatorsDisagree Kind = 255
)

var names = [...]string{
	Truncated:          "truncated",
	Misaligned:         "misaligned",
	BadMagic:           "bad_magic",
	UnsupportedFormat:  "unsupported_format",
	UnsupportedFlags:   "unsupported_flags",
	LengthMismatch:     "length_mismatch",
	ChecksumMismatch:   "checksum_mismatch",
	WrongType:          "wrong_type",
	NewerSchema:        "newer_schema",
	SchemaMismatch:     "schema_mismatch",
	OutOfBounds:        "out_of_bounds",
	BadBlockLength:     "bad_block_length",
	BadOffset:          "bad_offset",
	TooDeep:            "too_deep",
	PaddingNotZero:     "padding_not_zero",
	AbsentNotZero:      "absent_not_zero",
	BadBool:            "bad_bool",
	BadEnum:            "bad_enum",
	BadUTF8:            "bad_utf8",
	BadUnion:           "bad_union",
	UnsortedMap:        "unsorted_map",
	TrailingBytes:      "trailing_bytes",
	TooLarge:           "too_large",
	EncodeTooDeep:      "too_deep",
	UnknownArm:         "unknown_arm",
	MissingRequired:    "missing_required",
	EncodeBadUTF8:      "bad_utf8",
	EncodeBadEnum:      "bad_enum",
	DuplicateKey:       "duplicate_key",
	EncodeUnsortedMap:  "unsorted_map",
	SourceChanged:      "source_changed",
	NotInVersion:       "not_in_version",
	UnknownVersion:     "unknown_version",
	FrameTruncated:     "frame_truncated",
	FrameTooLarge:      "frame_too_large",
	ValidatorsDisagree: "validators_disagree",
}

// String returns the specification's name of the kind, such as bad_offset.
func (k Kind) String() string {
	if name := names[k]; name != "" {
		return name
	}
	return "unknown"
}
