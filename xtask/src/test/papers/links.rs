//! Links of Markdown files to other files and to their headings.

use std::path::{Component, Path, PathBuf};

use crate::step::{Failure, Run};

/// Every relative link names a file or folder that exists and, after `#`, one of its headings.
pub fn check(run: &Run) -> Result<String, Failure> {
    let mut findings = Vec::new();
    let mut count = 0;
    for file in run.files(".md")? {
        for (line, target) in links(&run.read(&file)?) {
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            count += 1;
            if let Some(problem) = problem(run, &file, &target)? {
                findings.push(format!("{}:{line}: {target}: {problem}", file.display()));
            }
        }
    }
    Failure::unless_empty(&findings)?;
    Ok(format!("{count} links"))
}

fn problem(run: &Run, file: &Path, target: &str) -> Result<Option<&'static str>, Failure> {
    let (path, heading) = target.split_once('#').unwrap_or((target, ""));
    let folder = file.parent().unwrap_or(Path::new(""));
    let path = match path {
        "" => file.to_path_buf(),
        _ => flat(&folder.join(path)),
    };
    if !run.root().join(&path).exists() {
        return Ok(Some("no such file"));
    }
    if heading.is_empty() || path.extension().is_none_or(|end| end != "md") {
        return Ok(None);
    }
    let text = run.read(&path)?;
    let found = prose(&text)
        .filter(|(_, line)| line.starts_with('#'))
        .any(|(_, line)| anchor(line) == heading);
    Ok((!found).then_some("no such heading"))
}

/// `a/../b` is `b`: the link must not leave the repository and come back by its name.
fn flat(path: &Path) -> PathBuf {
    let mut flat = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                flat.pop();
            }
            Component::CurDir => {}
            other => flat.push(other),
        }
    }
    flat
}

/// The anchor that a heading gets: lower case, spaces as `-`, most punctuation left out.
fn anchor(heading: &str) -> String {
    heading
        .trim_start_matches('#')
        .trim()
        .chars()
        .filter_map(|c| match c {
            ' ' => Some('-'),
            '-' | '_' => Some(c),
            c if c.is_alphanumeric() => Some(c.to_ascii_lowercase()),
            _ => None,
        })
        .collect()
}

/// Lines outside fenced code, with their numbers.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    text.lines().enumerate().filter_map(move |(index, line)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        (!fenced && !fence).then_some((index + 1, line))
    })
}

/// Targets of `[text](target)` outside code, with their lines.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in prose(text) {
        // Every second part of a line split at backticks is code.
        let outside: String = line.split('`').step_by(2).collect::<Vec<_>>().join("code");
        for rest in outside.split("](").skip(1) {
            if let Some((target, _)) = rest.split_once(')') {
                found.push((number, target.to_owned()));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_links_outside_code() {
        let text = "see [a](x.md#y), `[b](no)`\n```\n[c](no)\n```\n[`d`](z)";
        let expected = [(1, "x.md#y".to_owned()), (5, "z".to_owned())];
        assert_eq!(links(text), expected);
    }

    #[test]
    fn headings_become_anchors() {
        assert_eq!(
            anchor("## Where `targets` go, and why"),
            "where-targets-go-and-why"
        );
        assert_eq!(
            flat(Path::new("spec/../docs/./a.md")),
            Path::new("docs/a.md")
        );
    }
}
