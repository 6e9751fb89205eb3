package index

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
)

// ErrDamaged says that bytes are no index, or not one of this program's.
var ErrDamaged = errors.New("these bytes are no index")

// slotSize is how many bytes a slot takes in Encode.
const slotSize = 6 * 4

// Encode is the index as bytes: its two runs of text as they are, so that
// reading them back is little more than looking at them.
func (x *Index) Encode() []byte {
	if x.dead > 0 {
		x.compact()
	}
	n := 64 + len(x.slots)*slotSize + len(x.text) + len(x.written)
	for _, f := range x.folders {
		n += len(f.Name) + len(f.Path) + 16
	}
	for _, t := range x.templates.all {
		n += len(t) + 4
	}
	b := make([]byte, 0, n)
	b = appendUint(b, len(x.templates.all))
	for _, t := range x.templates.all {
		b = appendText(b, t)
	}
	b = appendUint(b, len(x.folders))
	for _, f := range x.folders {
		id := f.ID
		if f.gone {
			id = 0
		}
		b = appendUint(appendUint(b, id), f.Parent+1)
		b = appendText(appendText(b, f.Name), f.Path)
	}
	b = appendText(b, string(x.text))
	b = appendText(b, string(x.written))
	b = appendUint(b, len(x.slots))
	for _, s := range x.slots {
		for _, v := range [...]uint32{uint32(s.id), uint32(s.folder + 1), uint32(s.template), s.flags, s.text, s.written} {
			b = binary.LittleEndian.AppendUint32(b, v)
		}
	}
	return b
}

func appendUint(b []byte, n int) []byte    { return binary.LittleEndian.AppendUint32(b, uint32(n)) }
func appendText(b []byte, s string) []byte { return append(appendUint(b, len(s)), s...) }

// reader takes Encode's bytes apart. After a failure it gives nothing.
type reader struct {
	rest   []byte
	failed bool
}

func (r *reader) fail() { r.failed, r.rest = true, nil }

func (r *reader) uint() int {
	if len(r.rest) < 4 {
		r.fail()
		return 0
	}
	n := binary.LittleEndian.Uint32(r.rest)
	r.rest = r.rest[4:]
	if n > math.MaxInt32 {
		r.fail()
		return 0
	}
	return int(n)
}

// count is a number of things of which each takes at least size bytes.
func (r *reader) count(size int) int {
	n := r.uint()
	if n > len(r.rest)/size {
		r.fail()
		return 0
	}
	return n
}

func (r *reader) text() []byte {
	n := r.count(1)
	t := r.rest[:n:n]
	r.rest = r.rest[n:]
	return t
}

// Decode makes an index of Encode's bytes, and keeps none of them. Other bytes are
// ErrDamaged: an index that cannot have been written is not half read.
func Decode(b []byte) (*Index, error) {
	x, r := New(), &reader{rest: b}
	for range r.count(4) {
		t := plain(string(r.text()))
		if _, twice := x.templates.of[t]; twice {
			return nil, ErrDamaged
		}
		x.templates.put(t)
	}
	for range r.count(16) {
		f := Folder{ID: r.uint(), Parent: r.uint() - 1, Name: string(r.text()), Path: string(r.text())}
		if f.ID == 0 {
			x.folders = append(x.folders, folder{gone: true})
		} else if _, twice := x.folderOf[int32(f.ID)]; twice || !x.PutFolder(f) {
			return nil, ErrDamaged
		}
	}
	x.text, x.written = bytes.Clone(r.text()), bytes.Clone(r.text())
	if err := x.decodeSlots(r); err != nil {
		return nil, err
	}
	return x, nil
}

func (x *Index) decodeSlots(r *reader) error {
	n := r.count(slotSize)
	x.slots, x.of = make([]slot, n), make(map[int32]int32, n)
	for i := range x.slots {
		var v [6]uint32
		for j := range v {
			v[j] = binary.LittleEndian.Uint32(r.rest[4*j:])
		}
		r.rest = r.rest[slotSize:]
		x.slots[i] = slot{id: int32(v[0]), folder: int32(v[1]) - 1, template: int32(v[2]), flags: v[3], text: v[4], written: v[5]}
	}
	if r.failed || len(r.rest) > 0 || n == 0 && len(x.text) > 0 {
		return ErrDamaged
	}
	for i, s := range x.slots {
		_, twice := x.of[s.id]
		if twice || s.id <= 0 || s.folder < -1 || int(s.folder) >= len(x.folders) || s.template < 0 || int(s.template) >= len(x.templates.all) {
			return ErrDamaged
		}
		x.of[s.id] = int32(i)
	}
	if !x.sound() {
		return ErrDamaged
	}
	return nil
}

// sound reports whether each slot has three fields, and nothing lies between the slots.
func (x *Index) sound() bool {
	at := 0
	for _, s := range x.slots {
		if int(s.text) != at {
			return false
		}
		n := threeLong(x.text[at:])
		if n == 0 || s.written > 0 && (int(s.written) > len(x.written) || threeLong(x.written[s.written-1:]) == 0) {
			return false
		}
		at += n
	}
	return at == len(x.text)
}
