//! Links of Markdown files to other files and to their headings.

use std::path::Path;

use crate::markdown;
use crate::step::{Failure, Run};

/// Every relative link names a file or folder that exists and, after `#`, one of its headings. A
/// link to a source file whose text is code names something that stands there: so a document that
/// says which test guards a claim can't outlive the test.
pub fn check(run: &Run) -> Result<String, Failure> {
    let mut findings = Vec::new();
    let mut count = 0;
    for file in run.files(".md")? {
        let text = run.read(&file)?;
        for (line, target) in markdown::links(&text) {
            if markdown::is_external(&target) {
                continue;
            }
            count += 1;
            if let Some(problem) = problem(run, &file, &target)? {
                findings.push(format!("{}:{line}: {target}: {problem}", file.display()));
            }
        }
        for (line, code, target) in markdown::code_links(&text) {
            let path = markdown::resolve(&file, target);
            let source = path
                .extension()
                .is_some_and(|end| SOURCES.iter().any(|s| end == *s));
            if source && run.root().join(&path).exists() && !run.read(&path)?.contains(code) {
                findings.push(format!(
                    "{}:{line}: {target} has no `{code}`",
                    file.display()
                ));
            }
        }
    }
    Failure::unless_empty(&findings)?;
    Ok(format!("{count} links"))
}

/// Endings of files that a link with code as its text has to be right about.
const SOURCES: [&str; 5] = ["rs", "go", "py", "lua", "json"];

fn problem(run: &Run, file: &Path, target: &str) -> Result<Option<&'static str>, Failure> {
    let heading = target.split_once('#').map_or("", |(_, heading)| heading);
    let path = markdown::resolve(file, target);
    if !run.root().join(&path).exists() {
        return Ok(Some("no such file"));
    }
    if heading.is_empty() || path.extension().is_none_or(|end| end != "md") {
        return Ok(None);
    }
    let text = run.read(&path)?;
    let found = markdown::prose(&text)
        .filter(|(_, line)| line.starts_with('#'))
        .any(|(_, line)| anchor(line) == heading);
    Ok((!found).then_some("no such heading"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_become_anchors() {
        assert_eq!(
            anchor("## Where `targets` go, and why"),
            "where-targets-go-and-why"
        );
    }
}
