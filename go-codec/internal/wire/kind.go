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

// kinds holds the specification's names, and a sentence for people: the same one in every language.
var kinds = [...]struct{ name, text string }{
	Truncated:          {"truncated", "the buffer is shorter than a header"},
	Misaligned:         {"misaligned", "the buffer does not lie at a multiple of 8"},
	BadMagic:           {"bad_magic", "this is no halflap buffer"},
	UnsupportedFormat:  {"unsupported_format", "the buffer has another format than 1"},
	UnsupportedFlags:   {"unsupported_flags", "the header has flags that are not known"},
	LengthMismatch:     {"length_mismatch", "the header's body length is not the length of what follows"},
	ChecksumMismatch:   {"checksum_mismatch", "the checksum does not fit the bytes"},
	WrongType:          {"wrong_type", "the buffer holds another type of message"},
	NewerSchema:        {"newer_schema", "the buffer was written with a newer version of the schema"},
	SchemaMismatch:     {"schema_mismatch", "the buffer's schema is not the one that this version stands for"},
	OutOfBounds:        {"out_of_bounds", "a target runs past the end"},
	BadBlockLength:     {"bad_block_length", "a block has a wrong length"},
	BadOffset:          {"bad_offset", "a slot does not point at where its target has to be"},
	TooDeep:            {"too_deep", "more than 64 targets deep"},
	PaddingNotZero:     {"padding_not_zero", "padding is not zero"},
	AbsentNotZero:      {"absent_not_zero", "an absent or removed field is not zero"},
	BadBool:            {"bad_bool", "a bool is neither 0 nor 1"},
	BadEnum:            {"bad_enum", "a closed enum has no such value"},
	BadUTF8:            {"bad_utf8", "a string is not UTF-8"},
	BadUnion:           {"bad_union", "a union has no such arm, or a wrong payload length"},
	UnsortedMap:        {"unsorted_map", "a map's key is not above the one before"},
	TrailingBytes:      {"trailing_bytes", "there are bytes after the last target"},
	TooLarge:           {"too_large", "the value takes more than 2^32 - 8 bytes"},
	EncodeTooDeep:      {"too_deep", "the value is nested more than 64 deep"},
	UnknownArm:         {"unknown_arm", "the union's arm is of a newer schema; pass the buffer on instead"},
	MissingRequired:    {"missing_required", "a required field has no value"},
	EncodeBadUTF8:      {"bad_utf8", "the text is not UTF-8"},
	EncodeBadEnum:      {"bad_enum", "the closed enum has no such value"},
	DuplicateKey:       {"duplicate_key", "the map has this key twice"},
	EncodeUnsortedMap:  {"unsorted_map", "the map's keys are not in ascending order"},
	SourceChanged:      {"source_changed", "the source changed while it was being written"},
	NotInVersion:       {"not_in_version", "the version asked for can't express this value"},
	UnknownVersion:     {"unknown_version", "the schema has no such version"},
	FrameTruncated:     {"frame_truncated", "the stream ends in a buffer"},
	FrameTooLarge:      {"frame_too_large", "the buffer on the stream is longer than is allowed"},
	ValidatorsDisagree: {"validators_disagree", "the two validators disagree, which is a bug in halflap"},
}

// String returns the specification's name of the kind, such as bad_offset.
func (k Kind) String() string {
	if name := kinds[k].name; name != "" {
		return name
	}
	return "unknown"
}

// Text returns one sentence for people, without a full stop.
func (k Kind) Text() string {
	if text := kinds[k].text; text != "" {
		return text
	}
	return "an error of a kind that is not known"
}
