use super::{Kind, c, go, rust, words};

#[test]
fn words_end_where_case_or_underscore_says() {
    for (name, want) in [
        ("foo", vec!["foo"]),
        ("foo_bar", vec!["foo", "bar"]),
        ("fooBar", vec!["foo", "bar"]),
        ("FooBar", vec!["foo", "bar"]),
        ("HTTPServer", vec!["http", "server"]),
        ("x0", vec!["x0"]),
        ("u8U16", vec!["u8", "u16"]),
        ("MAX_LINES", vec!["max", "lines"]),
        ("enum_", vec!["enum"]),
        ("a__b", vec!["a", "b"]),
    ] {
        assert_eq!(words(name), want, "{name}");
    }
}

#[test]
fn types_keep_their_spelling() {
    assert_eq!(rust::type_name("HTTPLog"), "HTTPLog");
    assert_eq!(go::type_name("HTTPLog"), "HTTPLog");
    assert_eq!(rust::type_name("order_line"), "OrderLine");
    assert_eq!(rust::view_name("Order"), "OrderView");
}

#[test]
fn taken_names_get_an_underscore() {
    assert_eq!(rust::field("type"), "type_");
    assert_eq!(rust::field("to_owned"), "to_owned_");
    assert_eq!(rust::type_name("String"), "String_");
    assert_eq!(rust::field_constant("type_id"), "TYPE_ID_");
    assert_eq!(rust::module("acme.shop"), "acme_shop");
    assert_eq!(rust::module("mod"), "mod_");
    assert_eq!(go::field("type"), "Type");
    assert_eq!(go::field("string"), "String_");
    assert_eq!(go::field("read_byte"), "ReadByte_");
    assert_eq!(go::package("acme.range"), "range_");
    assert_eq!(go::folder("acme.internal.shop"), "acme/internal_/shop");
}

#[test]
fn go_writes_initialisms_in_capitals() {
    assert_eq!(go::field("user_id"), "UserID");
    assert_eq!(go::field("id"), "ID");
    assert_eq!(go::value("Side", "buy"), "SideBuy");
    assert_eq!(go::constant("MAX_LINES"), "MaxLines");
}

#[test]
fn values_of_enums() {
    assert_eq!(rust::value("enum_"), "ENUM");
    assert_eq!(rust::value("all"), "ALL_");
    assert_eq!(rust::variant("very_good"), "VeryGood");
    assert_eq!(rust::variant("self"), "Self_");
}

#[test]
fn c_puts_the_package_first() {
    assert_eq!(
        c::type_name("acme.shop", "order_line"),
        "acme_shop_OrderLine"
    );
    assert_eq!(c::constant("shop", "maxLines"), "shop_MAX_LINES");
    assert_eq!(c::value("shop", "side", "very_good"), "shop_Side_VERY_GOOD");
    assert_eq!(c::member("userID"), "user_id");
    assert_eq!(c::member("default"), "default_");
    assert_eq!(c::header("acme.shop"), "acme_shop.lap.h");
    // Two underscores in a row are C++'s.
    assert_eq!(c::type_name("a_.b__c_", "x_"), "a_b_c_X");
    // Where the package ends is where the capital is.
    assert_ne!(c::type_name("a_b", "C"), c::type_name("a", "b_C"));
    let taken = c::declared("shop", Kind::Message, "Order");
    assert!(
        taken.contains(&"shop_Order_TYPE_ID".to_owned()),
        "{taken:?}"
    );
}

#[test]
fn edits_have_methods_of_their_own() {
    assert_eq!(rust::setter("type"), "set_type");
    assert_eq!(rust::edited("lines"), "lines");
    assert_eq!(rust::edited("view"), "view_");
    assert_eq!(rust::edited("open"), "open_");
    assert_eq!(rust::edited("set_open"), "set_open_");
    assert_eq!(rust::edited("type"), "type_");
    assert_eq!(go::edited("lines"), "Lines");
    assert_eq!(go::edited("view"), "View_");
    assert_eq!(go::edited("set_open"), "SetOpen_");
    assert_eq!(go::edited("clear_edit"), "ClearEdit_");
    assert_eq!(go::edited("settings"), "Settings");
    assert_eq!(go::edit_function("Order"), "EditOrder");
    assert_eq!(go::edit_function("Edit"), "EditEdit_");
}
