package both

import (
	halflap "github.com/halflap/halflap/go-codec"
	"github.com/halflap/halflap/go-codec/json"
	"github.com/halflap/halflap/testdata/generated/go/arrays"
	"github.com/halflap/halflap/testdata/generated/go/defaults"
	"github.com/halflap/halflap/testdata/generated/go/enums"
	"github.com/halflap/halflap/testdata/generated/go/evolve"
	"github.com/halflap/halflap/testdata/generated/go/floats"
	"github.com/halflap/halflap/testdata/generated/go/lagging"
	"github.com/halflap/halflap/testdata/generated/go/log"
	"github.com/halflap/halflap/testdata/generated/go/maps"
	"github.com/halflap/halflap/testdata/generated/go/mesh"
	"github.com/halflap/halflap/testdata/generated/go/money"
	"github.com/halflap/halflap/testdata/generated/go/names"
	"github.com/halflap/halflap/testdata/generated/go/optionals"
	"github.com/halflap/halflap/testdata/generated/go/pins"
	"github.com/halflap/halflap/testdata/generated/go/recursion"
	"github.com/halflap/halflap/testdata/generated/go/scalars"
	"github.com/halflap/halflap/testdata/generated/go/secrets"
	"github.com/halflap/halflap/testdata/generated/go/shop"
	"github.com/halflap/halflap/testdata/generated/go/strings"
	"github.com/halflap/halflap/testdata/generated/go/structs"
	"github.com/halflap/halflap/testdata/generated/go/unions"
	v1defaults "github.com/halflap/halflap/testdata/generated/go/v1/defaults"
	v1evolve "github.com/halflap/halflap/testdata/generated/go/v1/evolve"
	v1money "github.com/halflap/halflap/testdata/generated/go/v1/money"
	v1pins "github.com/halflap/halflap/testdata/generated/go/v1/pins"
	v2evolve "github.com/halflap/halflap/testdata/generated/go/v2/evolve"
	v2money "github.com/halflap/halflap/testdata/generated/go/v2/money"
	"github.com/halflap/halflap/testdata/generated/go/vectors"
	"github.com/halflap/halflap/testdata/generated/go/wide"
	"github.com/halflap/halflap/testdata/model/runner/go"
)

// root is a message that inputs are read as, by readers of older versions first.
type root struct {
	id          halflap.ID
	description string
	readers     []runner.Reader
}

func of(id halflap.ID, description string, readers ...runner.Reader) root {
	return root{id, description, readers}
}

// schema is the newest description that has the message.
func (r root) schema() *json.Schema {
	schema, err := json.ParseSchema([]byte(r.description))
	if err != nil {
		panic(err)
	}
	return schema
}

// described finds the message in it.
func (r root) described() json.Type {
	for _, t := range r.schema().Types() {
		if t.ID() == r.id {
			return t
		}
	}
	panic("a description without the message")
}

