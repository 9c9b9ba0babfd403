package viewstale

import (
	"example/keeper"
	"example/store"
)

func elsewhere(b []byte) {
	v, err := store.ReadOrder(b)
	if err != nil {
		return
	}
	customer := keeper.Customer(v)
	n := keeper.Length(customer)
	b = append(b[:0], "more"...)
	println(n, len(b))
	println(customer) // want `a string that was read from a view is used after append in line 15`
}
