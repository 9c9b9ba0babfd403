//! The schemas in the folders that the editor has open.

use std::fs;
use std::path::{Path, PathBuf};

/// How many schemas are looked at. More than these belong to several workspaces.
const MOST_SCHEMAS: usize = 2_000;

/// How many folders and files are seen on the way to them.
const MOST_ENTRIES: usize = 200_000;

/// Folders that hold what programs made.
const SKIPPED: [&str; 2] = ["target", "node_modules"];

/// Schemas below folders, in order. Links to folders are not followed.
pub(super) fn schemas(folders: &[PathBuf]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = folders.to_vec();
    let mut seen = 0;
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries.flatten() {
            seen += 1;
            if seen > MOST_ENTRIES || found.len() == MOST_SCHEMAS {
                found.sort();
                return found;
            }
            let (path, name) = (entry.path(), entry.file_name());
            let name = name.to_string_lossy();
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_folder {
                if !name.starts_with('.') && !SKIPPED.contains(&name.as_ref()) {
                    open.push(path);
                }
            } else if is_schema(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn is_schema(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "lap")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_below_folders() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/schemas");
        let found = schemas(&[root.join("v1"), root.join("v2"), root.join("none")]);
        let names: Vec<String> = found
            .iter()
            .map(|path| path.strip_prefix(&root).unwrap_or(path))
            .map(|path| path.to_string_lossy().replace('\\', "/"))
            .collect();
        assert!(names.contains(&"v1/money.lap".to_owned()), "{names:?}");
        assert!(names.contains(&"v2/evolve.lap".to_owned()), "{names:?}");
        assert!(names.is_sorted());
    }
}
