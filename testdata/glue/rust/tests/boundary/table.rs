//! What a client finds before it calls anything.

use crate::support::{fingerprints, interface, interfaces, library, methods, text};

#[test]
fn the_table_says_what_the_schema_says() {
    let library = library();
    assert_eq!((library.abi, library.version), (1, 2));
    assert_eq!(text(library.package), "glue");
    let told: Vec<String> = (interfaces().iter())
        .map(|interface| {
            let kind = ["", "host "][interface.host as usize];
            let opened = ["", " opened"][usize::from(!interface.open.is_null())];
            let count = interface.method_count;
            format!("{kind}{}: {count}{opened}", text(interface.name))
        })
        .collect();
    let expected = [
        "glue.Store: 10 opened",
        "glue.Cursor: 2",
        "glue.Echo: 32 opened",
        "host glue.Clock: 2",
    ];
    assert_eq!(told, expected);
}

#[test]
fn methods_ascend_and_have_functions_and_fingerprints() {
    for interface in interfaces() {
        let methods = methods(interface);
        for pair in methods.windows(2) {
            assert!(pair[0].number < pair[1].number);
        }
        for method in methods {
            assert_eq!(method.function.is_null(), interface.host == 1);
            let fingerprints = fingerprints(method);
            for (index, fingerprint) in fingerprints.iter().enumerate() {
                let there = index as u32 + 1 >= method.since;
                assert_eq!(*fingerprint != 0, there, "{}", text(method.name));
            }
        }
    }
}

#[test]
fn names_ids_and_fingerprints_are_those_of_the_c_header() {
    let header = include_str!("../../../c/generated/glue_glue.h");
    for interface in interfaces() {
        let name = text(interface.name);
        let (_, short) = name.split_once('.').expect("a full name");
        let line = format!("#define glue_{short}_ID UINT64_C({:#018x})", interface.id);
        assert!(header.contains(&line), "{line}");
        for method in methods(interface) {
            for fingerprint in fingerprints(method) {
                let number = format!("{fingerprint:#018x}");
                assert!(
                    header.contains(&number),
                    "{number} of {}",
                    text(method.name)
                );
            }
        }
    }
}

#[test]
fn stats_are_there_since_version_2() {
    let store = methods(interface("glue.Store"));
    let stats = store.iter().find(|method| text(method.name) == "stats");
    let stats = stats.expect("it is there");
    assert_eq!((stats.number, stats.since), (6, 2));
}
