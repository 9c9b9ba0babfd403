package runtime

import (
	"errors"
	"fmt"
	goruntime "runtime"
	"strings"
	"sync"
	"testing"

	halflap "github.com/halflap/halflap/go-codec"
	"github.com/halflap/halflap/testdata/generated/go/defaults"
	"github.com/halflap/halflap/testdata/generated/go/secrets"
	"github.com/halflap/halflap/testdata/generated/go/shop"
	"github.com/halflap/halflap/testdata/generated/go/structs"
	"github.com/halflap/halflap/testdata/generated/go/unions"
	"github.com/halflap/halflap/testdata/generated/go/vectors"
)

func read(t testing.TB, b []byte) shop.OrderView {
	t.Helper()
	v, err := shop.ReadOrder(b)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestZeroViewIsAnEmptyMessage(t *testing.T) {
	var v shop.OrderView
	if v.Customer() != "" || v.Lines().Len() != 0 || v.Path() != nil || v.ID() != (halflap.UUID{}) || v.Labels().Len() != 0 {
		t.Error(v)
	}
	if _, ok := v.Discount(); ok {
		t.Error("a discount")
	}
	if _, ok := v.Payment().Card(); ok || v.Payment().Arm() != 0 || v.Payment().Decode() != nil {
		t.Error("a payment")
	}
	if _, ok := v.Labels().Get("x"); ok {
		t.Error("a label")
	}
	if m := v.Decode(); m.Lines != nil || m.Labels != nil || m.Token.Len() != 0 {
		t.Error(m)
	}
	var s structs.ShapesView
	_ = s.Decode()
	var d defaults.AllView
	if d.A() != 200 || d.H() != "grüezi" || !d.C() || d.Decode().I != (halflap.Uint128{Lo: ^uint64(0), Hi: ^uint64(0)}) {
		t.Error("not the defaults of fields since version 2")
	}
	var n vectors.NestedView
	_ = n.Decode()
	if text := v.String(); !strings.HasPrefix(text, "Order{") {
		t.Error(text)
	}
}

func TestReadingAllocatesNothing(t *testing.T) {
	b := encode(t, order())
	if n := testing.AllocsPerRun(100, func() {
		if _, err := shop.ReadOrder(b); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations to check", n)
	}
	m := order()
	m.Labels = nil // their keys are sorted in memory of their own
	buf := make([]byte, 0, 1000)
	if n := testing.AllocsPerRun(100, func() {
		if _, err := m.AppendBinary(buf); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations to encode into a buffer that suffices", n)
	}
}

func TestLists(t *testing.T) {
	lines := read(t, encode(t, order())).Lines()
	if line, ok := lines.Get(1); !ok || line.Article() != "茶" {
		t.Error("no second line")
	}
	for _, i := range []int{-1, 2} {
		if _, ok := lines.Get(i); ok {
			t.Errorf("line %d", i)
		}
		func() {
			defer func() {
				if _, ok := recover().(goruntime.Error); !ok {
					t.Errorf("At(%d) does not panic like a slice", i)
				}
			}()
			lines.At(i)
		}()
	}
	var seen []string
	for i, line := range lines.All() {
		seen = append(seen, fmt.Sprint(i, line.Article()))
	}
	for line := range lines.Values() {
		seen = append(seen, line.Article())
		break
	}
	if got := strings.Join(seen, " "); got != "0tea 1茶 tea" && got != "0 tea 1 茶 tea" {
		t.Error(got)
	}
}

func TestMaps(t *testing.T) {
	labels := read(t, encode(t, order())).Labels()
	for key, want := range map[string]string{"": "none", "a": "1", "b": "2"} {
		if got, ok := labels.Get(key); !ok || got != want {
			t.Errorf("%q: %q, %v", key, got, ok)
		}
	}
	if _, ok := labels.Get("c"); ok {
		t.Error("a key that is not there")
	}
	var keys []string
	for key := range labels.All() {
		keys = append(keys, key)
	}
	if strings.Join(keys, ",") != ",a,b" {
		t.Error(keys)
	}
	if key, value := labels.At(2); key != "b" || value != "2" {
		t.Error(key, value)
	}
}

func TestManyReaders(t *testing.T) {
	v := read(t, encode(t, order()))
	var wait sync.WaitGroup
	for range 8 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for range 100 {
				if v.Decode().Customer != "Zoë" || v.Path()[0].Y != 2 || v.Lines().At(0).Price() != 350 {
					t.Error("readers disturb each other")
				}
			}
		}()
	}
	wait.Wait()
}

func TestMisaligned(t *testing.T) {
	b := encode(t, order())
	odd := append(make([]byte, 1, len(b)+1), b...)[1:]
	_, err := shop.ReadOrder(odd)
	if err != nil && !errors.Is(err, halflap.ErrMisaligned) {
		t.Error(err)
	}
	if err != nil && !strings.Contains(err.Error(), "halflap.Align") {
		t.Error("the text does not name the function that helps: ", err)
	}
	if v := read(t, halflap.Align(odd)); v.Path()[1].X != -1 {
		t.Error(v.Path())
	}
	if m, err := shop.DecodeOrder(odd); err != nil || m.Path[1].X != -1 {
		t.Error(err)
	}
}

// verbs are all that package fmt asks a value about. It asks none about %p and %w: go vet refuses these.
var verbs = []string{
	"%v", "%+v", "%#v", "%s", "%q", "%#q", "%x", "%X", "% x", "%d", "%08b", "%o", "%c", "%U", "%t", "%e", "%g", "%y",
}

// An arm may hold a secret, and of what a newer schema has nobody knows: unions show none of it.
func TestUnionsShowNoBytes(t *testing.T) {
	bill := &unions.Bill{Payment: &unions.Card{Number: "hunter2", Months: 0x6e75}}
	b := encode(t, bill)
	v, err := unions.ReadBill(b)
	if err != nil {
		t.Fatal(err)
	}
	unknown := halflap.UnknownArm{Tag: 77, Block: 8, Bytes: []byte("hunter2.")}
	err = unions.EditBill(b, func(edit unions.BillEdit) error {
		for _, verb := range verbs {
			view, edit := v.Payment(), edit.Payment()
			for _, value := range []any{
				view, &view, []any{view}, edit, &edit, []unions.PaymentEdit{edit},
				unknown, &unknown, unions.PaymentUnknown{UnknownArm: unknown}, &unions.PaymentUnknown{UnknownArm: unknown},
			} {
				text := fmt.Sprintf(verb, value)
				for _, leak := range []string{"hun", "68756e", "68756E", "104 117", "68 75", "0x68", "150 165", "U+0068"} {
					if strings.Contains(text, leak) {
						t.Errorf("%s of %T: %s", verb, value, text)
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprint(unknown); text != "UnknownArm(#77, 8 bytes)" {
		t.Error(text)
	}
	if text := fmt.Sprintf("%#v", v.Payment()); text != `Payment{card: ...{...}}` {
		t.Error(text)
	}
}

func TestSecretsStaySecret(t *testing.T) {
	pin := halflap.NewSecret([]byte("1234"))
	m := &secrets.Account{
		Name:     "ann",
		Password: halflap.NewSecret([]byte("hunter2")),
		Key:      halflap.NewSecret([]byte("hunter2")),
		Seed:     halflap.NewSecret([]byte("hunter2hunter2hunter2hunter2hunt")),
		Pin:      &pin,
	}
	hidden := struct{ account secrets.Account }{*m}
	v, err := secrets.ReadAccount(encode(t, m))
	if err != nil {
		t.Fatal(err)
	}
	vault, err := secrets.ReadVault(encode(t, &secrets.Vault{Accounts: []secrets.Account{*m, *m}}))
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range verbs {
		for _, value := range []any{
			*m, m, hidden, &hidden, v, &v, []secrets.AccountView{v}, m.Key, &m.Key, []halflap.Secret{m.Key},
			v.Key(), vault, vault.Accounts(),
		} {
			text := fmt.Sprintf(verb, value)
			for _, leak := range []string{"hunter", "68756e", "68756E", "104 117"} {
				if strings.Contains(text, leak) {
					t.Errorf("%s of %T: %s", verb, value, text)
				}
			}
		}
	}
	if !v.Decode().Seed.Equal(m.Seed) || v.Key().Equal(m.Seed) {
		t.Error("Equal")
	}
	m.Wipe()
	if !m.Password.IsZero() || !m.Key.IsZero() || !m.Seed.IsZero() || !m.Pin.IsZero() || m.Key.Len() != 7 {
		t.Error("Wipe leaves something")
	}
	if v.Key().IsZero() {
		t.Error("wiping the owned account wiped the buffer")
	}
	m.Seed = halflap.NewSecret([]byte("short"))
	if _, err := m.MarshalBinary(); !errors.Is(err, halflap.ErrMissingRequired) {
		t.Error(err)
	}
	m.Seed = halflap.NewSecret(make([]byte, 33))
	if _, err := m.MarshalBinary(); !errors.Is(err, halflap.ErrTooLarge) {
		t.Error(err)
	}
}

func TestGrowingWipes(t *testing.T) {
	m := &secrets.Account{Key: halflap.NewSecret([]byte("hunter2"))}
	b, err := m.AppendBinary(make([]byte, 0, 300))
	if err != nil {
		t.Fatal(err)
	}
	m.Name = strings.Repeat("x", 300)
	if _, err := m.AppendBinary(b[:0]); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(b), "hunter2") {
		t.Error("the buffer that was left for a larger one still holds the secret")
	}
}

func TestTextsAreBounded(t *testing.T) {
	m := order()
	m.Customer = strings.Repeat("ä", 1000)
	text := read(t, encode(t, m)).String()
	if len(text) > 400 || !strings.Contains(text, "lines: [2]") || strings.Contains(text, "s3cret") {
		t.Error(text)
	}
}
