//! Code in documents that is copied from a program which the tests run.

use crate::markdown;
use crate::step::{Failure, Run};

/// Languages whose code in the README and the guide must come from a file.
const CODE: [&str; 4] = ["rust", "go", "lap", "c"];

/// A block of code after `<!-- from FILE -->` stands in that file, line for line; and every block
/// of the README and of the guide has such a mark.
pub fn check(run: &Run) -> Result<String, Failure> {
    let mut findings = Vec::new();
    let mut count = 0;
    for document in run.files(".md")? {
        let text = run.read(&document)?;
        let guide = document.starts_with("docs") || document.as_os_str() == "README.md";
        for block in markdown::fences(&text) {
            let place = format!("{}:{}", document.display(), block.line);
            match block.mark("from") {
                Some(file) => {
                    count += 1;
                    if !contains(&run.read(file)?, &block.lines) {
                        findings.push(format!("{place}: this code does not stand in {file}"));
                    }
                }
                // The whole file: `tutorial` builds it.
                None if block.mark("file").is_some() => {}
                None if guide && CODE.contains(&block.language) => {
                    findings.push(format!("{place}: code that comes from no file"));
                }
                None => {}
            }
        }
    }
    Failure::unless_empty(&findings)?;
    Ok(format!("{count} snippets"))
}

/// Whether lines stand in a text one after the other, however far they are indented.
fn contains(text: &str, lines: &[&str]) -> bool {
    let all: Vec<&str> = text.lines().collect();
    let wanted = dedented(lines);
    !wanted.is_empty()
        && all
            .windows(lines.len())
            .any(|some| dedented(some) == wanted)
}

/// Lines without the white space that all of them begin with.
fn dedented<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let indent = |line: &&str| line.len() - line.trim_start().len();
    let filled = lines.iter().filter(|line| !line.trim().is_empty());
    let least = filled.map(indent).min().unwrap_or(0);
    lines
        .iter()
        .map(|line| line.get(least..).unwrap_or("").trim_end())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_found_wherever_it_is_indented() {
        let file = "fn main() {\n    one();\n\n    if x {\n        two();\n    }\n}\n";
        assert!(contains(file, &["one();", "", "if x {", "    two();"]));
        assert!(!contains(file, &["one();", "if x {"]));
        assert!(!contains(file, &[]));
    }
}
