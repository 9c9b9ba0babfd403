//! Links and code in Markdown files.

use std::path::{Component, Path, PathBuf};

/// Lines outside fenced code, with their numbers.
pub fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    text.lines().enumerate().filter_map(move |(index, line)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        (!fenced && !fence).then_some((index + 1, line))
    })
}

/// Targets of `[text](target)` outside code, with their lines.
pub fn links(text: &str) -> Vec<(usize, String)> {
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

/// Links whose text is code, with the code and their lines: ``[`code`](target)``.
pub fn code_links(text: &str) -> Vec<(usize, &str, &str)> {
    let mut found = Vec::new();
    for (number, line) in prose(text) {
        for part in line.split("[`").skip(1) {
            let Some((code, rest)) = part.split_once("`](") else {
                continue;
            };
            if let Some((target, _)) = rest.split_once(')') {
                found.push((number, code, target));
            }
        }
    }
    found
}

/// The text with the targets of its links, outside fenced code, as `change` wants them.
pub fn map_links(text: &str, change: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut fenced = false;
    for line in text.split_inclusive('\n') {
        fenced ^= line.trim_start().starts_with("```");
        let mut parts = line.split("](");
        out.push_str(parts.next().unwrap_or_default());
        for part in parts {
            out.push_str("](");
            match part.split_once(')') {
                Some((target, rest)) if !fenced => {
                    out.push_str(&change(target).unwrap_or_else(|| target.to_owned()));
                    out.push(')');
                    out.push_str(rest);
                }
                _ => out.push_str(part),
            }
        }
    }
    out
}

/// A block of fenced code.
pub struct Fence<'a> {
    /// Where it begins, from 1.
    pub line: usize,
    /// What stands behind the fence.
    pub language: &'a str,
    pub lines: Vec<&'a str>,
    /// The comment on a line of its own before the block: `from FILE`.
    comment: Option<&'a str>,
}

impl<'a> Fence<'a> {
    /// What the comment before the block says behind this word.
    pub fn mark(&self, word: &str) -> Option<&'a str> {
        let rest = self.comment?.strip_prefix(word)?;
        rest.strip_prefix(' ')
    }
}

/// All blocks of fenced code. A comment before a block counts for that block only.
pub fn fences(text: &str) -> Vec<Fence<'_>> {
    let mut fences = Vec::new();
    let mut comment = None;
    let mut open: Option<Fence<'_>> = None;
    for (index, line) in text.lines().enumerate() {
        if let Some(mut fence) = open.take() {
            if line.starts_with("```") {
                fences.push(fence);
            } else {
                fence.lines.push(line);
                open = Some(fence);
            }
        } else if let Some(language) = line.strip_prefix("```") {
            open = Some(Fence {
                line: index + 1,
                language,
                lines: Vec::new(),
                comment: comment.take(),
            });
        } else if let Some(rest) = line.strip_prefix("<!-- ") {
            comment = rest.strip_suffix(" -->");
        }
    }
    fences
}

/// Whether a link leads out of the repository.
pub fn is_external(target: &str) -> bool {
    target.contains("://") || target.starts_with("mailto:")
}

/// The file that a link of this document leads to, counted from the root.
pub fn resolve(document: &Path, target: &str) -> PathBuf {
    let path = target.split('#').next().unwrap_or_default();
    if path.is_empty() {
        return document.to_path_buf();
    }
    flat(&document.parent().unwrap_or(Path::new("")).join(path))
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

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "see [a](x.md#y), `[b](no)`\n```\n[c](no)\n```\n[`d`](z)";

    #[test]
    fn finds_links_outside_code() {
        let expected = [(1, "x.md#y".to_owned()), (5, "z".to_owned())];
        assert_eq!(links(TEXT), expected);
        assert_eq!(code_links(TEXT), [(5, "d", "z")]);
    }

    #[test]
    fn changes_links_outside_fences() {
        let changed = map_links(TEXT, |target| (target == "z").then(|| "w".to_owned()));
        assert_eq!(changed, TEXT.replace("(z)", "(w)"));
        assert_eq!(map_links(TEXT, |_| None), TEXT);
    }

    #[test]
    fn a_comment_counts_for_the_next_block_only() {
        let text = "<!-- from a.rs -->\n```rust\nx\n```\n```go\ny\n```\n";
        let from: Vec<_> = fences(text)
            .iter()
            .map(|fence| fence.mark("from"))
            .collect();
        assert_eq!(from, [Some("a.rs"), None]);
    }

    #[test]
    fn links_are_resolved_from_their_document() {
        let from = Path::new("spec/a/x.md");
        assert_eq!(resolve(from, "../../docs/./b.md#c"), Path::new("docs/b.md"));
        assert_eq!(resolve(from, "#c"), from);
    }
}
