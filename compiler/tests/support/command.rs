//! The command as a user calls it.

use std::io::Write;
use std::process::{Command, Output, Stdio};

pub fn testdata(file: &str) -> String {
    format!("{}/../testdata/{file}", env!("CARGO_MANIFEST_DIR"))
}

/// Calls it with something on standard input.
pub fn halflap(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_halflap"))
        .args(arguments)
        .env_remove("NO_COLOR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that is called wrongly reads nothing.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

/// Exit code, standard output and standard error.
pub fn told(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let code = output.status.code().unwrap();
    (code, text(&output.stdout), text(&output.stderr))
}

/// A buffer of a message of `testdata/schemas`, made of JSON.
pub fn encoded(schema: &str, message: &str, json: &str) -> Vec<u8> {
    let schema = testdata(schema);
    let arguments = ["from-json", "--schema", &schema, "--type", message, "-"];
    let output = halflap(&arguments, json.as_bytes());
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
    output.stdout
}
