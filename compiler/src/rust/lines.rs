//! Where lines break: the few forms of rustfmt that generated code needs.

/// rustfmt's `max_width`.
const WIDTH: usize = 100;

/// rustfmt's width of a call's arguments, of an array, and of a chain on one line.
const SHORT: usize = 60;

fn width(text: &str) -> usize {
    text.chars().count()
}

/// `left = right;`, the right side on a line of its own where the whole is too wide.
pub fn assignment(indent: usize, left: &str, right: &str) -> String {
    let line = format!("{left} = {right};");
    if indent + width(&line) <= WIDTH {
        line
    } else {
        format!("{left} =\n{:1$}{right};", "", indent + 4)
    }
}

/// Terms with `&&` between them: on one line, or each on its own.
pub fn conjunction(indent: usize, terms: &[String]) -> String {
    let line = terms.join(" && ");
    if indent + width(&line) <= WIDTH {
        line
    } else {
        let separator = format!("\n{:1$}&& ", "", indent + 4);
        terms.join(&separator)
    }
}

/// `const name: ty = value;`; a type that is too wide has its parameters each on a line.
pub fn constant(indent: usize, name: &str, ty: &str, value: &str) -> String {
    let left = format!("const {name}: {ty}");
    if indent + width(&left) + 2 <= WIDTH {
        return assignment(indent, &left, value);
    }
    format!("const {name}: {} = {value};", broken(indent, ty))
}

/// A type with its parameters each on a line, and theirs too where they are too wide.
fn broken(indent: usize, ty: &str) -> String {
    let Some((head, parameters)) = ty.strip_suffix('>').and_then(|ty| ty.split_once('<')) else {
        return ty.to_owned();
    };
    let mut text = format!("{head}<\n");
    for parameter in parameters_of(parameters) {
        let parameter = match indent + 4 + width(parameter) < WIDTH {
            true => parameter.to_owned(),
            false => broken(indent + 4, parameter),
        };
        text += &format!("{:1$}{parameter},\n", "", indent + 4);
    }
    text + &format!("{:1$}>", "", indent)
}

/// Splits at the commas that are not inside of brackets.
fn parameters_of(text: &str) -> Vec<&str> {
    let (mut depth, mut start) = (0, 0);
    let mut parameters = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '<' | '[' => depth += 1,
            '>' | ']' => depth -= 1,
            ',' if depth == 0 => {
                parameters.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parameters.push(text[start..].trim());
    parameters
}

/// `receiver.name(arguments)`, broken before the dot where it is too wide for a chain.
pub fn method(indent: usize, receiver: &str, name: &str, arguments: &[String]) -> String {
    let line = format!("{receiver}.{name}({})", arguments.join(", "));
    if width(&line) <= SHORT {
        return line;
    }
    let call = call(indent + 4, &format!(".{name}"), arguments);
    format!("{receiver}\n{:1$}{call}", "", indent + 4)
}

/// `head(arguments)`: on one line, or each argument on its own.
pub fn call(indent: usize, head: &str, arguments: &[String]) -> String {
    let joined = arguments.join(", ");
    let line = format!("{head}({joined})");
    if indent + width(&line) <= WIDTH && width(&joined) <= SHORT {
        return line;
    }
    let mut text = format!("{head}(\n");
    for argument in arguments {
        text += &format!("{:1$}{argument},\n", "", indent + 4);
    }
    text + &format!("{:1$})", "", indent)
}

/// `pattern => expression,`, the expression in a block of its own where it is too wide.
pub fn match_arm(indent: usize, pattern: &str, expression: &str) -> String {
    let line = format!("{pattern} => {expression},");
    if indent + width(&line) <= WIDTH {
        return line;
    }
    let (inner, outer) = (indent + 4, indent);
    format!(
        "{pattern} => {{\n{:inner$}{expression}\n{:outer$}}}",
        "", ""
    )
}

/// The first line of a function, up to its `{`.
pub fn signature(indent: usize, head: &str, arguments: &[&str], result: Option<&str>) -> String {
    let gives = result.map_or_else(String::new, |result| format!(" -> {result}"));
    let line = format!("{head}({}){gives} {{", arguments.join(", "));
    if indent + width(&line) <= WIDTH {
        return line;
    }
    let mut text = format!("{head}(\n");
    for argument in arguments {
        text += &format!("{:1$}{argument},\n", "", indent + 4);
    }
    let Some(result) = result else {
        return text + &format!("{:1$}) {{", "", indent);
    };
    let line = format!("{:1$}) -> {result}", "", indent);
    // The brace takes a line of its own before the result has to break. rustfmt counts the indent
    // twice for the one, and the brace not at all for the other.
    if indent + width(&line) + 2 <= WIDTH {
        return text + &line + " {";
    }
    if width(&line) <= WIDTH + 2 {
        return text + &format!("{line}\n{:1$}{{", "", indent);
    }
    text + &format!("{:2$}) -> {} {{", "", broken(indent, result), indent)
}

/// A function without a body, up to its `;`.
pub fn declaration(indent: usize, head: &str, arguments: &[&str], result: &str) -> String {
    let line = format!("{head}({})", arguments.join(", "));
    // rustfmt leaves room for a brace that is not there, but only behind the result.
    if indent + width(&line) + " -> ".len() + width(result) + 1 == WIDTH {
        return format!("{line}\n{:1$}-> {result}", "", indent);
    }
    let line = signature(indent, head, arguments, Some(result));
    line.trim_end_matches(['{', ' ', '\n']).to_owned()
}

/// `left = &[elements];` with short elements, such as numbers: as many on a line as fit.
pub fn numbers(indent: usize, left: &str, elements: &[String]) -> String {
    let joined = elements.join(", ");
    if width(&joined) <= SHORT {
        return assignment(indent, left, &format!("&[{joined}]"));
    }
    let rows = rows(indent + 4, elements);
    let rows = rows
        .iter()
        .map(|row| format!("{:1$}{row}\n", "", indent + 4));
    format!(
        "{left} = &[\n{}{:2$}];",
        rows.collect::<String>(),
        "",
        indent
    )
}

/// Elements with their commas, as many in a row as fit behind an indent.
fn rows(indent: usize, elements: &[String]) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for element in elements {
        match rows.last_mut() {
            Some(row) if indent + width(row) + 1 + width(element) < WIDTH => {
                *row += &format!(" {element},");
            }
            _ => rows.push(format!("{element},")),
        }
    }
    rows
}

