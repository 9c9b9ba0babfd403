//! Lays the documents out as mdBook wants them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::markdown;
use crate::step::{Failure, Run};

const SUMMARY: &str = "docs/SUMMARY.md";

/// Folders every document of which has to be a chapter.
const WHOLE: [&str; 2] = ["docs", "spec"];

/// Copies the chapters that the summary names, and the summary; says how many they are.
pub fn stage(run: &Run, folder: &Path) -> Result<usize, Failure> {
    let summary = run.read(SUMMARY)?;
    let chapters: BTreeSet<PathBuf> = markdown::links(&summary)
        .into_iter()
        .map(|(_, target)| markdown::resolve(Path::new(SUMMARY), &target))
        .collect();
    missing(run, &chapters)?;
    let web = repository(run)?;
    // Pictures lie beside the chapters, as in the repository.
    let mut there = chapters.clone();
    for picture in run.files(".svg")? {
        if picture.starts_with("docs") {
            write(&folder.join("src").join(&picture), &run.read(&picture)?)?;
            there.insert(picture);
        }
    }
    for chapter in &chapters {
        let text = markdown::map_links(&run.read(chapter)?, |target| {
            to_web(chapter, target, &there, &web)
        });
        write(&folder.join("src").join(chapter), &text)?;
    }
    let at_the_root = markdown::map_links(&summary, |target| {
        let path = markdown::resolve(Path::new(SUMMARY), target);
        Some(path.to_string_lossy().into_owned())
    });
    write(&folder.join("src/SUMMARY.md"), &at_the_root)?;
    write(&folder.join("book.toml"), &run.read("docs/book.toml")?)?;
    Ok(chapters.len())
}

fn missing(run: &Run, chapters: &BTreeSet<PathBuf>) -> Result<(), Failure> {
    let mut findings = Vec::new();
    for file in run.files(".md")? {
        let wanted = WHOLE.iter().any(|folder| file.starts_with(folder));
        if wanted && file != Path::new(SUMMARY) && !chapters.contains(&file) {
            findings.push(format!("{}: {SUMMARY} does not list it", file.display()));
        }
    }
    Failure::unless_empty(&findings)
}

/// Where a link of a chapter leads in the book, if elsewhere than in the repository.
fn to_web(chapter: &Path, target: &str, chapters: &BTreeSet<PathBuf>, web: &str) -> Option<String> {
    if markdown::is_external(target) || target.starts_with('#') {
        return None;
    }
    let path = markdown::resolve(chapter, target);
    if !chapters.contains(&path) {
        return Some(format!("{web}/blob/main/{}", path.display()));
    }
    // mdBook makes a folder's index of its README, but does not lead links there.
    let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
    let index = file.strip_suffix("README.md")?;
    let hash = if anchor.is_empty() { "" } else { "#" };
    Some(format!("{index}index.md{hash}{anchor}"))
}

/// Where the repository is on the web, as the manifest says.
fn repository(run: &Run) -> Result<String, Failure> {
    let manifest = run.read("Cargo.toml")?;
    let line = manifest
        .lines()
        .find_map(|line| line.strip_prefix("repository = \""));
    line.and_then(|rest| rest.strip_suffix('"'))
        .map(str::to_owned)
        .ok_or_else(|| Failure::new("Cargo.toml names no repository"))
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, text)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_to_what_is_no_chapter_leave_the_book() {
        let chapters = BTreeSet::from(["spec/wire.md", "README.md"].map(PathBuf::from));
        let lead = |target| to_web(Path::new("docs/a.md"), target, &chapters, "https://x");
        assert_eq!(lead("../spec/wire.md#header"), None);
        assert_eq!(lead("https://y/z"), None);
        assert_eq!(lead("#here"), None);
        assert_eq!(lead("../README.md#a"), Some("../index.md#a".to_owned()));
        let source = Some("https://x/blob/main/src/lib.rs".to_owned());
        assert_eq!(lead("../src/lib.rs"), source);
    }
}
