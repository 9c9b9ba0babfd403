package precise

import "strconv"

// Path is the way from the root to a value. Its text is only made when it is needed.
type Path []segment

// segment is a name, or an index where the name is empty.
type segment struct {
	name  string
	index uint64
}

// Name steps into a field, a member, an arm, or a map entry's key or value.
func (p *Path) Name(name string) { *p = append(*p, segment{name: name}) }

// Index steps into an element or an entry.
func (p *Path) Index(index uint64) { *p = append(*p, segment{index: index}) }

// Pop steps back.
func (p *Path) Pop() { *p = (*p)[:len(*p)-1] }

// String returns the path as errors print it: lines[3].name.
func (p Path) String() string {
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
