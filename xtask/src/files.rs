//! The files of the repository.

use std::fs;
use std::path::{Path, PathBuf};

use crate::step::{Failure, Run};

/// Folders that hold no source of the project.
const SKIPPED: [&str; 5] = [".git", "target", "node_modules", "__pycache__", ".cargo"];

impl Run {
    /// Files whose names end so, counted from the root, in order.
    pub fn files(&self, ending: &str) -> Result<Vec<PathBuf>, Failure> {
        let mut found = Vec::new();
        walk(self.root(), &mut |path| {
            if path.to_string_lossy().ends_with(ending) {
                found.push(path.strip_prefix(self.root()).unwrap_or(path).to_path_buf());
            }
        })?;
        found.sort();
        Ok(found)
    }

    /// Folders of the Go modules, but for those of the comparison with others, which need much.
    pub fn go_modules(&self) -> Result<Vec<PathBuf>, Failure> {
        let files = self.files("go.mod")?;
        let folders = files.iter().filter_map(|file| file.parent());
        let own = folders.filter(|folder| !folder.starts_with("benches/compare"));
        Ok(own.map(Path::to_path_buf).collect())
    }

    /// The text of a file, its path counted from the root.
    pub fn read(&self, path: impl AsRef<Path>) -> Result<String, Failure> {
        let path = path.as_ref();
        fs::read_to_string(self.root().join(path))
            .map_err(|error| Failure::new(format!("{}: {error}", path.display())))
    }
}

fn walk(folder: &Path, each: &mut dyn FnMut(&Path)) -> Result<(), Failure> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if !entry.file_type()?.is_dir() {
            each(&path);
        } else if !SKIPPED.iter().any(|name| path.ends_with(name)) {
            walk(&path, each)?;
        }
    }
    Ok(())
}
