//! `halflap verify`, `to-json` and `from-json` as a user calls them: what they print, and where, and
//! their exit codes.

#[path = "support/command.rs"]
mod command;

use std::path::PathBuf;

use command::{encoded, halflap, testdata, told};

/// A path for a file of one test.
fn scratch(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("buffers");
    std::fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

const MAP: &str = r#"{"labels":{"a":"x","b":"y"}}"#;

/// A buffer of `maps.Texts`.
fn buffer() -> Vec<u8> {
    encoded("schemas/maps.lap", "maps.Texts", MAP)
}

#[test]
fn json_goes_in_and_comes_out() {
    let schema = testdata("schemas/maps.lap");
    let output = halflap(&["to-json", "--schema", &schema, "-"], &buffer());
    assert_eq!(told(&output), (0, format!("{MAP}\n"), String::new()));

    let pretty = ["to-json", "--schema", &schema, "--pretty", "-"];
    let lines = "{\n  \"labels\": {\n    \"a\": \"x\",\n    \"b\": \"y\"\n  }\n}\n";
    assert_eq!(told(&halflap(&pretty, &buffer())).1, lines);
}

#[test]
fn files_and_descriptors_stand_in_for_streams_and_schemas() {
    let schema = testdata("schemas/maps.lap");
    let [description, json, made, back] =
        ["maps.halflap", "map.json", "map.bin", "map.again.json"].map(scratch);
    let [description, json, made, back] =
        [&description, &json, &made, &back].map(|path| path.to_str().unwrap());
    std::fs::write(json, MAP).unwrap();
    for arguments in [
        &["gen", "--descriptor", description, &schema][..],
        &[
            "from-json",
            "--descriptor",
            description,
            "--type",
            "maps.Texts",
            "--checksum",
            "-o",
            made,
            json,
        ],
        &["to-json", "--descriptor", description, "-o", back, made],
    ] {
        let output = halflap(arguments, b"");
        assert_eq!(told(&output), (0, String::new(), String::new()));
    }
    assert_eq!(std::fs::read_to_string(back).unwrap(), format!("{MAP}\n"));
    // The flag of the checksum.
    assert_eq!(std::fs::read(made).unwrap()[6], 1);
}

#[test]
fn verify_says_what_is_wrong() {
    let schema = testdata("schemas/maps.lap");
    let good = buffer();
    let mut bad = good.clone();
    // The second key becomes the first.
    let b = bad.iter().rposition(|&byte| byte == b'b').unwrap();
    bad[b] = b'a';
    let [good_file, bad_file] = ["good.bin", "bad.bin"].map(scratch);
    std::fs::write(&good_file, &good).unwrap();
    std::fs::write(&bad_file, &bad).unwrap();
    let [good_file, bad_file] = [&good_file, &bad_file].map(|path| path.to_str().unwrap());
    let wrong = "error kind=unsorted_map offset=72 path=labels[1].key";

    let alone = ["verify", "--schema", &schema, good_file];
    assert_eq!(
        told(&halflap(&alone, b"")),
        (0, "ok\n".into(), String::new())
    );
    let from_input = ["verify", "--schema", &schema, "-"];
    assert_eq!(
        told(&halflap(&from_input, &bad)),
        (1, format!("{wrong}\n"), String::new())
    );
    let both = [
        "verify",
        "--schema",
        &schema,
        "--type",
        "maps.Texts",
        good_file,
        bad_file,
    ];
    let lines = format!("{good_file}: ok\n{bad_file}: {wrong}\n");
    assert_eq!(told(&halflap(&both, b"")), (1, lines, String::new()));
    let short = halflap(&from_input, b"HLAP");
    assert_eq!(told(&short).1, "error kind=truncated offset=4 path=\n");

    // Nothing of a buffer that is refused is shown.
    let shown = halflap(&["to-json", "--schema", &schema, "-"], &bad);
    assert_eq!(told(&shown), (1, String::new(), format!("{wrong}\n")));
}

#[test]
fn bad_json_is_told_with_its_place() {
    let schema = testdata("schemas/maps.lap");
    let arguments = [
        "from-json",
        "--schema",
        &schema,
        "--type",
        "maps.Texts",
        "-",
    ];
    let output = halflap(&arguments, b"{\"labels\":\n {\"a\":\"x\",\"a\":\"y\"}}");
    let wrong = "error kind=duplicate_key line=2 column=11 path=labels\n";
    assert_eq!(told(&output), (1, String::new(), wrong.into()));
}

#[test]
fn a_wrong_call_is_told_from_wrong_input() {
    let schema = testdata("schemas/maps.lap");
    for arguments in [
        &["verify", "--schema", &schema][..],
        &["verify", "-"],
        &["verify", "--schema", &schema, "there/is/no/such/file"],
        &["verify", "--schema", &schema, "--type", "maps.Text", "-"],
        &["from-json", "--schema", &schema, "-"],
        &["to-json", "--descriptor", "there/is/no/such/file", "-"],
    ] {
        let (code, out, err) = told(&halflap(arguments, b""));
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {err}");
        assert!(err.contains("error"), "{arguments:?}: {err}");
    }
    let misspelt = ["verify", "--schema", &schema, "--type", "maps.Text", "-"];
    let (_, _, err) = told(&halflap(&misspelt, b""));
    assert!(
        err.contains("did you mean") && err.contains("maps.Texts"),
        "{err}"
    );
    // A description is input.
    let output = halflap(&["verify", "--descriptor", &schema, "-"], b"");
    assert_eq!(output.status.code(), Some(1));
}
