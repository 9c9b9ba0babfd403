//! Answers for the generated code of the test schemas: the Rust half of the fuzz target of both
//! languages in `fuzz/go`, whose table names the same messages in the same order.

use halflap_cross::Reader;
use halflap_testdata::{
    arrays, defaults, enums, evolve, floats, lagging, log, maps, mesh, money, names, optionals,
    pins, recursion, scalars, secrets, shop, strings, structs, unions, v1, v2, vectors, wide,
};

/// Readers of one message, of older versions first.
macro_rules! roots {
    ($($($message:ty)*;)*) => {
        &[$(&[$(Reader::of::<$message>()),*]),*]
    };
}

static ROOTS: &[&[Reader]] = roots! {
    arrays::Arrays;
    arrays::Rows;
    v1::defaults::All defaults::All;
    enums::Enums;
    enums::Flags;
    enums::Lists;
    v1::evolve::Item v2::evolve::Item evolve::Item;
    v1::evolve::Small v2::evolve::Small evolve::Small;
    floats::Floats;
    floats::Series;
    lagging::Purse;
    log::Logs;
    maps::Keys;
    maps::Values;
    maps::Wide;
    mesh::Mesh;
    v1::money::Amount v2::money::Amount money::Amount;
    names::Keywords;
    optionals::Inline;
    optionals::Slots;
    v1::pins::Invoice pins::Invoice;
    recursion::Tree;
    recursion::Formula;
    recursion::Dir;
    scalars::Ints;
    scalars::Bools;
    secrets::Account;
    secrets::Vault;
    shop::Order;
    shop::Till;
    strings::Three;
    strings::Padded;
    structs::Shapes;
    structs::Paths;
    unions::Bill;
    unions::Two;
    vectors::Fixed;
    vectors::Named;
    vectors::Choices;
    vectors::Nested;
    vectors::Maps;
    wide::Wide;
};

fn main() -> std::process::ExitCode {
    halflap_cross::main(ROOTS)
}
