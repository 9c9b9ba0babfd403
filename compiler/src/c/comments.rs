//! Comments.

/// Lines of documentation.
pub(super) fn docs(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| comment("///", line)).collect()
}

/// One line. Whatever the text holds, the comment ends where the line does, and reads in the order in
/// which it is written.
pub(super) fn comment(mark: &str, text: &str) -> String {
    let mut line = mark.to_owned();
    let text = text.trim_end();
    if !text.is_empty() {
        line.push(' ');
    }
    for c in text.chars() {
        let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if turns || (c.is_control() && c != '\t') {
            line.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
        } else {
            line.push(c);
        }
    }
    // A backslash at the end of a line, also one written as a trigraph, goes on with the next.
    if line.ends_with('\\') || line.ends_with("??/") {
        line.push_str(" //");
    }
    line
}
