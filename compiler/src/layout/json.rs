//! The model as JSON, a line for each field, so that tools that compare lines find what moved.

use super::model::Layout;

/// What is not wider stays on one line.
const WIDTH: usize = 100;

impl Layout {
    /// JSON, as `docs/layout.md` describes it.
    pub fn json(&self) -> String {
        let compact = serde_json::to_string(self)
            .unwrap_or_else(|e| unreachable!("the model is numbers, texts and lists: {e}"));
        laid_out(&compact)
    }
}

/// Breaks compact JSON into lines. An array or an object stays on one line where it is not too wide
/// or holds no object.
fn laid_out(json: &str) -> String {
    let mut out = String::new();
    let mut depth = 0;
    let mut rest = json;
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            '{' | '[' => {
                let whole = &rest[..value_len(rest)];
                let spaced = spaced(whole);
                // A line's beginning counts: its indent and its key.
                let before = out
                    .rsplit('\n')
                    .next()
                    .map_or(0, |line| line.chars().count());
                let fits = before + spaced.chars().count() < WIDTH;
                if fits || !holds_object(whole) {
                    out.push_str(&spaced);
                    whole.len()
                } else {
                    out.push(first);
                    depth += 1;
                    new_line(&mut out, depth);
                    1
                }
            }
            '}' | ']' => {
                depth -= 1;
                new_line(&mut out, depth);
                out.push(first);
                1
            }
            ',' => {
                out.push(first);
                new_line(&mut out, depth);
                1
            }
            _ => {
                let token = &rest[..token_len(rest)];
                out.push_str(token);
                if token == ":" {
                    out.push(' ');
                }
                token.len()
            }
        };
        rest = &rest[taken..];
    }
    out.push('\n');
    out
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

/// Length of the string, or of the one character of anything else, that a text begins with.
fn token_len(json: &str) -> usize {
    let mut chars = json.char_indices();
    let Some((_, first)) = chars.next() else {
        return 0;
    };
    if first != '"' {
        return first.len_utf8();
    }
    let mut escaped = false;
    for (at, c) in chars {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    json.len()
}

/// Length of the array or object that a text begins with.
fn value_len(json: &str) -> usize {
    let (mut length, mut depth) = (0, 0);
    for token in tokens(json) {
        length += token.len();
        match token {
            "{" | "[" => depth += 1,
            "}" | "]" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    length
}

/// The strings, and the single characters between them.
fn tokens(json: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let token = &json[at..at + token_len(&json[at..])];
        at += token.len();
        (!token.is_empty()).then_some(token)
    })
}

/// Whether an array or object has an object inside.
fn holds_object(json: &str) -> bool {
    tokens(json).skip(1).any(|token| token == "{")
}

/// With a space behind each comma and colon.
fn spaced(json: &str) -> String {
    let mut out = String::new();
    for token in tokens(json) {
        out.push_str(token);
        if token == "," || token == ":" {
            out.push(' ');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_that_fit_stay_on_a_line() {
        assert_eq!(
            laid_out(r#"{"a":[1,2],"b":"x,{y}"}"#),
            "{\"a\": [1, 2], \"b\": \"x,{y}\"}\n"
        );
        let long = "x".repeat(60);
        let json = format!(r#"{{"k":[{{"a":"{long}"}},{{"b":"\"{long}"}}],"n":[]}}"#);
        let lines = [
            "{",
            "  \"k\": [",
            &format!("    {{\"a\": \"{long}\"}},"),
            &format!("    {{\"b\": \"\\\"{long}\"}}"),
            "  ],",
            "  \"n\": []",
            "}",
        ];
        assert_eq!(laid_out(&json), lines.join("\n") + "\n");
    }

    #[test]
    fn what_holds_no_object_is_never_broken() {
        let long = "x".repeat(200);
        let json = format!(r#"[{{"a":"{{{long}","b":[1,2]}}]"#);
        let line = format!("  {{\"a\": \"{{{long}\", \"b\": [1, 2]}}");
        assert_eq!(laid_out(&json), format!("[\n{line}\n]\n"));
    }
}
