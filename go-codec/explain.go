package halflap

// explain finds out what is wrong with a buffer that a check function refused.
func explain(_ []byte, _ *Type, _ bool) error {
	return &Error{Kind: ErrValidatorsDisagree}
}
