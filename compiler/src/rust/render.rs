//! Templates and their engine.

use super::model::{Index, Module};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{Environment, UndefinedBehavior};

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()
        .expect("the delimiters are the usual ones");
    environment.set_syntax(syntax);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    macro_rules! templates {
        ($($name:literal),* $(,)?) => {
            $(
                environment
                    .add_template($name, include_str!(concat!("templates/", $name, ".j2")))
                    .expect("templates are part of the program");
            )*
        };
    }
    templates!(
        "index",
        "module",
        "closed",
        "open",
        "flags",
        "struct",
        "union",
        "owned_union",
        "message",
        "edit",
        "owned",
        "source",
    );
    environment
}

/// The text of a module.
pub fn module(model: &Module) -> String {
    render("module", model)
}

/// The text of the file that lists the modules.
pub fn index(model: &Index) -> String {
    render("index", model)
}

fn render(template: &str, model: &impl serde::Serialize) -> String {
    let environment = environment();
    let template = environment
        .get_template(template)
        .expect("templates are part of the program");
    template
        .render(Value::from(Serde(model)))
        .expect("templates ask for nothing that the model does not have")
}
