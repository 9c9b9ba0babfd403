package precise

import "strconv"

// path is the way from the root to what is being checked. Its text is only made when it is needed.
type path []segment

// segment is a name, or an index where the name is empty.
type segment struct {
	name  string
	index uint64
}

func (p *path) name(name string)   { *p = append(*p, segment{name: name}) }
func (p *path) index(index uint64) { *p = append(*p, segment{index: index}) }
func (p *path) pop()               { *p = (*p)[:len(*p)-1] }

// String returns the path as errors print it: lines[3].name.
func (p path) String() string {
	var text []byte
	for _, s := range p {
		if s.name == "" {
			text = append(text, '[')
			text = strconv.AppendUint(text, s.index, 10)
			text = append(text, ']')
			continue
		}
		if len(text) > 0 {
			text = append(text, '.')
		}
		text = append(text, s.name...)
	}
	return string(text)
}
