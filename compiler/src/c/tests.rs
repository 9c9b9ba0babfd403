//! What is easily got wrong; the rest is seen in `testdata/generated/c`, which is checked to be what
//! the generator makes, compiled as C and as C++, and run.

use super::comments::comment;
use super::values;
use crate::ir::{self, Scalar, Schema, Type, Value};

#[test]
fn no_comment_runs_into_the_next_line() {
    assert_eq!(comment("///", ""), "///");
    assert_eq!(comment("///", "  two  "), "///   two");
    assert_eq!(comment("///", "C:\\"), "/// C:\\ //");
    assert_eq!(comment("///", "what??/"), "/// what??/ //");
    assert_eq!(comment("///", "*/ /*"), "/// */ /*");
    assert_eq!(comment("//", "a\u{202e}b\rc"), "// a\\u{202e}b\\u{d}c");
}

#[test]
fn strings_mean_the_same_bytes_in_every_compiler() {
    assert_eq!(values::string(b"a\"b\\c??="), r#""a\"b\\c\?\?=""#);
    assert_eq!(values::string("ü1".as_bytes()), r#""\303\2741""#);
    assert_eq!(values::string(b"\x007"), r#""\0007""#);
}

#[test]
fn integers_fit_their_type() {
    assert_eq!(
        values::integer(Scalar::U64, i128::from(u64::MAX)),
        "UINT64_C(18446744073709551615)"
    );
    assert_eq!(
        values::integer(Scalar::I64, i128::from(i64::MIN)),
        "INT64_MIN"
    );
    assert_eq!(values::integer(Scalar::I8, -127), "(-INT8_C(127))");
    assert_eq!(
        values::mask(Scalar::U64, 63),
        "UINT64_C(0x8000000000000000)"
    );
    assert_eq!(values::mask(Scalar::U8, 0), "UINT8_C(0x01)");
}

fn defined(ty: Type, value: Value) -> String {
    let package = ir::Package {
        name: "t".into(),
        file: "t.lap".into(),
        doc: Vec::new(),
        version: 1,
        imports: Vec::new(),
        pins: Vec::new(),
    };
    let schema = Schema {
        packages: vec![package],
        ..Schema::default()
    };
    let decl = ir::Decl {
        package: 0,
        name: "X".into(),
        doc: Vec::new(),
    };
    values::definition(&schema, &ir::Constant { decl, ty, value })
}

#[test]
fn constants_are_of_their_type() {
    let scalar = |scalar, value| defined(Type::Scalar(scalar), value);
    assert_eq!(scalar(Scalar::Bool, Value::Bool(true)), "#define t_X true");
    assert_eq!(
        scalar(Scalar::U16, Value::Int(7)),
        "#define t_X UINT16_C(7)"
    );
    assert_eq!(scalar(Scalar::F32, Value::F32(-1.5)), "#define t_X (-1.5F)");
    assert_eq!(scalar(Scalar::F32, Value::F32(-0.0)), "#define t_X (-0.0F)");
    assert_eq!(scalar(Scalar::F64, Value::F64(1e300)), "#define t_X 1e300");
    let infinite = scalar(Scalar::F64, Value::F64(f64::NEG_INFINITY));
    assert_eq!(infinite, "#define t_X (-(double)INFINITY)");
    let wide = scalar(Scalar::I128, Value::Int(-2));
    assert_eq!(
        wide,
        "static const halflap_i128 t_X = {UINT64_C(18446744073709551614), (-INT64_C(1))};"
    );
    let widest = scalar(Scalar::U128, Value::Uint(u128::MAX));
    assert!(widest.ends_with("{UINT64_C(18446744073709551615), UINT64_C(18446744073709551615)};"));
    assert_eq!(
        defined(Type::Bytes, Value::Bytes(Vec::new())),
        "#define t_X \"\""
    );
    let long = defined(Type::String, Value::String("x".repeat(4096)));
    assert!(
        long.starts_with("static const char t_X[4097] = {\n    '\\x78', "),
        "{long}"
    );
    assert!(long.ends_with("    '\\0',\n};"), "{long}");
}
