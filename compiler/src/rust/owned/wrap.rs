//! Lines as rustfmt breaks them, for the few shapes that generated code has.

/// How wide a line may be.
const WIDTH: usize = 100;
/// How wide the arguments of a call, or a chain of several calls, may be.
const SHORT: usize = 60;

/// rustfmt counts characters.
fn width(text: &str) -> usize {
    text.chars().count()
}

fn pad(indent: usize) -> String {
    " ".repeat(4 * indent)
}

/// `head(args)tail`, the arguments on lines of their own where they don't fit into one.
pub fn call(indent: usize, head: &str, args: &[&str], tail: &str) -> String {
    let joined = args.join(", ");
    let one_line = format!("{}{head}({joined}){tail}", pad(indent));
    if width(&joined) <= SHORT && width(&one_line) <= WIDTH {
        return one_line;
    }
    let mut lines = format!("{}{head}(\n", pad(indent));
    for arg in args {
        lines += &format!("{}{arg},\n", pad(indent + 1));
    }
    lines + &format!("{}){tail}", pad(indent))
}

/// `prefix root.link.link tail`, each link on a line of its own where the chain is too long.
/// `root` is `self` or as short as one indentation, otherwise it stands on its own line.
pub fn chain(indent: usize, prefix: &str, root: &str, links: &[&str], tail: &str) -> String {
    let joined = format!("{root}{}", links.concat());
    let one_line = format!("{}{prefix}{joined}{tail}", pad(indent));
    let fits = links.len() < 2 || width(&joined) <= SHORT;
    if fits && width(&one_line) <= WIDTH {
        return one_line;
    }
    let near = usize::from(root.len() <= 4).min(links.len());
    let (first, rest) = links.split_at(near);
    let mut lines = format!("{}{prefix}{root}{}", pad(indent), first.concat());
    for link in rest {
        lines += &format!("\n{}{link}", pad(indent + 1));
    }
    lines + tail
}

/// `head(args) -> returns end`, the arguments on lines of their own where it is too long.
pub fn signature(indent: usize, head: &str, args: &[&str], returns: &str, end: &str) -> String {
    let arrow = if returns.is_empty() { "" } else { " -> " };
    let one_line = format!(
        "{}{head}({}){arrow}{returns}{end}",
        pad(indent),
        args.join(", ")
    );
    if width(&one_line) <= WIDTH {
        return one_line;
    }
    let mut lines = format!("{}{head}(\n", pad(indent));
    for arg in args {
        lines += &format!("{}{arg},\n", pad(indent + 1));
    }
    lines + &format!("{}){arrow}{returns}{end}", pad(indent))
}

/// `fn name(&self) -> returns end`, for types that rustfmt would break in ways too many to follow
/// here: what is too long stays one line, and rustfmt is told so.
pub fn method(indent: usize, name: &str, returns: &str, end: &str) -> String {
    let line = format!("{}fn {name}(&self) -> {returns}", pad(indent));
    let skip = if width(&line) + " {".len() > WIDTH {
        pad(indent) + "#[rustfmt::skip]\n"
    } else {
        String::new()
    };
    skip + &line + end
}

/// Lines of documentation.
pub fn doc(indent: usize, lines: &[String]) -> String {
    let mut text = String::new();
    for line in lines {
        text += &pad(indent);
        text += if line.is_empty() { "///" } else { "/// " };
        text += line;
        text += "\n";
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_break_where_their_arguments_get_long() {
        assert_eq!(call(1, "f", &["a", "b"], ";"), "    f(a, b);");
        let long = "x".repeat(59);
        assert_eq!(call(0, "f", &[&long], ";"), format!("f({long});"));
        assert_eq!(
            call(0, "f", &[&long, "b"], "?;"),
            format!("f(\n    {long},\n    b,\n)?;")
        );
    }

    #[test]
    fn chains_keep_a_short_root() {
        let link = format!(".{}()", "x".repeat(40));
        assert_eq!(
            chain(1, "", "self", &[&link, ".map(Into::into)"], ","),
            format!("    self{link}\n        .map(Into::into),")
        );
    }
}
