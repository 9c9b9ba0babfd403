package desc

import "testing"

func TestSelfHoldsTogether(t *testing.T) {
	s := Self()
	if root := SelfRoot(); root.Name != "halflap.descriptor.Schema" {
		t.Fatalf("root is %s", root.Name)
	}
	for _, m := range s.Messages {
		end := uint32(0)
		for _, g := range m.Groups {
			for _, p := range g.Parts {
				if p.Begin != end {
					t.Errorf("%s: a part begins at %d, not %d", m.Name, p.Begin, end)
				}
				end = p.End
			}
		}
		if end != m.Blocks[0] {
			t.Errorf("%s: the parts end at %d, the block at %d", m.Name, end, m.Blocks[0])
		}
	}
}
