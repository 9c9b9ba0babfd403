package glue_test

import (
	"context"
	"errors"
	"math"
	"reflect"
	"testing"

	"github.com/halflap/halflap/ffi"
	halflap "github.com/halflap/halflap/go-codec"
	"github.com/halflap/halflap/testdata/glue/go/glue"
)

// same fails where an echo is not what was said.
func same[T any](t *testing.T, what string, want T) func(got T, err error) {
	return func(got T, err error) {
		t.Helper()
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v and %v, want %v", what, got, err, want)
		}
	}
}

func order(customer string) *glue.Order {
	return &glue.Order{
		ID:       halflap.UUID{1, 2, 3, byte(len(customer))},
		Customer: customer,
		Path:     []glue.Vec3{{X: 3, Y: 4}, {Z: 2}},
		Note:     halflap.Pointer("grüezi"),
	}
}

// everything sends every type once, there and back, through any implementation of Echo.
func everything(t *testing.T, echo glue.Echo) {
	ctx := context.Background()
	if err := echo.Nothing(ctx); err != nil {
		t.Error("nothing:", err)
	}
	same(t, "bool", true)(echo.Bool(ctx, true))
	same(t, "unsigned", uint64(1+2+3+(1<<63)))(echo.Unsigned(ctx, 1, 2, 3, 1<<63))
	same(t, "signed", int64(math.MinInt64+6))(echo.Signed(ctx, 1, 2, 3, math.MinInt64))
	same(t, "negative", int64(-10))(echo.Signed(ctx, -1, -2, -3, -4))
	same(t, "floats", 0.75)(echo.Floats(ctx, 0.5, 0.25))
	same(t, "single", float32(math.Inf(-1)))(echo.Single(ctx, float32(math.Inf(-1))))
	same(t, "wide", halflap.Uint128{Hi: 1 << 63, Lo: 5})(echo.Wide(ctx, halflap.Uint128{Hi: 1 << 63, Lo: 5}))
	same(t, "wide signed", halflap.Int128{Hi: -1, Lo: 7})(echo.WideSigned(ctx, halflap.Int128{Hi: -1, Lo: 7}))
	same(t, "uuid", order("x").ID)(echo.UUID(ctx, order("x").ID))
	same(t, "color", glue.ColorGreen)(echo.Color(ctx, glue.ColorGreen))
	same(t, "unknown color", glue.Color(9))(echo.Color(ctx, 9))
	same(t, "gate", glue.GateShut)(echo.Gate(ctx, glue.GateShut))
	same(t, "rights", glue.RightsRead|glue.RightsWrite)(echo.Rights(ctx, glue.RightsRead|glue.RightsWrite))
	same(t, "text", "grüezi")(echo.Text(ctx, "grüezi"))
	same(t, "empty text", "")(echo.Text(ctx, ""))
	same(t, "blob", []byte{0, 255})(echo.Blob(ctx, []byte{0, 255}))
	same(t, "numbers", []uint32{1, 1 << 31})(echo.Numbers(ctx, []uint32{1, 1 << 31}))
	same(t, "bools", uint64(2))(echo.Bools(ctx, []bool{true, false}))
	same(t, "no bools", uint64(0))(echo.Bools(ctx, nil))
	same(t, "uuids", []halflap.UUID{{7}, {8}})(echo.Uuids(ctx, []halflap.UUID{{7}, {8}}))
	same(t, "switches", uint64(1))(echo.Switches(ctx, []glue.Switch{{On: true, Level: 3}}))
	same(t, "gates", uint64(2))(echo.Gates(ctx, []glue.Gate{glue.GateOpen, glue.GateShut}))
	same(t, "vector", glue.Vec3{X: 1, Z: -1})(echo.Vector(ctx, glue.Vec3{X: 1, Z: -1}))
	same(t, "array", [3]uint16{1, 2, 3})(echo.Array(ctx, [3]uint16{1, 2, 3}))
	same(t, "maybe", halflap.Pointer(uint32(0)))(echo.Maybe(ctx, halflap.Pointer(uint32(0))))
	same(t, "no number", (*uint32)(nil))(echo.Maybe(ctx, nil))
	same(t, "maybe text", halflap.Pointer(""))(echo.MaybeText(ctx, halflap.Pointer("")))
	same(t, "no text", (*string)(nil))(echo.MaybeText(ctx, nil))
	same(t, "texts", []string{"a", "", "ü"})(echo.Texts(ctx, []string{"a", "", "ü"}))
	same(t, "map", map[string]uint64{"a": 1, "b": 2})(echo.Map(ctx, map[string]uint64{"b": 2, "a": 1}))
	same(t, "payment", glue.Payment(&glue.Receipt{Number: 4}))(echo.Payment(ctx, &glue.Receipt{Number: 4}))
	same(t, "order", order("ada"))(echo.Order(ctx, order("ada")))
	same(t, "maybe order", order("ada"))(echo.MaybeOrder(ctx, order("ada")))
	same(t, "no order", (*glue.Order)(nil))(echo.MaybeOrder(ctx, nil))
	same(t, "two", &glue.Receipt{Number: 2})(echo.Two(ctx, order("ada"), &glue.Receipt{Number: 2}))
	mixed := &glue.Stats{Orders: 2, Calls: 4 + 3 + 5}
	list := []glue.Order{*order("a"), *order("b")}
	same(t, "mixed", mixed)(echo.Mixed(ctx, "name", halflap.Pointer(uint32(5)), order("ada"), list))
	same(t, "threads", uint64(0+2+4+6))(echo.Threads(ctx, 4, func(n uint32) (uint32, error) { return 2 * n, nil }))
	callbacks(t, echo)
	refused(t, echo)
}