// roots are the messages of the Rust program, in its order.
var roots = []root{
	of(arrays.ArraysTypeID, arrays.Description(), runner.Of(arrays.ArraysTypeID, arrays.Description(), arrays.ReadArrays, arrays.ReadKnownArrays)),
	of(arrays.RowsTypeID, arrays.Description(), runner.Of(arrays.RowsTypeID, arrays.Description(), arrays.ReadRows, arrays.ReadKnownRows)),
	of(defaults.AllTypeID, defaults.Description(),
		runner.Of(v1defaults.AllTypeID, v1defaults.Description(), v1defaults.ReadAll, v1defaults.ReadKnownAll),
		runner.Of(defaults.AllTypeID, defaults.Description(), defaults.ReadAll, defaults.ReadKnownAll),
	),
	of(enums.EnumsTypeID, enums.Description(), runner.Of(enums.EnumsTypeID, enums.Description(), enums.ReadEnums, enums.ReadKnownEnums)),
	of(enums.FlagsTypeID, enums.Description(), runner.Of(enums.FlagsTypeID, enums.Description(), enums.ReadFlags, enums.ReadKnownFlags)),
	of(enums.ListsTypeID, enums.Description(), runner.Of(enums.ListsTypeID, enums.Description(), enums.ReadLists, enums.ReadKnownLists)),
	of(evolve.ItemTypeID, evolve.Description(),
		runner.Of(v1evolve.ItemTypeID, v1evolve.Description(), v1evolve.ReadItem, v1evolve.ReadKnownItem),
		runner.Of(v2evolve.ItemTypeID, v2evolve.Description(), v2evolve.ReadItem, v2evolve.ReadKnownItem),
		runner.Of(evolve.ItemTypeID, evolve.Description(), evolve.ReadItem, evolve.ReadKnownItem),
	),
	of(evolve.SmallTypeID, evolve.Description(),
		runner.Of(v1evolve.SmallTypeID, v1evolve.Description(), v1evolve.ReadSmall, v1evolve.ReadKnownSmall),
		runner.Of(v2evolve.SmallTypeID, v2evolve.Description(), v2evolve.ReadSmall, v2evolve.ReadKnownSmall),
		runner.Of(evolve.SmallTypeID, evolve.Description(), evolve.ReadSmall, evolve.ReadKnownSmall),
	),
	of(floats.FloatsTypeID, floats.Description(), runner.Of(floats.FloatsTypeID, floats.Description(), floats.ReadFloats, floats.ReadKnownFloats)),
	of(floats.SeriesTypeID, floats.Description(), runner.Of(floats.SeriesTypeID, floats.Description(), floats.ReadSeries, floats.ReadKnownSeries)),
	of(lagging.PurseTypeID, lagging.Description(), runner.Of(lagging.PurseTypeID, lagging.Description(), lagging.ReadPurse, lagging.ReadKnownPurse)),
	of(log.LogsTypeID, log.Description(), runner.Of(log.LogsTypeID, log.Description(), log.ReadLogs, log.ReadKnownLogs)),
	of(maps.KeysTypeID, maps.Description(), runner.Of(maps.KeysTypeID, maps.Description(), maps.ReadKeys, maps.ReadKnownKeys)),
	of(maps.ValuesTypeID, maps.Description(), runner.Of(maps.ValuesTypeID, maps.Description(), maps.ReadValues, maps.ReadKnownValues)),
	of(maps.WideTypeID, maps.Description(), runner.Of(maps.WideTypeID, maps.Description(), maps.ReadWide, maps.ReadKnownWide)),
	of(mesh.MeshTypeID, mesh.Description(), runner.Of(mesh.MeshTypeID, mesh.Description(), mesh.ReadMesh, mesh.ReadKnownMesh)),
	of(money.AmountTypeID, money.Description(),
		runner.Of(v1money.AmountTypeID, v1money.Description(), v1money.ReadAmount, v1money.ReadKnownAmount),
		runner.Of(v2money.AmountTypeID, v2money.Description(), v2money.ReadAmount, v2money.ReadKnownAmount),
		runner.Of(money.AmountTypeID, money.Description(), money.ReadAmount, money.ReadKnownAmount),
	),
	of(names.KeywordsTypeID, names.Description(), runner.Of(names.KeywordsTypeID, names.Description(), names.ReadKeywords, names.ReadKnownKeywords)),
	of(optionals.InlineTypeID, optionals.Description(), runner.Of(optionals.InlineTypeID, optionals.Description(), optionals.ReadInline, optionals.ReadKnownInline)),
	of(optionals.SlotsTypeID, optionals.Description(), runner.Of(optionals.SlotsTypeID, optionals.Description(), optionals.ReadSlots, optionals.ReadKnownSlots)),
	of(pins.InvoiceTypeID, pins.Description(),
		runner.Of(v1pins.InvoiceTypeID, v1pins.Description(), v1pins.ReadInvoice, v1pins.ReadKnownInvoice),
		runner.Of(pins.InvoiceTypeID, pins.Description(), pins.ReadInvoice, pins.ReadKnownInvoice),
	),
	of(recursion.TreeTypeID, recursion.Description(), runner.Of(recursion.TreeTypeID, recursion.Description(), recursion.ReadTree, recursion.ReadKnownTree)),
	of(recursion.FormulaTypeID, recursion.Description(), runner.Of(recursion.FormulaTypeID, recursion.Description(), recursion.ReadFormula, recursion.ReadKnownFormula)),
	of(recursion.DirTypeID, recursion.Description(), runner.Of(recursion.DirTypeID, recursion.Description(), recursion.ReadDir, recursion.ReadKnownDir)),
	of(scalars.IntsTypeID, scalars.Description(), runner.Of(scalars.IntsTypeID, scalars.Description(), scalars.ReadInts, scalars.ReadKnownInts)),
	of(scalars.BoolsTypeID, scalars.Description(), runner.Of(scalars.BoolsTypeID, scalars.Description(), scalars.ReadBools, scalars.ReadKnownBools)),
	of(secrets.AccountTypeID, secrets.Description(), runner.Of(secrets.AccountTypeID, secrets.Description(), secrets.ReadAccount, secrets.ReadKnownAccount)),
	of(secrets.VaultTypeID, secrets.Description(), runner.Of(secrets.VaultTypeID, secrets.Description(), secrets.ReadVault, secrets.ReadKnownVault)),
	of(shop.OrderTypeID, shop.Description(), runner.Of(shop.OrderTypeID, shop.Description(), shop.ReadOrder, shop.ReadKnownOrder)),
	of(shop.TillTypeID, shop.Description(), runner.Of(shop.TillTypeID, shop.Description(), shop.ReadTill, shop.ReadKnownTill)),
	of(strings.ThreeTypeID, strings.Description(), runner.Of(strings.ThreeTypeID, strings.Description(), strings.ReadThree, strings.ReadKnownThree)),
	of(strings.PaddedTypeID, strings.Description(), runner.Of(strings.PaddedTypeID, strings.Description(), strings.ReadPadded, strings.ReadKnownPadded)),
	of(structs.ShapesTypeID, structs.Description(), runner.Of(structs.ShapesTypeID, structs.Description(), structs.ReadShapes, structs.ReadKnownShapes)),
	of(structs.PathsTypeID, structs.Description(), runner.Of(structs.PathsTypeID, structs.Description(), structs.ReadPaths, structs.ReadKnownPaths)),
	of(unions.BillTypeID, unions.Description(), runner.Of(unions.BillTypeID, unions.Description(), unions.ReadBill, unions.ReadKnownBill)),
	of(unions.TwoTypeID, unions.Description(), runner.Of(unions.TwoTypeID, unions.Description(), unions.ReadTwo, unions.ReadKnownTwo)),
	of(vectors.FixedTypeID, vectors.Description(), runner.Of(vectors.FixedTypeID, vectors.Description(), vectors.ReadFixed, vectors.ReadKnownFixed)),
	of(vectors.NamedTypeID, vectors.Description(), runner.Of(vectors.NamedTypeID, vectors.Description(), vectors.ReadNamed, vectors.ReadKnownNamed)),
	of(vectors.ChoicesTypeID, vectors.Description(), runner.Of(vectors.ChoicesTypeID, vectors.Description(), vectors.ReadChoices, vectors.ReadKnownChoices)),
	of(vectors.NestedTypeID, vectors.Description(), runner.Of(vectors.NestedTypeID, vectors.Description(), vectors.ReadNested, vectors.ReadKnownNested)),
	of(vectors.MapsTypeID, vectors.Description(), runner.Of(vectors.MapsTypeID, vectors.Description(), vectors.ReadMaps, vectors.ReadKnownMaps)),
	of(wide.WideTypeID, wide.Description(), runner.Of(wide.WideTypeID, wide.Description(), wide.ReadWide, wide.ReadKnownWide)),
}
