//! Columns as `gofmt` aligns them.

/// Lines of cells, where a line with one cell is a comment or stands alone. Runs of longer lines
/// are aligned: each cell but the last gets as wide as the widest of its run.
pub(super) fn align(lines: &[Vec<String>]) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest = lines;
    while let Some(first) = rest.first() {
        if first.len() < 2 {
            out.push(first.concat());
            rest = &rest[1..];
            continue;
        }
        let run = rest.iter().take_while(|line| line.len() > 1).count();
        let (now, later) = rest.split_at(run);
        let columns = now.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns)
            .map(|i| {
                now.iter()
                    .filter_map(|line| line.get(i))
                    .map(|cell| cell.chars().count())
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        for line in now {
            let mut text = String::new();
            for (i, cell) in line.iter().enumerate() {
                if i > 0 {
                    text.push(' ');
                }
                text.push_str(cell);
                if i + 1 < line.len() {
                    let missing = widths[i] - cell.chars().count();
                    text.extend(std::iter::repeat_n(' ', missing));
                }
            }
            out.push(text);
        }
        rest = later;
    }
    out
}

/// A doc comment: the schema's own words, or else what is said instead.
pub(super) fn doc(own: &[String], instead: &str) -> Vec<String> {
    if own.is_empty() {
        return vec![format!("// {instead}")];
    }
    comment(own)
}

/// Lines of a comment.
pub(super) fn comment(lines: &[String]) -> Vec<String> {
    lines
        .iter()
        .map(|line| {
            let line = line.trim_end();
            if line.is_empty() {
                "//".to_owned()
            } else {
                format!("// {line}")
            }
        })
        .collect()
}

/// Lines one level deeper.
pub(super) fn indent(lines: Vec<String>) -> impl Iterator<Item = String> {
    lines.into_iter().map(|line| {
        if line.is_empty() {
            line
        } else {
            format!("\t{line}")
        }
    })
}

/// `if condition { then }`, with an `else` where there is something in it; nothing where both are
/// empty.
pub(super) fn when(condition: &str, then: Vec<String>, otherwise: Vec<String>) -> Vec<String> {
    let mut lines = Vec::new();
    match (then.is_empty(), otherwise.is_empty()) {
        (true, true) => return lines,
        (true, false) => {
            lines.push(format!("if !{condition} {{"));
            lines.extend(indent(otherwise));
        }
        (false, alone) => {
            lines.push(format!("if {condition} {{"));
            lines.extend(indent(then));
            if !alone {
                lines.push("} else {".to_owned());
                lines.extend(indent(otherwise));
            }
        }
    }
    lines.push("}".to_owned());
    lines
}
