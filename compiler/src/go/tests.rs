//! What is easily got wrong; the rest is seen in `testdata/generated/go`, which is checked to be what
//! the generator makes, formatted, linted and run.

use super::helpers::Package;
use super::layout::{align, when};
use super::literals::{is_const, quoted};
use super::messages::deprecation;
use crate::ir::{self, Scalar, Type, Value};

fn schema(names: &[&str]) -> ir::Schema {
    let package = |name: &&str| ir::Package {
        name: (*name).to_owned(),
        file: "s.lap".to_owned(),
        doc: Vec::new(),
        version: 1,
        imports: Vec::new(),
        pins: Vec::new(),
    };
    ir::Schema {
        packages: names.iter().map(package).collect(),
        structs: Vec::new(),
        enums: Vec::new(),
        unions: Vec::new(),
        messages: Vec::new(),
        errors: Vec::new(),
        interfaces: Vec::new(),
        constants: Vec::new(),
    }
}

fn cells(lines: &[&[&str]]) -> Vec<Vec<String>> {
    let line = |line: &&[&str]| line.iter().map(|cell| (*cell).to_owned()).collect();
    lines.iter().map(line).collect()
}

#[test]
fn columns_end_at_comments() {
    let lines = cells(&[
        &["A", "int"],
        &["Long", "[]byte"],
        &["// of a field"],
        &["B", "bool"],
    ]);
    let want = ["A    int", "Long []byte", "// of a field", "B bool"];
    assert_eq!(align(&lines), want);
}

#[test]
fn conditions_turn_where_only_the_other_case_has_something_to_do() {
    let lines = when("c.Since(2)", Vec::new(), vec!["x()".to_owned()]);
    assert_eq!(lines, ["if !c.Since(2) {", "\tx()", "}"]);
    assert!(when("c.Since(2)", Vec::new(), Vec::new()).is_empty());
}

#[test]
fn a_deprecation_is_one_paragraph_whatever_its_text_holds() {
    let field = |why: &str| ir::Field {
        id: 1,
        name: "old".into(),
        doc: Vec::new(),
        ty: Type::Scalar(Scalar::U8),
        optional: false,
        secret: false,
        since: 1,
        removed: None,
        deprecated: Some(why.into()),
        default: None,
        offset: 0,
        size: 1,
        presence: None,
    };
    let words = |why: &str| deprecation(&field(why), true);
    assert_eq!(words("use\n\\ another"), ["", "Deprecated: use \\ another"]);
    assert_eq!(words(" \n "), ["", "Deprecated: do not use it in new code"]);
    assert_eq!(deprecation(&field("no"), false), ["Deprecated: no"]);
}

#[test]
fn strings_are_quoted_as_go_does() {
    assert_eq!(
        quoted("grüezi\n\"\\\u{7}"),
        "\"grüezi\\n\\\"\\\\\\U00000007\""
    );
}

#[test]
fn numbers_that_no_constant_can_say_are_made_of_their_bits() {
    let schema = schema(&["s"]);
    let package = Package::new(&schema);
    let float = Type::Scalar(Scalar::F32);
    for (value, text, constant) in [
        (Value::F32(-0.5), "-0.5", true),
        (Value::F32(-0.0), "math.Float32frombits(0x80000000)", false),
        (
            Value::F32(f32::INFINITY),
            "math.Float32frombits(0x7f800000)",
            false,
        ),
    ] {
        assert_eq!(package.literal(&float, &value), text);
        assert_eq!(is_const(&float, &value), constant);
    }
    let wide = Type::Scalar(Scalar::I128);
    assert!(!is_const(&wide, &Value::Int(-1)));
    assert_eq!(
        package.literal(&wide, &Value::Int(-1)),
        "halflap.Int128{Lo: 0xffffffffffffffff, Hi: -1}"
    );
    assert!(!is_const(&wide, &Value::Int(-1)));
}

#[test]
fn imports_get_names_that_are_free() {
    let schema = schema(&[
        "shop",
        "a.money",
        "b.money",
        "acme.strings",
        "pos",
        "uint64",
    ]);
    let package = Package::new(&schema);
    for id in 1..=5 {
        package.link(id);
    }
    let (_, others) = package.imports("example.com/gen");
    assert_eq!(
        others,
        [
            "\"example.com/gen/a/money\"",
            "acmestringslap \"example.com/gen/acme/strings\"",
            "bmoneylap \"example.com/gen/b/money\"",
            "poslap \"example.com/gen/pos\"",
            "uint64lap \"example.com/gen/uint64\"",
            "halflap \"github.com/halflap/halflap/go-codec\"",
        ]
    );
}
