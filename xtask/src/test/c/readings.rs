//! What the C programs of the tests read, and see.

/// A buffer, what reads it, and what is seen then.
pub struct Reading {
    pub schema: &'static str,
    pub message: &'static str,
    pub json: &'static str,
    /// The program and its arguments; the buffer's file comes last.
    pub program: &'static str,
    pub arguments: &'static str,
    pub output: &'static str,
}

pub const READINGS: &[Reading] = &[
    Reading {
        schema: "testdata/schemas/mesh.lap",
        message: "mesh.Mesh",
        json: "testdata/c/mesh.json",
        program: "read",
        arguments: "mesh",
        output: "mesh: 2 triangles, sums 10.75 8 -2.5\nlast normal: -3.5\n",
    },
    Reading {
        schema: "testdata/schemas/v1/evolve.lap",
        message: "evolve.Item",
        json: "testdata/c/item_v1.json",
        program: "read",
        arguments: "item",
        output: "item of version 1: chair 4 (no note) sell 0 1.5 none; card 42; part leg 0; part \
                 seat 0\n",
    },
    Reading {
        schema: "testdata/schemas/evolve.lap",
        message: "evolve.Item",
        json: "testdata/c/item_v3.json",
        program: "read",
        arguments: "item",
        output: "item of version 3: chair 4 by hand buy 5 2.5 shop; voucher 77; part leg 9; part \
                 seat 30\n",
    },
    Reading {
        schema: "testdata/schemas/evolve.lap",
        message: "evolve.Item",
        json: "testdata/c/item_v3.json",
        program: "older",
        arguments: "",
        output: "item of version 3 seen by 1: chair; part leg; part seat; unknown arm\n",
    },
    Reading {
        schema: "testdata/schemas/shop.lap",
        message: "shop.Order",
        json: "testdata/c/order.json",
        program: "read",
        arguments: "--checksum order",
        output: "order: a = x; b = ; discount is 7, id ends with 0f, 2 places\n",
    },
    Reading {
        schema: "testdata/schemas/vectors.lap",
        message: "vectors.Texts",
        json: "testdata/c/texts.json",
        program: "read",
        arguments: "texts",
        output: "texts: one; ; three;\n",
    },
    Reading {
        schema: "testdata/schemas/shop.lap",
        message: "shop.Order",
        json: "testdata/c/order.json",
        program: "hostile",
        arguments: "order",
        output: "hostile order: ",
    },
    Reading {
        schema: "testdata/schemas/evolve.lap",
        message: "evolve.Item",
        json: "testdata/c/item_v3.json",
        program: "hostile",
        arguments: "item",
        output: "hostile item: ",
    },
];
