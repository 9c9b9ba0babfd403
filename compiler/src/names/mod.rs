//! How names of the schema become names in generated code.
//!
//! One rule for all languages: a name is cut into words, the words are joined as the language's
//! habit wants it, and a result that the language or the generated code itself has taken gets a
//! `_` at its end. Two names of one scope whose results are equal are a schema error, in whichever
//! language: the front end asks [`rust`], [`go`] and [`c`] for every schema, so a schema that
//! compiles has fine names in each.

pub mod c;
pub mod go;
pub mod rust;

#[cfg(test)]
mod tests;

/// What is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A constant.
    Const,
    /// An enum, open or closed.
    Enum,
    /// Flags.
    Flags,
    /// A struct.
    Struct,
    /// A union.
    Union,
    /// A message.
    Message,
    /// An error.
    Error,
    /// An interface.
    Interface,
    /// An interface that the host implements.
    HostInterface,
}

/// Cuts a name into its words, in lower case: `foo_bar`, `fooBar` and `FooBar` into `foo`, `bar`;
/// `HTTPServer` into `http`, `server`; `x0` is one word.
pub fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in name.split('_') {
        let chars: Vec<char> = part.chars().collect();
        let mut start = 0;
        for i in 1..chars.len() {
            let begins = chars[i].is_ascii_uppercase()
                && (!chars[i - 1].is_ascii_uppercase()
                    || chars.get(i + 1).is_some_and(|c| c.is_ascii_lowercase()));
            if begins {
                words.push(lower(&chars[start..i]));
                start = i;
            }
        }
        if start < chars.len() {
            words.push(lower(&chars[start..]));
        }
    }
    words
}

fn lower(chars: &[char]) -> String {
    chars.iter().map(char::to_ascii_lowercase).collect()
}

/// `order` as `Order`; the rest of the word stays as it is.
fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    match chars.next() {
        Some(first) => first.to_ascii_uppercase().to_string() + chars.as_str(),
        None => String::new(),
    }
}

/// A name's words in one, each with a capital: `put_all` as `PutAll`.
pub(crate) fn joined(name: &str) -> String {
    words(name).iter().map(|word| capitalized(word)).collect()
}

/// The name of a type in all languages: a name in one piece keeps its spelling (`HTTPLog`),
/// `order_line` becomes `OrderLine`.
fn type_base(name: &str) -> String {
    name.split('_').map(capitalized).collect()
}

/// Appends `_` to a name that is taken.
fn escaped(name: String, taken: &[&[&str]]) -> String {
    if taken.iter().any(|list| list.contains(&name.as_str())) {
        name + "_"
    } else {
        name
    }
}
