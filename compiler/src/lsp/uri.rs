//! URIs of files, and their paths.

use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

use lsp_types::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What is written as it is in a URI's path.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The path that a URI names. What is no file has a path all the same, one that no file has: a text
/// that was never saved is looked at too.
pub(super) fn to_path(uri: &Uri) -> PathBuf {
    file_path(uri.as_str()).unwrap_or_else(|| PathBuf::from(uri.as_str()))
}

fn file_path(uri: &str) -> Option<PathBuf> {
    let (scheme, rest) = uri.split_once("://")?;
    let slash = rest.find('/')?;
    let (host, path) = rest.split_at(slash);
    let here = host.is_empty() || host.eq_ignore_ascii_case("localhost");
    if !scheme.eq_ignore_ascii_case("file") || !here {
        return None;
    }
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let mut path = path.as_ref();
    if cfg!(windows) && path.as_bytes().get(2) == Some(&b':') {
        path = &path[1..];
    }
    Some(flat(Path::new(path)))
}

/// The URI of a file; none where its path is not UTF-8.
pub(super) fn from_path(path: &Path) -> Option<Uri> {
    let path = std::path::absolute(path).ok()?;
    let path = flat(&path);
    let mut text = path
        .to_str()?
        .replace('\\', if cfg!(windows) { "/" } else { "\\" });
    if !text.starts_with('/') {
        text.insert(0, '/');
    }
    let encoded = utf8_percent_encode(&text, PLAIN);
    Uri::from_str(&format!("file://{encoded}")).ok()
}

/// `a/../b` is `b`.
pub(super) fn flat(path: &Path) -> PathBuf {
    let mut flat = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir if flat.file_name().is_some() => {
                flat.pop();
            }
            Component::CurDir => {}
            other => flat.push(other),
        }
    }
    flat
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn paths_come_back() {
        for path in ["/a/b.lap", "/a b/grüße#1?.lap", "/100%/x:y.lap", "/"] {
            let uri = from_path(Path::new(path)).expect("a URI");
            assert_eq!(to_path(&uri), Path::new(path), "{}", uri.as_str());
        }
        let uri = from_path(Path::new("/a/c/../b ü.lap")).expect("a URI");
        assert_eq!(uri.as_str(), "file:///a/b%20%C3%BC.lap");
    }

    #[test]
    #[cfg(unix)]
    fn what_clients_send() {
        for (uri, path) in [
            ("file:///a/./b/../c.lap", "/a/c.lap"),
            ("FILE://localhost/a%2Fb.lap", "/a/b.lap"),
            ("untitled:Untitled-1", "untitled:Untitled-1"),
            ("file://elsewhere/a.lap", "file://elsewhere/a.lap"),
            ("file:///%ff.lap", "file:///%ff.lap"),
            ("git:/a/b.lap?x", "git:/a/b.lap?x"),
        ] {
            let parsed = Uri::from_str(uri).expect("a URI");
            assert_eq!(to_path(&parsed), Path::new(path), "{uri}");
        }
    }
}
