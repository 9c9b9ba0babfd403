//! Functions that make the messages of a call out of its parameters and its result, and back.

use super::super::layout::{indent, when};
use super::signature::{Param, Returned, Signature, What};

/// Names of the functions: `storePutRequest`.
pub struct Builders {
    pub request: String,
    pub response: String,
}

impl Builders {
    pub fn new(signature: &Signature) -> Self {
        Builders {
            request: lowered(&signature.request),
            response: lowered(&signature.response),
        }
    }

    /// The function that makes the request.
    pub fn request(&self, signature: &Signature, of: &str) -> Vec<String> {
        let mut params = Vec::new();
        let mut body = Vec::new();
        let mut fields = Vec::new();
        for Param {
            name,
            ty,
            field,
            what,
        } in &signature.params
        {
            let value = match what {
                What::Plain => name.clone(),
                What::View { take } => take.clone(),
                What::Message => {
                    body.extend(required(name));
                    format!("*{name}")
                }
                What::Object { .. } => name.clone(),
                What::Callback(_) => continue,
            };
            let ty = match what {
                What::Object { optional, .. } => number(*optional),
                _ => ty,
            };
            params.push(format!("{name} {ty}"));
            fields.push(format!("{field}: {value}"));
        }
        body.push(format!(
            "return &{}{{{}}}, nil",
            signature.request,
            fields.join(", ")
        ));
        let head = format!(
            "func {}({}) (*{}, error) {{",
            self.request,
            params.join(", "),
            signature.request
        );
        built(
            format!("// {} is what {of} carries.", self.request),
            head,
            body,
        )
    }

    /// The function that makes the response.
    pub fn response(&self, signature: &Signature, of: &str) -> Vec<String> {
        let response = &signature.response;
        let (param, check, field) = match &signature.result {
            Returned::None => (String::new(), Vec::new(), ""),
            Returned::Plain(ty) => (format!("value {ty}"), Vec::new(), "Value: value"),
            Returned::Message(ty) => (format!("value {ty}"), required("value"), "Value: *value"),
            Returned::Object { optional, .. } => {
                let param = format!("value {}", number(*optional));
                (param, Vec::new(), "Value: value")
            }
        };
        let mut body = check;
        body.push(format!("return &{response}{{{field}}}, nil"));
        let head = format!("func {}({param}) (*{response}, error) {{", self.response);
        built(
            format!("// {} is what {of} answers.", self.response),
            head,
            body,
        )
    }
}

/// What an object is in a message.
fn number(optional: bool) -> &'static str {
    if optional { "*uint64" } else { "uint64" }
}

fn required(name: &str) -> Vec<String> {
    let missing = format!("return nil, ffi.Missing(\"{name}\")");
    when(&format!("{name} == nil"), vec![missing], Vec::new())
}

fn built(comment: String, head: String, body: Vec<String>) -> Vec<String> {
    let mut lines = vec![comment, head];
    lines.extend(indent(body));
    lines.push("}".to_owned());
    lines
}

/// With a small letter at its start.
pub fn lowered(name: &str) -> String {
    let mut chars = name.chars();
    match chars.next() {
        Some(first) => first.to_ascii_lowercase().to_string() + chars.as_str(),
        None => String::new(),
    }
}