// callbacks has a library call back, with everything and with errors.
func callbacks(t *testing.T, echo glue.Echo) {
	ctx := context.Background()
	word := func(n uint32, flag bool) (int64, error) {
		if !flag {
			return 0, errors.New("the flag is lost")
		}
		return -int64(n), nil
	}
	text := func(s string, path []glue.Vec3) (string, error) {
		if len(path) != 1 || path[0].X != 1 {
			return "", errors.New("the path is lost")
		}
		return s + "!", nil
	}
	back := func(o *glue.Order) (*glue.Order, error) { return o, nil }
	calls := 0
	nothing := func() error { calls++; return nil }
	same(t, "callbacks", "-7said!ada")(echo.Callbacks(ctx, word, text, back, nothing))
	none := func(*glue.Order) (*glue.Order, error) { return nil, nil }
	same(t, "no order back", "-7said!nobody")(echo.Callbacks(ctx, word, text, none, nothing))
	if calls != 2 {
		t.Errorf("nothing was called %d times", calls)
	}
	own := errors.New("my own")
	fails := func() error { return own }
	if _, err := echo.Callbacks(ctx, word, text, back, fails); !errors.Is(err, own) {
		t.Errorf("an error of a callback came back as %v", err)
	}
	missing := func(*glue.Order) (*glue.Order, error) { return nil, glue.ErrFull }
	if _, err := echo.Callbacks(ctx, word, text, missing, nothing); !errors.Is(err, glue.ErrFull) {
		t.Errorf("a case from a callback came back as %v", err)
	}
}

// refused sends what no type allows.
func refused(t *testing.T, echo glue.Echo) {
	ctx := context.Background()
	if _, err := echo.Order(ctx, nil); !errors.Is(err, ffi.ErrBadRequest) {
		t.Errorf("no order at all: %v", err)
	}
	if _, err := echo.Text(ctx, "\xff"); err == nil {
		t.Error("a text that is not UTF-8 was taken")
	}
	if _, err := echo.Gate(ctx, 77); err == nil {
		t.Error("an unknown value of a closed enum was taken")
	}
	if _, err := echo.Texts(ctx, []string{"\xff"}); !errors.Is(err, halflap.ErrEncodeBadUTF8) {
		t.Errorf("a list with a text that is not UTF-8: %v", err)
	}
	stopped, stop := context.WithCancel(ctx)
	stop()
	if err := echo.Nothing(stopped); !errors.Is(err, context.Canceled) || !errors.Is(err, ffi.ErrCancelled) {
		t.Errorf("a call of a cancelled context: %v", err)
	}
}
