//! Where one folder is, as seen from another: in words that manifests, Go and a shell take as they are.

use std::io;
use std::path::{Component, Path, PathBuf};

/// The path that leads from one folder to another; both are there.
pub fn relative(from: &Path, to: &Path) -> Result<String, String> {
    let real = |folder: &Path| {
        real(folder).map_err(|why| format!("cannot find {}: {why}", folder.display()))
    };
    let path = steps(&real(from)?, &real(to)?);
    let fine = |c: char| c.is_alphanumeric() || "/.:_-+@~".contains(c);
    match path.chars().find(|c| !fine(*c)) {
        None => Ok(path),
        Some(c) => Err(format!(
            "`{path}` leads to halflap: Go, Cargo and shells do not all take its {c:?}; \
             say `--halflap DIR` for another place"
        )),
    }
}

/// Without links and `..`; on Windows without the prefix that Go and Cargo do not take either.
fn real(folder: &Path) -> io::Result<PathBuf> {
    match cfg!(windows) {
        true => std::path::absolute(folder),
        false => folder.canonicalize(),
    }
}

fn steps(from: &Path, to: &Path) -> String {
    let (from_parts, to_parts): (Vec<_>, Vec<_>) =
        (from.components().collect(), to.components().collect());
    let same = from_parts.iter().zip(&to_parts);
    let common = same.take_while(|(a, b)| a == b).count();
    if common == 0 {
        // On another drive.
        return slashes(to_parts.iter());
    }
    let up = from_parts.len() - common;
    let below = slashes(to_parts[common..].iter());
    let start = match up {
        0 => ".".to_owned(),
        _ => vec![".."; up].join("/"),
    };
    match below.is_empty() {
        true => start,
        false => format!("{start}/{below}"),
    }
}

/// As both languages write paths, on every system.
fn slashes<'a>(parts: impl Iterator<Item = &'a Component<'a>>) -> String {
    let texts: Vec<String> = parts
        .filter(|part| **part != Component::RootDir)
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    texts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_lead_up_and_down() {
        let led = |from, to| steps(Path::new(from), Path::new(to));
        assert_eq!(led("/a/b", "/a/c"), "../c");
        assert_eq!(led("/a/b/c", "/x/y"), "../../../x/y");
        assert_eq!(led("/a/b", "/a"), "..");
        assert_eq!(led("/a", "/a/b/c"), "./b/c");
        assert_eq!(led("/a", "/a"), ".");
    }

    #[test]
    fn what_would_need_quotes_is_refused() {
        let folder = std::env::temp_dir().join(format!("halflap new {}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let refused = relative(&std::env::temp_dir(), &folder);
        std::fs::remove_dir(&folder).expect("it is empty");
        assert!(refused.is_err_and(|why| why.contains("' '")));
        assert!(relative(&folder, &folder).is_err_and(|why| why.contains("cannot find")));
    }
}
