package runtime

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	halflap "github.com/halflap/halflap/go-codec"
	"github.com/halflap/halflap/testdata/generated/go/arrays"
	"github.com/halflap/halflap/testdata/generated/go/defaults"
	"github.com/halflap/halflap/testdata/generated/go/enums"
	"github.com/halflap/halflap/testdata/generated/go/evolve"
	"github.com/halflap/halflap/testdata/generated/go/maps"
	"github.com/halflap/halflap/testdata/generated/go/optionals"
	"github.com/halflap/halflap/testdata/generated/go/secrets"
	"github.com/halflap/halflap/testdata/generated/go/shop"
	"github.com/halflap/halflap/testdata/generated/go/structs"
	"github.com/halflap/halflap/testdata/generated/go/unions"
	v1evolve "github.com/halflap/halflap/testdata/generated/go/v1/evolve"
	"github.com/halflap/halflap/testdata/generated/go/vectors"
)

// must returns a buffer that there has to be.
func must(t *testing.T, b []byte, err error) []byte {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// refused checks the kind and the path of an error.
func refused(t *testing.T, err error, kind halflap.Kind, path string) {
	t.Helper()
	var at *halflap.Error
	if !errors.As(err, &at) || at.Kind != kind || at.Path != path || !errors.Is(err, kind) {
		t.Errorf("got %v, want %v at %q", err, kind, path)
	}
}

func item() *evolve.Item {
	return &evolve.Item{
		Name: "a", Count: 2, Side: evolve.SideSell, Label: "none", Scale: 1.5,
		Parts: []evolve.Part{{Name: "p"}}, Payment: &evolve.Card{Number: "1"},
	}
}

func TestEditLeavesOutWhatTheVersionDoesNotHave(t *testing.T) {
	b, err := item().AppendVersion(nil, 1)
	b = must(t, b, err)
	before := bytes.Clone(b)
	err = evolve.EditItem(b, func(e evolve.ItemEdit) error {
		refused(t, e.SetSide(evolve.SideBuy), halflap.ErrNotInVersion, "side")
		refused(t, e.SetRate(1), halflap.ErrNotInVersion, "rate")
		refused(t, e.ClearRate(), halflap.ErrNotInVersion, "rate")
		refused(t, e.Parts().At(0).SetWeight(1), halflap.ErrNotInVersion, "weight")
		if _, ok := e.Spare(); ok {
			t.Error("there is a spare")
		}
		return nil
	})
	if err != nil || !bytes.Equal(b, before) {
		t.Errorf("% x (%v)", b, err)
	}
	b, err = item().AppendVersion(nil, 2)
	b = must(t, b, err)
	err = evolve.EditItem(b, func(e evolve.ItemEdit) error {
		refused(t, e.SetScale(1.5), halflap.ErrNotInVersion, "scale")
		return errors.Join(e.SetSide(evolve.SideBuy), e.SetRate(1), e.Parts().At(0).SetWeight(7))
	})
	view, readErr := evolve.ReadKnownItem(b)
	rate, ok := view.Rate()
	if err != nil || readErr != nil || view.Side() != evolve.SideBuy || rate != 1 || !ok || view.Parts().At(0).Weight() != 7 {
		t.Errorf("%v (%v, %v)", view, err, readErr)
	}
}

func TestEditOfLateSlotsFindsNothing(t *testing.T) {
	b, err := defaults.NewAll().AppendVersion(nil, 1)
	b = must(t, b, err)
	err = defaults.EditAll(b, func(e defaults.AllEdit) error {
		if len(e.P()) != 0 || e.Q().Len() != 0 || e.R().Len() != 0 {
			t.Error("there is something")
		}
		refused(t, e.SetF(defaults.GateOpen), halflap.ErrNotInVersion, "f")
		refused(t, e.SetN([2]uint16{1, 2}), halflap.ErrNotInVersion, "n")
		e.SetID(2)
		return nil
	})
	view, readErr := defaults.ReadAll(b)
	if err != nil || readErr != nil || view.ID() != 2 {
		t.Errorf("%v (%v, %v)", view, err, readErr)
	}
}

func TestEditKeepsRemovedFields(t *testing.T) {
	mark := uint8(5)
	old := &v1evolve.Item{Name: "a", Count: 1, Legacy: 9, Mark: &mark, Payment: &v1evolve.Card{}}
	b, err := old.MarshalBinary()
	b = must(t, b, err)
	if err := evolve.EditItem(b, func(e evolve.ItemEdit) error { e.SetCount(2); return nil }); err != nil {
		t.Fatal(err)
	}
	old.Count = 2
	want, err := old.MarshalBinary()
	if err != nil || !bytes.Equal(b, want) {
		t.Errorf("% x, want % x (%v)", b, want, err)
	}
}

func TestEditRefusesNewerWriters(t *testing.T) {
	b, err := item().MarshalBinary()
	b = must(t, b, err)
	before := bytes.Clone(b)
	err = v1evolve.EditItem(b, func(v1evolve.ItemEdit) error {
		t.Error("it is called")
		return nil
	})
	refused(t, err, halflap.ErrNewerSchema, "")
	if !bytes.Equal(b, before) {
		t.Error("the buffer is changed")
	}
}

func TestEditOfClosedEnums(t *testing.T) {
	b, err := (&enums.Enums{Gate: enums.GateOpen}).MarshalBinary()
	b = must(t, b, err)
	err = enums.EditEnums(b, func(e enums.EnumsEdit) error {
		refused(t, e.SetGate(9), halflap.ErrEncodeBadEnum, "gate")
		e.SetSide(9)
		return e.SetGate(enums.GateShut)
	})
	view, readErr := enums.ReadKnownEnums(b)
	if err != nil || readErr != nil || view.Gate() != enums.GateShut || view.Side() != 9 {
		t.Errorf("%v (%v, %v)", view, err, readErr)
	}

	mixed := structs.Mixed{A: 1, B: 2, C: 3, E: structs.SuitClubs}
	b, err = (&structs.Shapes{Mixed: mixed}).MarshalBinary()
	b = must(t, b, err)
	bad, good := mixed, mixed
	bad.E, good.E, good.D = 7, structs.SuitHearts, true
	err = structs.EditShapes(b, func(e structs.ShapesEdit) error {
		refused(t, e.SetMixed(bad), halflap.ErrEncodeBadEnum, "mixed.e")
		if e.View().Mixed() != mixed {
			t.Error("a refused value is set")
		}
		return errors.Join(e.SetMixed(good), e.SetMixed(mixed), e.SetMixed(good))
	})
	shapes, readErr := structs.ReadKnownShapes(b)
	if err != nil || readErr != nil || shapes.Mixed() != good {
		t.Errorf("%v (%v, %v)", shapes, err, readErr)
	}

	b, err = (&structs.Paths{Mixed: []structs.Mixed{mixed, mixed}}).MarshalBinary()
	b = must(t, b, err)
	err = structs.EditPaths(b, func(e structs.PathsEdit) error {
		refused(t, e.Mixed().Set(1, bad), halflap.ErrEncodeBadEnum, "[1].e")
		n, err := e.Mixed().CopyFrom([]structs.Mixed{good, bad})
		refused(t, err, halflap.ErrEncodeBadEnum, "[1].e")
		if n != 0 || e.Mixed().At(0) != mixed || e.Mixed().At(1) != mixed {
			t.Error("a refused value is set")
		}
		n, err = e.Mixed().CopyFrom([]structs.Mixed{good})
		if n != 1 {
			t.Errorf("%d copied", n)
		}
		return errors.Join(err, e.Mixed().Set(1, good))
	})
	paths, readErr := structs.ReadKnownPaths(b)
	if err != nil || readErr != nil || !slices.Equal(paths.Mixed(), []structs.Mixed{good, good}) {
		t.Errorf("%v (%v, %v)", paths, err, readErr)
	}

	b, err = (&arrays.Arrays{}).MarshalBinary()
	b = must(t, b, err)
	err = arrays.EditArrays(b, func(e arrays.ArraysEdit) error {
		refused(t, e.SetF([2]arrays.Step{0, 5}), halflap.ErrEncodeBadEnum, "f[1]")
		e.SetE([3]bool{true, true, true})
		e.SetE([3]bool{true, false, true}) // What was true becomes false, too.
		e.SetH([1]uint64{math.MaxUint64})
		return e.SetF([2]arrays.Step{arrays.StepGo, arrays.StepStay})
	})
	all, readErr := arrays.ReadKnownArrays(b)
	if err != nil || readErr != nil || all.E() != [3]bool{true, false, true} || all.H()[0] != math.MaxUint64 || all.F()[0] != arrays.StepGo {
		t.Errorf("%v (%v, %v)", all, err, readErr)
	}
}

func TestEditOfOptionals(t *testing.T) {
	empty, err := (&optionals.Inline{}).MarshalBinary()
	b := bytes.Clone(must(t, empty, err))
	err = optionals.EditInline(b, func(e optionals.InlineEdit) error {
		refused(t, e.SetH(9), halflap.ErrEncodeBadEnum, "h")
		e.SetE(halflap.Uint128{Lo: 1, Hi: 2})
		e.SetK([3]uint8{1, 2, 3})
		e.SetB(false)
		return e.SetH(optionals.GateShut)
	})
	set := &optionals.Inline{
		E: halflap.Pointer(halflap.Uint128{Lo: 1, Hi: 2}), K: &[3]uint8{1, 2, 3},
		B: halflap.Pointer(false), H: halflap.Pointer(optionals.GateShut),
	}
	want, wantErr := set.MarshalBinary()
	if err != nil || wantErr != nil || !bytes.Equal(b, want) {
		t.Errorf("% x, want % x (%v, %v)", b, want, err, wantErr)
	}
	err = optionals.EditInline(b, func(e optionals.InlineEdit) error {
		e.ClearH()
		e.ClearE()
		e.ClearK()
		e.ClearB()
		return nil
	})
	if err != nil || !bytes.Equal(b, empty) {
		t.Errorf("% x, want % x (%v)", b, empty, err)
	}
}

func TestEditOfUnionsAndMaps(t *testing.T) {
	parts := []unions.Payment{&unions.Card{Number: "42", Months: 3}, &unions.Cash{}}
	b, err := (&unions.Bill{Payment: &unions.Split{Parts: parts}}).MarshalBinary()
	b = must(t, b, err)
	err = unions.EditBill(b, func(e unions.BillEdit) error {
		if card, ok := e.Payment().Card(); ok {
			card.SetMonths(9) // Of another arm: it is the zero edit.
			t.Error("it is a card")
		}
		split, ok := e.Payment().Split()
		for i, part := range split.Parts().All() {
			if card, ok := part.Card(); ok != (i == 0) {
				t.Errorf("part %d is a card: %v", i, ok)
			} else {
				card.SetMonths(4)
			}
		}
		if !ok {
			t.Error("it is no split")
		}
		return nil
	})
	bill, readErr := unions.ReadKnownBill(b)
	split, _ := bill.Payment().Split()
	card, _ := split.Parts().At(0).Card()
	if err != nil || readErr != nil || card.Months() != 4 {
		t.Errorf("%v (%v, %v)", bill, err, readErr)
	}

	values := &maps.Values{
		A: map[uint8]maps.Leaf{1: {N: 10}, 5: {N: 50}}, C: map[string][]uint16{"k": {1, 2}},
		D: map[uint8]map[uint8]uint8{1: {2: 3}}, E: map[uint16]maps.Point{7: {X: 1, Y: 2}},
	}
	b, err = values.MarshalBinary()
	b = must(t, b, err)
	err = maps.EditValues(b, func(e maps.ValuesEdit) error {
		leaf, ok := e.A().Get(5)
		leaf.SetN(51)
		other, found := e.A().Get(4)
		other.SetN(1)
		slice, _ := e.C().Get("k")
		slice.Set(0, slice.At(1))
		inner, _ := e.D().Get(1)
		number, _ := inner.Get(2)
		number.Set(number.Get() + 1)
		point, _ := e.E().Get(7)
		point.Set(maps.Point{X: 2, Y: -1})
		if !ok || found || fmt.Sprint(point) != "{2 -1}" {
			t.Errorf("%v, %v, %v", ok, found, point)
		}
		return nil
	})
	values.A[5], values.C["k"], values.D[1] = maps.Leaf{N: 51}, []uint16{2, 2}, map[uint8]uint8{2: 4}
	values.E[7] = maps.Point{X: 2, Y: -1}
	want, wantErr := values.MarshalBinary()
	if err != nil || wantErr != nil || !bytes.Equal(b, want) {
		t.Errorf("% x, want % x (%v, %v)", b, want, err, wantErr)
	}
}

func TestEditOfSlices(t *testing.T) {
	fixed := &vectors.Fixed{Bools: []bool{true, true, true}, Longs: []uint64{1, 2}, Words: []uint32{5}}
	b, err := fixed.MarshalBinary()
	b = must(t, b, err)
	err = vectors.EditFixed(b, func(e vectors.FixedEdit) error {
		e.Bools().Set(1, false)
		if n := e.Longs().CopyFrom([]uint64{7, 8, 9}); n != 2 {
			t.Errorf("%d copied", n)
		}
		if n := e.Words().CopyFrom(nil); n != 0 || e.Words().Len() != 1 {
			t.Errorf("%d copied", n)
		}
		var sum uint64
		for _, long := range e.Longs().All() {
			sum += long
		}
		if sum != 15 || fmt.Sprint(e.Longs()) != "[2]" {
			t.Errorf("%d, %v", sum, e.Longs())
		}
		for _, i := range []int{-1, 2} {
			panics(t, func() { e.Longs().Set(i, 1) })
			panics(t, func() { e.Longs().At(i) })
		}
		return nil
	})
	fixed.Bools[1], fixed.Longs = false, []uint64{7, 8}
	want, wantErr := fixed.MarshalBinary()
	if err != nil || wantErr != nil || !bytes.Equal(b, want) {
		t.Errorf("% x, want % x (%v, %v)", b, want, err, wantErr)
	}
}

func panics(t *testing.T, f func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	f()
}

// However an edit ends, the checksum fits; where there was none, there is none.
func TestEditSeals(t *testing.T) {
	sealed, err := halflap.AppendChecksummed(nil, &shop.Line{})
	sealed = must(t, sealed, err)
	price := func(b []byte) uint64 {
		view, err := shop.ReadKnownLine(b)
		if err != nil {
			t.Error(err)
		}
		return view.Price()
	}
	b := bytes.Clone(sealed)
	failed := errors.New("no")
	err = shop.EditLine(b, func(e shop.LineEdit) error { e.SetPrice(7); return failed })
	if !errors.Is(err, failed) || price(b) != 7 {
		t.Errorf("%d (%v)", price(b), err)
	}
	b = bytes.Clone(sealed)
	panics(t, func() {
		_ = shop.EditLine(b, func(e shop.LineEdit) error { e.SetPrice(8); panic("in the middle of an edit") })
	})
	if price(b) != 8 {
		t.Error(price(b))
	}
	plain, err := (&shop.Line{}).MarshalBinary()
	b = must(t, plain, err)
	if err := shop.EditLine(b, func(e shop.LineEdit) error { e.SetPrice(9); return nil }); err != nil {
		t.Error(err)
	}
	if h, err := halflap.PeekHeader(b); err != nil || h.HasChecksum || price(b) != 9 {
		t.Errorf("%+v (%v)", h, err)
	}
	b[20] ^= 1
	before := bytes.Clone(b)
	err = shop.EditLine(b, func(shop.LineEdit) error { t.Error("it is called"); return nil })
	refused(t, err, halflap.ErrSchemaMismatch, "")
	if !bytes.Equal(b, before) {
		t.Error("the buffer is changed")
	}
}

func TestZeroEditsDoNothing(t *testing.T) {
	var e shop.OrderEdit
	e.SetID(halflap.UUID{1})
	e.SetSide(shop.SideSell)
	e.SetDiscount(3)
	e.ClearDiscount()
	if _, ok := e.Payment().Card(); ok || e.Lines().Len() != 0 || e.Path().CopyFrom([]shop.Vec3{{}}) != 0 || e.Token().Len() != 0 {
		t.Error("there is something")
	}
	var value halflap.ValueEdit[uint32]
	value.Set(1)
	var closed halflap.ClosedValueEdit[enums.Gate]
	if err := closed.Set(9); err != nil || value.Get() != 0 || closed.Get() != 0 {
		t.Error(err, value, closed)
	}
	if e.View().ID() != (halflap.UUID{}) {
		t.Error("it is changed")
	}
}

func TestEditOfSecrets(t *testing.T) {
	account := &secrets.Account{
		Password: halflap.NewSecret([]byte("hunter2")), Key: halflap.NewSecret([]byte("abc")),
		Seed: halflap.NewSecret(bytes.Repeat([]byte{1}, 32)),
	}
	b, err := account.MarshalBinary()
	b = must(t, b, err)
	seed := [32]byte(bytes.Repeat([]byte("z"), 32))
	err = secrets.EditAccount(b, func(e secrets.AccountEdit) error {
		e.SetSeed(seed)
		copy(e.Key().Reveal(), "yyy")
		for _, format := range verbs {
			text := fmt.Sprintf(format, e) + fmt.Sprintf(format, e.Key())
			for _, secret := range []string{"hunter", "68", "yyy", "121", "79", "zz", "122", "7a"} {
				if strings.Contains(text, secret) {
					t.Errorf("%s shows a secret: %s", format, text)
				}
			}
		}
		return nil
	})
	changed, readErr := secrets.DecodeAccount(b)
	if err != nil || readErr != nil {
		t.Fatal(err, readErr)
	}
	if !bytes.Equal(changed.Seed.Reveal(), seed[:]) || string(changed.Key.Reveal()) != "yyy" || !changed.Password.Equal(account.Password) {
		t.Error("other secrets")
	}
}

// Setting values takes no memory.
func TestSettingAllocatesNothing(t *testing.T) {
	b, err := (&shop.Order{Payment: &shop.Cash{}, Lines: []shop.Line{{}}, Path: []shop.Vec3{{}}}).MarshalBinary()
	b = must(t, b, err)
	err = shop.EditOrder(b, func(e shop.OrderEdit) error {
		allocations := testing.AllocsPerRun(100, func() {
			e.SetSide(shop.SideSell)
			e.SetDiscount(3)
			e.Lines().At(0).SetPrice(7)
		})
		if allocations != 0 {
			t.Errorf("%v allocations", allocations)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
