//! The template engine, set up the one way for all back ends.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

/// An engine with templates that are part of the program: names, and texts.
pub(crate) fn environment(sources: &[(&'static str, &'static str)]) -> Environment<'static> {
    let mut environment = Environment::new();
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()
        .unwrap_or_else(|e| unreachable!("the usual delimiters are fine: {e:#}"));
    environment.set_syntax(syntax);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    for (name, source) in sources {
        environment
            .add_template(name, source)
            .unwrap_or_else(|e| unreachable!("a template of the compiler's own is broken: {e:#}"));
    }
    environment
}

/// What one of its templates makes of a model, which has all that the template asks for.
pub(crate) fn render(
    environment: &Environment<'_>,
    template: &str,
    model: &impl Serialize,
) -> String {
    environment
        .get_template(template)
        .and_then(|template| template.render(Value::from(Serde(model))))
        .unwrap_or_else(|e| unreachable!("a template of the compiler's own fails: {e:#}"))
}
