//! Checks names: what prints or generates code from a description relies on them.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Result, check};

/// The names of what `owner` holds are identifiers, and no two are the same.
pub(super) fn names<'a>(owner: &str, names: impl Iterator<Item = &'a String>) -> Result<()> {
    let mut names: Vec<&str> = names.map(String::as_str).collect();
    let good = names.iter().all(|name| is_identifier(name));
    check(good, owner, "a name in it is no identifier")?;
    names.sort_unstable();
    let distinct = names.windows(2).all(|pair| pair[0] != pair[1]);
    check(distinct, owner, "two names in it are the same")
}

/// Names as keys of JSON, which an identifier needs no escapes for.
pub(super) fn keys<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    names.map(|name| format!("\"{name}\":")).collect()
}

pub(super) fn is_identifier(name: &str) -> bool {
    let letter = |byte: u8| byte == b'_' || byte.is_ascii_alphabetic();
    let mut bytes = name.bytes();
    bytes.next().is_some_and(letter) && bytes.all(|byte| letter(byte) || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use crate::schema::{Index, Schema, descriptor};

    fn refused(damage: impl FnOnce(&mut Schema)) -> bool {
        let mut schema = descriptor();
        damage(&mut schema);
        Index::new(schema).is_err()
    }

    #[test]
    fn names_are_distinct_identifiers() {
        assert!(!refused(|_| {}));
        for name in ["", "1a", "a b", "a\"", "é", "a.b", "align"] {
            assert!(
                refused(|s| s.structs[0].members[0].name = name.into()),
                "{name}"
            );
        }
        assert!(refused(|s| s.messages[1].fields[0].name = "version".into()));
        assert!(refused(|s| s.messages[1].fields[0].name = "\n".into()));
        assert!(refused(|s| s.enums[0].values[0].name = "u8".into()));
        assert!(refused(|s| s.enums[0].values[0].name = "u-8".into()));
    }

    #[test]
    fn full_names_begin_with_the_package() {
        for name in [
            "Kind",
            "halflap.descriptor",
            "halflap.descriptor.",
            "halflap.descriptor.a.b",
            "halflap.descriptor.\u{1b}",
            "halflap.descriptors.Kind",
        ] {
            assert!(refused(|s| s.enums[0].name = name.into()), "{name}");
            assert!(refused(|s| s.structs[0].name = name.into()), "{name}");
            assert!(refused(|s| s.messages[0].name = name.into()), "{name}");
        }
        for name in ["", "a.", ".a", "a..b", "\u{1b}"] {
            assert!(refused(|s| s.packages[0].name = name.into()), "{name}");
        }
    }
}
