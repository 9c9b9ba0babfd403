//! `halflap layout` says of the test schemas what `testdata/layout` has written down, as text and as
//! JSON, and finds what differs.
//!
//! `HALFLAP_BLESS=1 cargo test -p halflap-compiler --test layout` writes the files anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata")
}

fn halflap(arguments: &[&str], schema: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_halflap"))
        .arg("layout")
        .args(arguments)
        .arg(schema)
        .output()
        .expect("the command runs")
}

fn printed(arguments: &[&str], schema: &Path) -> String {
    let output = halflap(arguments, schema);
    assert!(output.status.success(), "{}", schema.display());
    String::from_utf8(output.stdout).expect("text")
}

fn schemas() -> impl Iterator<Item = (String, PathBuf)> {
    let entries = fs::read_dir(testdata().join("schemas")).expect("the folder is there");
    entries
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.extension().is_some_and(|e| e == "lap"))
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy();
            (name.into_owned(), path)
        })
}

#[test]
fn layouts_are_as_written_down() {
    let bless = std::env::var_os("HALFLAP_BLESS").is_some();
    let mut count = 0;
    for (name, schema) in schemas() {
        for (format, ending) in [("text", "txt"), ("json", "json")] {
            let found = printed(&["--format", format], &schema);
            let golden = testdata().join("layout").join(format!("{name}.{ending}"));
            if bless {
                fs::write(&golden, &found).expect("it can be written");
            }
            let wanted = fs::read_to_string(&golden).unwrap_or_default();
            assert_eq!(found, wanted, "{name}: HALFLAP_BLESS=1 writes it anew");
            // The command compares as this test does.
            let output = halflap(&["--check", &golden.to_string_lossy()], &schema);
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{name}: {errors}");
        }
        count += 1;
    }
    assert!(count >= 20, "only {count} schemas");
}

const BEFORE: &str = "package shop version 2
struct Place { x: f32  y: f32 }
enum Side: u8 { 1 buy  2 sell }
message Order {
  1 id: u32
  2 side: Side
  3 note: string?
  4 tip: u16?  since 2
}
message Gone { 1 a: u8 }
";

const AFTER: &str = "package shop version 2
struct Place { x: f32  y: f32  z: f32 }
enum Side: u8 { 1 buy  3 sell }
message New { 1 a: u8 }
message Order {
  1 id: u64
  2 side: Side
  3 note: string?
  4 tip: u16?  since 2
  5 place: Place
}
";

/// What `--check` says of one schema against another's layout.
fn difference(format: &str) -> (Option<i32>, String) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("layout_{format}"));
    fs::create_dir_all(&folder).expect("a folder");
    let (before, after) = (folder.join("before.lap"), folder.join("after.lap"));
    fs::write(&before, BEFORE).expect("written");
    fs::write(&after, AFTER).expect("written");
    let golden = folder.join("golden");
    let path = golden.to_string_lossy();
    assert!(printed(&["--format", format, "-o", &path], &before).is_empty());
    assert!(halflap(&["--check", &path], &before).status.success());
    let output = halflap(&["--check", &path], &after);
    assert!(output.stdout.is_empty());
    let errors = String::from_utf8_lossy(&output.stderr).replace(&*path, "golden");
    (output.status.code(), errors)
}

#[test]
fn json_tells_which_field_moved() {
    let (code, errors) = difference("json");
    assert_eq!(code, Some(1));
    for line in [
        "error: golden holds another layout",
        "  enum shop.Side, value sell: value was 2, is 3",
        "  struct shop.Place: size was 8, is 12",
        "  struct shop.Place, member z is new",
        "  message shop.Order: blocks was [16 24], is [32 40]",
        "  message shop.Order, field side (2): offset was 12, is 28",
        "  message shop.Order, field id (1): size was 4, is 8",
        "  message shop.Order, field place (5) is new",
        "  message shop.Order, field tip (4): presence_byte was 18, is 34",
        "  message shop.Order: now aligned true",
        "  message shop.New is new",
        "  message shop.Gone is gone",
        "help: where that is meant, write it anew: `-o golden` for `--check golden`",
    ] {
        assert!(errors.lines().any(|l| l == line), "{line}\n{errors}");
    }
    // What stayed is not mentioned.
    assert!(!errors.contains("type_id"), "{errors}");
    assert!(!errors.contains("value buy"), "{errors}");
}

#[test]
fn text_tells_which_lines_differ() {
    let (code, errors) = difference("text");
    assert_eq!(code, Some(1));
    for line in [
        "  struct shop.Place: at size align member type",
        "    - struct shop.Place: size 8, align 4",
        "    + struct shop.Place: size 12, align 4",
        "    + 8 4 4 z f32",
        "  message shop.Order: at size align target id field type",
        "    - 0 4 4 1 id u32",
        "    + 0 8 8 1 id u64",
        "  message shop.New is new",
        "  message shop.Gone is gone",
    ] {
        assert!(errors.lines().any(|l| l == line), "{line}\n{errors}");
    }
    assert!(!errors.contains("y f32"), "{errors}");
}

#[test]
fn one_type_is_shown_alone() {
    let schema = testdata().join("schemas/shop.lap");
    let text = printed(&["--type", "shop.Order"], &schema);
    assert!(text.contains("\nmessage shop.Order: block 72 80"), "{text}");
    assert!(text.contains("\nentry of {string: string}"), "{text}");
    assert!(!text.contains("\nmessage shop.Line"), "{text}");
    // A type of an imported package is laid out by that package's versions.
    let text = printed(&["--type", "money.Amount"], &schema);
    assert!(text.starts_with("package money version 3\n"), "{text}");
    assert!(text.contains("block 16 24 32"), "{text}");
    let output = halflap(&["--type", "Order"], &schema);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "error: the schema declares no `Order`; did you mean `shop.Order`?\n"
    );
}

#[test]
fn what_is_no_layout_is_refused() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let schema = testdata().join("schemas/mesh.lap");
    for (text, why) in [
        ("{\"layout\": 2}", "a layout of form 2"),
        ("{}", "no layout"),
        ("{", "no layout"),
        ("", "no layout"),
    ] {
        let golden = folder.join("no_layout");
        fs::write(&golden, text).expect("written");
        let output = halflap(&["--check", &golden.to_string_lossy()], &schema);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{errors}");
        assert!(errors.contains(why), "{errors}");
    }
    let output = halflap(&["--check", "/no/such/file"], &schema);
    assert_eq!(output.status.code(), Some(2));
    let output = halflap(&["--check", "x", "--json"], &schema);
    assert_eq!(output.status.code(), Some(2));
}
