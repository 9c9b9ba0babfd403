//go:build cgo

package native

import "sync"

// target is what a library may call: a callback while its call runs, or an object until the library
// releases it.
type target struct {
	call     func(*Incoming) error
	host     bool
	returned *returned
}

// targets are all of this program's.
var targets table

// table gives numbers to targets. A number has the place in its lower half, and how often the place has
// been used in its upper; so no number comes twice.
type table struct {
	mutex  sync.RWMutex
	places []place
	free   []uint32
}

type place struct {
	target *target
	used   uint32
}

// lastUse is how often a place may be used.
const lastUse = 1<<32 - 1

func (t *table) add(entry *target) uint64 {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if len(t.free) == 0 {
		t.free = append(t.free, uint32(len(t.places)))
		t.places = append(t.places, place{})
	}
	at := t.free[len(t.free)-1]
	t.free = t.free[:len(t.free)-1]
	p := &t.places[at]
	p.target = entry
	p.used++
	return uint64(p.used)<<32 | uint64(at)
}

// get returns the target of a number that is in force, nil for any other.
func (t *table) get(number uint64) *target {
	t.mutex.RLock()
	defer t.mutex.RUnlock()
	if at := number & lastUse; at < uint64(len(t.places)) && t.places[at].used == uint32(number>>32) {
		return t.places[at].target
	}
	return nil
}

// remove ends a number.
func (t *table) remove(number uint64) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	at := number & lastUse
	if at >= uint64(len(t.places)) || t.places[at].used != uint32(number>>32) || t.places[at].target == nil {
		return
	}
	t.places[at].target = nil
	if t.places[at].used < lastUse {
		t.free = append(t.free, uint32(at))
	}
}

// release ends a number of an object; callbacks end with their call.
func (t *table) release(number uint64) {
	if entry := t.get(number); entry != nil && entry.host {
		t.remove(number)
	}
}

// live returns how many objects libraries hold.
func (t *table) live() int {
	t.mutex.RLock()
	defer t.mutex.RUnlock()
	n := 0
	for _, p := range t.places {
		if p.target != nil && p.target.host {
			n++
		}
	}
	return n
}

// LiveHosts returns how many objects of this program libraries hold.
func LiveHosts() int { return targets.live() }
