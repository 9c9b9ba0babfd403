//! Links of the built pages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::markdown;
use crate::step::Failure;

/// Every link of a page that stays in the book leads to a file of it and, after `#`, to an element
/// with that id.
pub fn check(book: &Path) -> Result<usize, Failure> {
    let mut pages = BTreeMap::new();
    let mut folders = vec![book.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "html") {
                let name = path.strip_prefix(book).unwrap_or(&path).to_path_buf();
                pages.insert(name, fs::read_to_string(&path)?);
            }
        }
    }
    // Pages that mdBook makes for printing and for missing pages stand for themselves.
    let own = |name: &Path| {
        !["print.html", "404.html", "toc.html"]
            .map(Path::new)
            .contains(&name)
    };
    let ids: BTreeMap<&PathBuf, BTreeSet<&str>> = pages
        .iter()
        .map(|(name, text)| (name, values(text, "id=\"").collect()))
        .collect();
    let (mut findings, mut count) = (Vec::new(), 0);
    for (name, text) in pages.iter().filter(|(name, _)| own(name)) {
        for target in values(text, "href=\"").chain(values(text, "src=\"")) {
            if markdown::is_external(target) || target.starts_with("data:") {
                continue;
            }
            count += 1;
            let path = markdown::resolve(name, target);
            let there = book.join(&path).is_file();
            let anchor = target.split_once('#').map_or("", |(_, anchor)| anchor);
            let found = anchor.is_empty() || ids.get(&path).is_some_and(|ids| ids.contains(anchor));
            if !there || !found {
                findings.push(format!("{}: {target} leads nowhere", name.display()));
            }
        }
    }
    Failure::unless_empty(&findings)?;
    match count {
        0 => Err(Failure::new("the book has no links")),
        _ => Ok(count),
    }
}

/// The values of an attribute, which begins so and ends with a quote.
fn values<'a>(text: &'a str, attribute: &'static str) -> impl Iterator<Item = &'a str> {
    text.split(attribute)
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
}
