package json

// memory is bytes that grow at their end. Where they may hold a secret they are cleared whenever they
// move, and by wipe.
type memory struct {
	b      []byte
	secret bool
}

// room makes room for n bytes.
func (m *memory) room(n int) {
	if cap(m.b)-len(m.b) < n {
		m.move(n)
	}
}

func (m *memory) move(n int) {
	moved := make([]byte, len(m.b), max(len(m.b)+n, 2*cap(m.b)))
	copy(moved, m.b)
	m.wipe()
	m.b = moved
}

// grow appends n zeros and returns where they begin.
func (m *memory) grow(n int) (at int) {
	m.room(n)
	at = len(m.b)
	m.b = m.b[:at+n]
	clear(m.b[at:])
	return at
}

func (m *memory) append(b []byte) {
	m.room(len(b))
	m.b = append(m.b, b...)
}

// Write appends b; it never fails.
func (m *memory) Write(b []byte) (n int, err error) {
	m.append(b)
	return len(b), nil
}

// wipe clears what may be secret.
func (m *memory) wipe() {
	if m.secret {
		clear(m.b[:cap(m.b)])
	}
}
