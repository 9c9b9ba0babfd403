//! The view models of the files of an interface.

use serde::Serialize;

use super::super::super::helpers::Package;
use super::super::super::layout::align;
use super::super::messages::lowered;
use super::{Generator, Head, answers, methods};
use crate::ir;
use crate::names::go as names;

/// The file of an interface of the library.
#[derive(Debug, Serialize)]
pub(super) struct Object {
    head: Head,
    alias: String,
    name: String,
    lower: String,
    receiver: String,
    full_name: String,
    id: String,
    opened: bool,
    /// The type with objects for the library; empty where there are none.
    host: String,
    load: String,
    /// Lines of the struct with the library's functions.
    functions: Vec<String>,
    methods: Vec<methods::Method>,
    answers: Vec<Vec<String>>,
    passed: bool,
    returned: bool,
    #[serde(skip)]
    id_in_schema: ir::InterfaceId,
}

/// The file of an interface that the program implements.
#[derive(Debug, Serialize)]
pub(super) struct Host {
    head: Head,
    alias: String,
    name: String,
    lower: String,
    cases: Vec<Case>,
    answers: Vec<Vec<String>>,
}

#[derive(Debug, Serialize)]
struct Case {
    number: u32,
    function: String,
    method: String,
}

impl Object {
    pub fn new(of: &Generator<'_>, interface: &ir::Interface) -> Self {
        let package = Package::outside(of.schema);
        let alias = package.qualified(0, String::new());
        let name = names::type_name(&interface.decl.name);
        let lower = lowered(&name);
        let all = interface.methods.iter();
        let methods: Vec<methods::Method> = all
            .map(|method| methods::method(&package, &of.uses, interface, method))
            .collect();
        let mut answers = Vec::new();
        for method in &interface.methods {
            for (n, param, call) in method.call.callbacks() {
                let request = &of.schema.messages[method.call.request];
                let field = names::field(&request.fields[n].name);
                let answer = format!("{lower}{}{field}", names::method(&method.name));
                let what = format!(
                    "the callback {} of {}.{}",
                    param.name, interface.decl.name, method.name
                );
                answers.push(answers::callback(&package, &of.uses, &answer, &what, call));
            }
        }
        let functions: Vec<Vec<String>> = (methods.iter())
            .map(|method| vec![method.name.clone(), "native.Function".to_owned()])
            .collect();
        let lines = methods.iter().flat_map(|method| &method.functions);
        let text: Vec<&str> = lines
            .chain(&answers)
            .flatten()
            .map(String::as_str)
            .collect();
        let mut text = text.join("\n") + "native.";
        if interface.opened {
            text += "context.";
        }
        Object {
            head: Head::new(of, &package, &text),
            alias: alias.trim_end_matches('.').to_owned(),
            receiver: methods::receiver(interface),
            full_name: of.schema.full_name(&interface.decl),
            id: super::library::id(interface),
            opened: interface.opened,
            host: if of.has_hosts() {
                of.host.clone()
            } else {
                String::new()
            },
            load: of.load.clone(),
            functions: align(&functions),
            methods,
            answers,
            passed: false,
            returned: false,
            id_in_schema: of
                .schema
                .interfaces
                .iter()
                .position(|other| std::ptr::eq(other, interface))
                .unwrap_or_default(),
            name,
            lower,
        }
    }

    /// Adds what other objects need of this one, once they are all made.
    pub fn finish(&mut self, of: &Generator<'_>) {
        let id = self.id_in_schema;
        self.passed = of.uses.passed.borrow().contains(&id);
        self.returned = of.uses.returned.borrow().contains(&id);
    }
}

impl Host {
    pub fn new(of: &Generator<'_>, interface: &ir::Interface) -> Self {
        let package = Package::outside(of.schema);
        let alias = package.qualified(0, String::new());
        let name = names::type_name(&interface.decl.name);
        let answers: Vec<Vec<String>> = (interface.methods.iter())
            .map(|method| answers::method(&package, &of.uses, interface, method))
            .collect();
        let text: Vec<String> = answers.iter().map(|lines| lines.join("\n")).collect();
        let text = text.concat() + "native.";
        Host {
            head: Head::new(of, &package, &text),
            alias: alias.trim_end_matches('.').to_owned(),
            lower: lowered(&name),
            cases: (interface.methods.iter())
                .map(|method| Case {
                    number: method.number,
                    function: answers::method_name(interface, method),
                    method: names::method(&method.name),
                })
                .collect(),
            answers,
            name,
        }
    }
}
