//! `halflap inspect` as a user calls it: what it prints, and where, and its exit codes. What it says of
//! each byte is in `testdata/inspect`, which the vectors' test compares.

#[path = "support/command.rs"]
mod command;

use std::path::PathBuf;
use std::process::{Command, Stdio};

use command::{encoded, halflap, testdata, told};

/// A path for a file of one test.
fn scratch(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("inspect");
    std::fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

/// A buffer of `secrets.Account`.
fn account() -> Vec<u8> {
    let seed = vec!["7"; 32].join(",");
    let json = format!(r#"{{"name":"ada","password":"sesame","key":"AQID","seed":[{seed}]}}"#);
    encoded("schemas/secrets.lap", "secrets.Account", &json)
}

#[test]
fn good_and_bad_buffers_have_their_exit_codes() {
    let schema = testdata("schemas/secrets.lap");
    let inspect = ["inspect", "--schema", &schema, "-"];
    let verify = ["verify", "--schema", &schema, "-"];
    let good = account();
    let mut bad = good.clone();
    bad[40] ^= 1;
    for (buffer, code) in [
        (&good, 0),
        (&bad, 1),
        (&good[..39].to_vec(), 1),
        (&Vec::new(), 1),
    ] {
        let (found, out, err) = told(&halflap(&inspect, buffer));
        assert_eq!((found, err.as_str()), (code, ""));
        let verdict = told(&halflap(&verify, buffer)).1;
        assert!(out.ends_with(&format!("\n{verdict}")), "{verdict}{out}");
    }
}

#[test]
fn secrets_are_shown_where_that_is_asked_for() {
    let schema = testdata("schemas/secrets.lap");
    let with = |more: &[&str]| {
        let mut arguments = vec!["inspect", "--schema", &schema];
        arguments.extend(more);
        arguments.push("-");
        told(&halflap(&arguments, &account())).1
    };
    let hidden = with(&[]);
    assert!(
        !hidden.contains("sesame") && !hidden.contains("73 65 73"),
        "{hidden}"
    );
    assert!(
        hidden.contains("** ** **") && hidden.contains("6 bytes not shown"),
        "{hidden}"
    );
    let shown = with(&["--reveal"]);
    assert!(shown.contains("73 65 73 61 6d 65"), "{shown}");
    assert!(shown.contains("password: string = \"sesame\""), "{shown}");
    assert!(!shown.contains("**"), "{shown}");
}

#[test]
fn colours_are_for_terminals_and_for_who_asks() {
    let schema = testdata("schemas/secrets.lap");
    let with = |when: &str| {
        let arguments = ["inspect", "--schema", &schema, "--color", when, "-"];
        told(&halflap(&arguments, &account())).1
    };
    // Standard output is a pipe here.
    assert_eq!(with("auto"), with("never"));
    assert!(!with("never").contains('\u{1b}'));
    assert!(with("always").contains("\u{1b}["));
}

#[test]
fn without_a_schema_the_header_is_shown() {
    let (code, out, err) = told(&halflap(&["inspect", "-"], &account()));
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("root block, ") && out.contains("|"), "{out}");
    assert!(
        out.ends_with("header ok, body not checked: there is no schema\n"),
        "{out}"
    );
    let mut bad = account();
    bad[0] = b'h';
    let (code, out, _) = told(&halflap(&["inspect", "-"], &bad));
    assert_eq!(code, 1);
    assert!(
        out.ends_with("error kind=bad_magic offset=0 path=\n"),
        "{out}"
    );
}

#[test]
fn a_page_goes_to_a_file_or_to_standard_output() {
    let schema = testdata("schemas/secrets.lap");
    let page = scratch("account.html");
    let page = page.to_str().unwrap();
    let arguments = ["inspect", "--schema", &schema, "--html", page, "-"];
    assert_eq!(
        told(&halflap(&arguments, &account())),
        (0, "ok\n".into(), String::new())
    );
    let written = std::fs::read_to_string(page).unwrap();
    assert!(written.starts_with("<!doctype html>") && written.contains("secrets.Account"));
    // Nothing that a browser would have to fetch.
    for word in ["http:", "https:", "src=", "url(", "@import"] {
        assert!(!written.contains(word), "{word}");
    }
    let to_output = ["inspect", "--schema", &schema, "--html", "-", "-"];
    assert_eq!(told(&halflap(&to_output, &account())).1, written);
    let mut bad = account();
    bad[40] ^= 1;
    let (code, out, _) = told(&halflap(&arguments, &bad));
    assert_eq!(
        (code, out.as_str()),
        (1, "error kind=bad_offset offset=40 path=name\n")
    );
}

#[test]
fn descriptions_and_types_choose_what_is_read() {
    let schema = testdata("schemas/secrets.lap");
    let description = testdata("descriptors/secrets.halflap");
    let [by_schema, by_description] = [("--schema", &schema), ("--descriptor", &description)]
        .map(|(how, file)| told(&halflap(&["inspect", how, file, "-"], &account())).1);
    assert_eq!(by_schema, by_description);
    let other = [
        "inspect",
        "--schema",
        &schema,
        "--type",
        "secrets.Vault",
        "-",
    ];
    let (code, out, _) = told(&halflap(&other, &account()));
    assert_eq!(code, 1);
    assert!(
        out.ends_with("error kind=wrong_type offset=8 path=\n"),
        "{out}"
    );
    assert!(out.contains("type id = secrets.Account"), "{out}");
    assert!(!out.contains("73 65 73"), "{out}");
}

/// A description with other names than identifiers is refused, with the name made harmless.
#[test]
fn names_do_no_harm() {
    let mut description = std::fs::read(testdata("descriptors/secrets.halflap")).unwrap();
    let name = b"secrets.Account";
    let at = description.windows(name.len()).position(|w| w == name);
    let at = at.expect("the message's name") + b"secrets.".len();
    description[at..at + 4].copy_from_slice(b"\x1b[2J");
    description[6] = 0; // without a checksum
    description[36..40].fill(0);
    let struck = scratch("harm.halflap");
    std::fs::write(&struck, description).unwrap();
    let struck = struck.to_str().unwrap();
    for command in ["verify", "inspect"] {
        let call = [command, "--descriptor", struck, "-"];
        let (code, out, err) = told(&halflap(&call, &account()));
        assert_eq!((code, &*out), (1, ""), "{call:?}: {err}");
        let is_harmless = err.contains("secrets.\\u001b[2Junt: ") && !err.contains('\u{1b}');
        assert!(is_harmless, "{call:?}: {err}");
    }
}

#[test]
fn a_wrong_call_is_told_from_wrong_input() {
    let schema = testdata("schemas/secrets.lap");
    for arguments in [
        &["inspect"][..],
        &["inspect", "there/is/no/such/file"],
        &["inspect", "--type", "secrets.Account", "-"],
        &["inspect", "--schema", &schema, "--descriptor", "d", "-"],
        &[
            "inspect",
            "--schema",
            &schema,
            "--type",
            "secrets.Acount",
            "-",
        ],
        &["inspect", "--color", "sometimes", "-"],
        &[
            "inspect",
            "--html",
            "there/is/no/such/folder/page.html",
            "-",
        ],
    ] {
        let (code, out, err) = told(&halflap(arguments, &account()));
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {err}");
        assert!(err.contains("error"), "{arguments:?}: {err}");
    }
    let (code, out, _) = told(&halflap(&["inspect", "--help"], b""));
    assert_eq!(code, 0);
    for word in ["--schema", "--all", "--reveal", "--html", "Examples:"] {
        assert!(out.contains(word), "{word}");
    }
}

/// `halflap inspect … | head` is no error.
#[cfg(unix)]
#[test]
fn a_reader_may_have_seen_enough() {
    let file = scratch("large.bin");
    let mut buffer = account();
    buffer.extend(vec![0; 1 << 20]);
    std::fs::write(&file, &buffer).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_halflap"))
        .args(["inspect", "--all", file.to_str().unwrap()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Closed before anything is read: the pipe holds far less than what is written.
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), err.as_str()), (Some(1), ""));
}
