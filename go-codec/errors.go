package halflap

import (
	"strconv"

	"github.com/halflap/halflap/go-codec/internal/wire"
)

// Kind says what is wrong with a buffer, a value or a stream. Its numbers and names are those of
// the specification and the same in every language. A Kind is an error itself, so that
// errors.Is(err, halflap.ErrBadOffset) asks whether err is, or wraps, an error of that kind.
type Kind uint8

// What can be wrong with a buffer.
const (
	ErrTruncated         = Kind(wire.Truncated)         // fewer bytes than a header
	ErrMisaligned        = Kind(wire.Misaligned)        // the buffer does not start at a multiple of 8; see Align
	ErrBadMagic          = Kind(wire.BadMagic)          // it does not begin with HLAP
	ErrUnsupportedFormat = Kind(wire.UnsupportedFormat) // a format other than 1
	ErrUnsupportedFlags  = Kind(wire.UnsupportedFlags)  // an unknown flag
	ErrLengthMismatch    = Kind(wire.LengthMismatch)    // the body length is not that of the bytes that follow
	ErrChecksumMismatch  = Kind(wire.ChecksumMismatch)  // the checksum is not that of the bytes
	ErrWrongType         = Kind(wire.WrongType)         // another root message
	ErrNewerSchema       = Kind(wire.NewerSchema)       // a newer writer, where only known ones are accepted
	ErrSchemaMismatch    = Kind(wire.SchemaMismatch)    // another schema under the same version
	ErrOutOfBounds       = Kind(wire.OutOfBounds)       // something runs past its end
	ErrBadBlockLength    = Kind(wire.BadBlockLength)    // not the block length of the writer's version
	ErrBadOffset         = Kind(wire.BadOffset)         // a slot does not point where it must
	ErrTooDeep           = Kind(wire.TooDeep)           // nested more than 64 targets deep
	ErrPaddingNotZero    = Kind(wire.PaddingNotZero)    // padding holds something
	ErrAbsentNotZero     = Kind(wire.AbsentNotZero)     // an absent or removed field holds something
	ErrBadBool           = Kind(wire.BadBool)           // a bool is neither 0 nor 1
	ErrBadEnum           = Kind(wire.BadEnum)           // an unknown value of a closed enum
	ErrBadUTF8           = Kind(wire.BadUTF8)           // a string is not UTF-8
	ErrBadUnion          = Kind(wire.BadUnion)          // an impossible tag or payload length
	ErrUnsortedMap       = Kind(wire.UnsortedMap)       // a key is not above the one before
	ErrTrailingBytes     = Kind(wire.TrailingBytes)     // bytes that belong to nothing
)

// What can be wrong with a value that is encoded.
const (
	ErrTooLarge          = Kind(wire.TooLarge)          // the buffer would exceed 4 GiB
	ErrEncodeTooDeep     = Kind(wire.EncodeTooDeep)     // the value nests more than 64 targets deep, or contains itself
	ErrUnknownArm        = Kind(wire.UnknownArm)        // a union holds an arm that this schema does not know
	ErrMissingRequired   = Kind(wire.MissingRequired)   // a required message or union is nil
	ErrEncodeBadUTF8     = Kind(wire.EncodeBadUTF8)     // a string is not UTF-8
	ErrEncodeBadEnum     = Kind(wire.EncodeBadEnum)     // an unknown value of a closed enum
	ErrDuplicateKey      = Kind(wire.DuplicateKey)      // a key stands twice
	ErrEncodeUnsortedMap = Kind(wire.EncodeUnsortedMap) // a source that promised order broke it
	ErrSourceChanged     = Kind(wire.SourceChanged)     // the value changed while it was encoded
	ErrNotInVersion      = Kind(wire.NotInVersion)      // the older version cannot say this value
	ErrUnknownVersion    = Kind(wire.UnknownVersion)    // version 0, or one above the newest known
)

// What can be wrong with a stream of buffers.
const (
	ErrFrameTruncated = Kind(wire.FrameTruncated) // the stream ends inside a buffer
	ErrFrameTooLarge  = Kind(wire.FrameTooLarge)  // a buffer is longer than the reader allows
)

// ErrValidatorsDisagree would mean a bug in this package: the two validators disagree.
const ErrValidatorsDisagree = Kind(wire.ValidatorsDisagree)

// String returns the specification's name of the kind, such as bad_offset.
func (k Kind) String() string { return wire.Kind(k).String() }

// Error returns the name of the kind as the text of an error.
func (k Kind) Error() string { return "halflap: " + k.String() }

// Error is what every function of this package and of generated code returns where a buffer, a
// value or a stream is at fault. It unwraps to its Kind.
type Error struct {
	Kind Kind
	// Offset is the place in the buffer, in bytes; 0 for a value that could not be encoded.
	Offset int64
	// Path names the field as the schema does: logs[3].identity, labels[2].key,
	// payment.card.number. It is empty for the header and for the root itself.
	Path string
}

// Error returns a sentence with kind, offset and path.
func (e *Error) Error() string {
	text := "halflap: " + wire.Kind(e.Kind).Text()
	if e.Kind == ErrMisaligned {
		text += "; halflap.Align copies it to one"
	}
	text += " (" + e.Kind.String()
	if e.Kind < ErrTooLarge {
		text += " at byte " + strconv.FormatInt(e.Offset, 10)
	}
	if e.Path != "" {
		text += ", in " + e.Path
	}
	return text + ")"
}

// Unwrap returns the Kind, for errors.Is.
func (e *Error) Unwrap() error { return e.Kind }
