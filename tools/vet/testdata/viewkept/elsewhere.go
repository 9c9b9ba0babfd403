package viewkept

import (
	"context"
	"strings"

	"example/keeper"
	"example/store"
)

var (
	cache  keeper.Cache
	first  keeper.First[string]
	filled string
)

func elsewhere(ctx context.Context, s store.Store, to chan string) error {
	return s.Scan(ctx, "", func(v store.OrderView) (bool, error) {
		keeper.Remember(v.Customer())              // want `a string that lies in a buffer is kept in package variable latest by keeper.Remember, but is good only until this function returns; keep strings.Clone of it`
		keeper.Deeper(v.Customer())                // want `a string that lies in a buffer is kept in package variable all by keeper.Deeper`
		keeper.Remember(keeper.Customer(v))        // want `is kept in package variable latest by keeper.Remember`
		keeper.Send(to, keeper.Trim(v.Customer())) // want `is sent on a channel by keeper.Send`
		keeper.Later(v.Customer())                 // want `is given to a goroutine by keeper.Later`
		cache.Put("photo", v.Photo())              // want `a \[\]byte that lies in a buffer is kept in the map in field names by \(\*keeper.Cache\).Put, .*keep bytes.Clone of it`
		cache.Put(v.Customer(), nil)               // want `a string that lies in a buffer is kept in the map in field names`
		first.Offer(v.Customer())                  // want `is kept in field value by \(\*keeper.First\[T\]\).Offer`
		keeper.Fill(&filled, v.Customer())         // want `is kept in what parameter to leads to by keeper.Fill`
		put := cache.Put
		put("photo", v.Photo())                         // want `a \[\]byte that lies in a buffer is kept`
		(*keeper.Cache).Put(&cache, "photo", v.Photo()) // want `a \[\]byte that lies in a buffer is kept`
		return true, nil
	})
}

func elsewhereGood(ctx context.Context, s store.Store) (n int, err error) {
	err = s.Scan(ctx, "", func(v store.OrderView) (bool, error) {
		n += keeper.Length(v.Customer()) + len(keeper.Customer(v))
		keeper.Copy(v.Customer())
		keeper.Remember(strings.Clone(v.Customer()))
		var here keeper.Cache
		here.Put(v.Customer(), v.Photo())
		var name string
		keeper.Fill(&name, v.Customer())
		return name != "", nil
	})
	return n, err
}