/// `left[elements]`: short elements, as many on a line as fit; lines but the first begin at column 0.
pub fn elements(indent: usize, left: &str, elements: &[String]) -> String {
    let joined = elements.join(", ");
    if width(&joined) <= SHORT {
        return format!("{left}[{joined}]");
    }
    let rows = rows(indent + 4, elements);
    let rows = rows.iter().map(|row| format!("    {row}\n"));
    format!("{left}[\n{}]", rows.collect::<String>())
}

/// `left = &[elements];` with long elements: all on one line, or each on its own.
pub fn list(indent: usize, left: &str, elements: &[String]) -> String {
    listed(indent, left, "&[", elements)
}

/// `left = [elements];`, the same for an array.
pub fn array(indent: usize, left: &str, elements: &[String]) -> String {
    listed(indent, left, "[", elements)
}

fn listed(indent: usize, left: &str, open: &str, elements: &[String]) -> String {
    let joined = elements.join(", ");
    if width(&joined) <= SHORT {
        return assignment(indent, left, &format!("{open}{joined}]"));
    }
    let mut text = format!("{left} = {open}\n");
    for element in elements {
        text += &format!("{:1$}{element},\n", "", indent + 4);
    }
    text + &format!("{:1$}];", "", indent)
}

/// Breaks the heads of `impl`s that are too wide, which a long name can make of any of them.
pub fn broken_heads(text: &str) -> String {
    let line = |line: &str| {
        let head = line.strip_suffix(" {").filter(|_| width(line) > WIDTH);
        match head.and_then(|head| head.strip_prefix("impl")?.rsplit_once(" for ")) {
            Some((what, of)) => format!("impl{what}\n    for {of}\n{{\n"),
            None => format!("{line}\n"),
        }
    };
    text.lines().map(line).collect()
}

/// A bound that is shared between threads, on one line or with each part on its own.
pub fn bounds(indent: usize, left: &str, first: &str) -> String {
    let parts = [first, "Send", "Sync", "'a"];
    let line = format!("{left}{}", parts.join(" + "));
    if indent + width(&line) < WIDTH {
        return line;
    }
    let separator = format!("\n{:1$}+ ", "", indent + 4);
    format!("{left}{}", parts.join(&separator))
}

/// `left Name { fields };`, short ones on one line; lines but the first begin at column 0.
pub fn literal(indent: usize, left: &str, name: &str, fields: &[String]) -> String {
    /// rustfmt's width of a struct's fields on one line.
    const FIELDS: usize = 18;
    let joined = fields.join(", ");
    let line = format!("{left}{name} {{ {joined} }};");
    if fields.is_empty() {
        return format!("{left}{name} {{}};");
    }
    if width(&joined) <= FIELDS && indent + width(&line) <= WIDTH {
        return line;
    }
    let fields = fields.iter().map(|field| format!("    {field},\n"));
    format!("{left}{name} {{\n{}}};", fields.collect::<String>())
}

/// An array of elements of several lines each; lines begin at column 0, behind `left` the first one.
pub fn array_of(left: &str, elements: &[Vec<String>]) -> Vec<String> {
    let margin = &left[..left.len() - left.trim_start().len()];
    match elements {
        [] => vec![format!("{left}[]")],
        [only] => {
            let (first, rest) = only
                .split_first()
                .map_or(("", &[][..]), |(f, r)| (f.as_str(), r));
            let mut lines = vec![format!("{left}[{first}")];
            lines.extend(rest.iter().map(|line| format!("{margin}{line}")));
            if let Some(last) = lines.last_mut() {
                last.push(']');
            }
            lines
        }
        many => {
            let mut lines = vec![format!("{left}[")];
            for element in many {
                lines.extend(element.iter().map(|line| format!("{margin}    {line}")));
                if let Some(last) = lines.last_mut() {
                    last.push(',');
                }
            }
            lines.push(format!("{margin}]"));
            lines
        }
    }
}

/// Doc comment lines.
pub fn docs(indent: usize, lines: &[String]) -> Vec<String> {
    lines
        .iter()
        .map(|line| {
            let text = if line.is_empty() {
                "///".to_owned()
            } else {
                format!("/// {line}")
            };
            format!("{:1$}{text}", "", indent)
        })
        .collect()
}
