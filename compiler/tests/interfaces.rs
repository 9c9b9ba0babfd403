//! What the compiler makes of interfaces: how each parameter and result crosses the boundary.

use std::path::Path;

use halflap_compiler::ir::{Call, CallResult, Interface, ParamClass, Schema};

fn schema() -> Schema {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/glue/glue.lap");
    halflap_compiler::compile(&path).expect("the schema is fine")
}

fn interface<'s>(schema: &'s Schema, name: &str) -> &'s Interface {
    let mut all = schema.interfaces.iter();
    all.find(|interface| interface.decl.name == name)
        .expect("the schema has it")
}

/// `direct word span -> word`.
fn shape(call: &Call) -> String {
    let way = if call.direct { "direct" } else { "encoded" };
    let params = call.params.iter().map(|param| match &param.class {
        ParamClass::Word(_) => " word".to_owned(),
        ParamClass::Wide(_) => " wide".to_owned(),
        ParamClass::Span(_) => " span".to_owned(),
        ParamClass::Buffer(_) => " buffer".to_owned(),
        ParamClass::Handle(_) => " handle".to_owned(),
        ParamClass::OptionalHandle(_) => " handle?".to_owned(),
        ParamClass::Callback(call) => format!(" ({})", shape(call)),
        ParamClass::Other(..) => " other".to_owned(),
    });
    let result = match &call.result {
        CallResult::None => "none",
        CallResult::Word(_) => "word",
        CallResult::Wide(_) => "wide",
        CallResult::Handle(_, false) => "handle",
        CallResult::Handle(_, true) => "handle?",
        CallResult::Message(_, false) => "message",
        CallResult::Message(_, true) => "message?",
        CallResult::Other(..) => "other",
    };
    format!("{way}{} -> {result}", params.collect::<String>())
}

#[test]
fn everything_crosses_by_its_class() {
    let schema = schema();
    let shapes = |name: &str| -> Vec<String> {
        let methods = interface(&schema, name).methods.iter();
        methods
            .map(|method| format!("{} {}", method.name, shape(&method.call)))
            .collect()
    };
    let store = [
        "put direct buffer -> message",
        "get direct wide -> message?",
        "norm direct span -> word",
        "scan direct span (direct buffer -> word) -> none",
        "cursor direct span -> handle",
        "stats direct -> message",
        "merge direct handle -> word",
        "child direct span -> handle?",
        "wait direct word -> none",
        "fail direct span -> none",
    ];
    assert_eq!(shapes("Store"), store);
    let cursor = ["next direct word -> other", "position direct -> word"];
    assert_eq!(shapes("Cursor"), cursor);
    let echo = [
        "nothing direct -> none",
        "bool direct word -> word",
        "unsigned direct word word word word -> word",
        "signed direct word word word word -> word",
        "floats direct word word -> word",
        "single direct word -> word",
        "wide direct wide -> wide",
        "wide_signed direct wide -> wide",
        "uuid direct wide -> wide",
        "color direct word -> word",
        "gate direct word -> word",
        "rights direct word -> word",
        "text direct span -> other",
        "blob direct span -> other",
        "numbers direct span -> other",
        "bools direct span -> word",
        "uuids direct span -> other",
        "switches direct span -> word",
        "gates direct span -> word",
        "vector encoded other -> other",
        "array encoded other -> other",
        "maybe encoded other -> other",
        "maybe_text encoded other -> other",
        "texts encoded other -> other",
        "map encoded other -> other",
        "payment encoded other -> other",
        "order direct buffer -> message",
        "maybe_order encoded other -> message?",
        "two direct buffer buffer -> message",
        "mixed encoded span other buffer other -> message",
        "callbacks direct (direct word word -> word) (encoded span span -> other) \
         (encoded other -> message?) (direct -> none) -> other",
        "threads direct word (direct word -> word) -> word",
    ];
    assert_eq!(shapes("Echo"), echo);
    // Called by the library: at most one buffer, and no span.
    let clock = ["now direct -> word", "name direct wide buffer -> other"];
    assert_eq!(shapes("Clock"), clock);
}

#[test]
fn what_no_other_interface_returns_is_opened() {
    let schema = schema();
    let opened = |name| interface(&schema, name).opened;
    // A store returns stores, but nothing else does.
    assert!(opened("Store") && opened("Echo"));
    assert!(!opened("Cursor") && !opened("Clock"));
}

#[test]
fn a_call_implies_two_messages() {
    let schema = schema();
    let scan = &interface(&schema, "Store").methods[3];
    let request = &schema.messages[scan.call.request];
    let fields: Vec<(&str, u32)> = (request.fields.iter())
        .map(|field| (field.name.as_str(), field.id))
        .collect();
    assert_eq!(request.decl.name, "StoreScanRequest");
    assert_eq!(fields, [("prefix", 1), ("each", 2)]);
    assert!(schema.messages[scan.call.response].fields.is_empty());
    let (_, _, each) = scan.call.callbacks().next().expect("it has a callback");
    let names = [each.request, each.response].map(|id| schema.messages[id].decl.name.as_str());
    assert_eq!(names, ["StoreScanEachRequest", "StoreScanEachResponse"]);
    assert_eq!(schema.messages[each.request].fields[0].name, "arg1");
}

#[test]
fn a_method_has_a_fingerprint_from_its_first_version_on() {
    let schema = schema();
    let store = interface(&schema, "Store");
    let zero = |n: usize| {
        store.methods[n]
            .fingerprints
            .iter()
            .map(|f| *f == 0)
            .collect::<Vec<_>>()
    };
    assert_eq!(zero(0), [false, false]);
    assert_eq!(zero(5), [true, false], "`stats` is there since version 2");
    // An order has a note since version 2.
    assert_ne!(
        store.methods[0].fingerprints[0],
        store.methods[0].fingerprints[1]
    );
    assert_eq!(
        store.methods[2].fingerprints[0],
        store.methods[2].fingerprints[1]
    );
}
