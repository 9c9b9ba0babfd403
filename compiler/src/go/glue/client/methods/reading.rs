//! Methods whose result is data: one function that calls, and the forms that read its answer.

use super::{Maker, returned, values};
use crate::go::layout::comment;
use crate::ir::{CallResult, Type};
use crate::names::go as names;

impl Maker<'_> {
    /// Whether a result is more than a few bytes, so that it is worth to be read in place.
    pub(super) fn is_viewed(&self) -> bool {
        match &self.call.result {
            CallResult::Message(..) => true,
            CallResult::Other(ty, _) => ty.is_slot(),
            _ => false,
        }
    }

    /// The functions of a method whose result is data: one that calls, and the forms that read it.
    pub(super) fn reading(&mut self) -> Vec<Vec<String>> {
        let mut functions = vec![self.owned()];
        if self.is_viewed() {
            functions.push(self.view());
            functions.push(self.kept());
        }
        let mut body = self.started("nil, ");
        body.extend(self.failed("call.Failed(", "nil, "));
        body.push(
            "return call.Finish((*byte)(reply.data), uint64(reply.len), uint64(reply.owner))"
                .into(),
        );
        let parameters = match self.signature.parameters() {
            none if none.is_empty() => "call *native.Call".to_owned(),
            more => format!("call *native.Call, {more}"),
        };
        let name = format!("call{}", self.name);
        functions.push(self.function(
            comment(&[format!(
                "{name} makes the call; what it returns is good until the call ends."
            )]),
            &name,
            &parameters,
            "([]byte, error)",
            body,
        ));
        functions
    }

    /// The lines that begin a call and make it.
    fn data(&self, begin: &str, zero: &str) -> Vec<String> {
        let arguments = match self.signature.arguments() {
            none if none.is_empty() => "call".to_owned(),
            more => format!("call, {more}"),
        };
        let mut lines = vec![
            format!("call := library.{begin}"),
            "defer call.End()".into(),
            format!(
                "data, err := {}.call{}({arguments})",
                self.receiver, self.name
            ),
        ];
        lines.extend(returned("err != nil", zero, "err"));
        lines
    }

    /// The message that the data is, behind `Decode` or `Read`.
    fn read_by(&self, verb: &str) -> String {
        let schema = self.package.schema;
        let id = match &self.call.result {
            CallResult::Message(id, _) => *id,
            _ => self.call.response,
        };
        let decl = &schema.messages[id].decl;
        let name = names::type_name(&decl.name);
        self.package
            .qualified(decl.package, format!("{verb}{name}"))
    }

    /// The form that returns a copy.
    fn owned(&self) -> Vec<String> {
        let zero = self.zero();
        let mut body = self.data("Begin(ctx)", &zero);
        let decode = self.read_by("Decode");
        match &self.call.result {
            CallResult::Message(_, false) => {
                body.push(format!("return native.Read(data, {decode})"));
            }
            CallResult::Message(_, true) => {
                body.push(format!(
                    "value, _, err := native.ReadOptional(data, {decode})"
                ));
                body.push("return value, err".into());
            }
            _ => {
                body.push(format!("view, err := native.Read(data, {decode})"));
                body.extend(returned("err != nil", &zero, "err"));
                body.push("return view.Value, nil".into());
            }
        }
        let results = self.signature.results();
        self.function(self.words(), &self.name, &self.parameters(), &results, body)
    }

    /// The type of the result where it is read in place, and what is returned beside an error.
    fn viewed(&self) -> (String, String, bool) {
        let (ty, optional) = match &self.call.result {
            CallResult::Message(id, optional) => (Type::Message(*id), *optional),
            CallResult::Other(ty, optional) => (ty.clone(), *optional),
            _ => unreachable!("only data is viewed"),
        };
        let zero = values::zero_view(self.package, &ty);
        (self.package.view(&ty), zero, optional)
    }

    /// A form's name, which no method of the schema has.
    fn form(&self, end: &str) -> String {
        let mut name = format!("{}{end}", self.name);
        let methods = &self.interface.methods;
        while methods.iter().any(|m| names::method(&m.name) == name) {
            name.push('_');
        }
        name
    }

    /// The form that calls a function with what the reply holds.
    fn view(&self) -> Vec<String> {
        let (ty, _, optional) = self.viewed();
        let name = self.form("View");
        let read = self.read_by("Read");
        let mut body = self.data("Begin(ctx)", "");
        match (&self.call.result, optional) {
            (CallResult::Message(..), true) => {
                body.push(format!(
                    "view, ok, err := native.ReadOptional(data, {read})"
                ));
                body.extend(returned("err != nil", "", "err"));
                body.push("return read(view, ok)".into());
            }
            (CallResult::Message(..), false) => {
                body.push(format!("view, err := native.Read(data, {read})"));
                body.extend(returned("err != nil", "", "err"));
                body.push("return read(view)".into());
            }
            _ => {
                body.push(format!("view, err := native.Read(data, {read})"));
                body.extend(returned("err != nil", "", "err"));
                body.push("return read(view.Value())".into());
            }
        }
        let takes = if optional { format!("{ty}, bool") } else { ty };
        let parameters = format!("{}, read func({takes}) error", self.parameters());
        let absent = if optional {
            ", and whether there is one"
        } else {
            ""
        };
        let words = format!(
            "{name} is {}, but read gets the answer where it lies{absent}; it is good until read returns.",
            self.name
        );
        self.function(comment(&[words]), &name, &parameters, "error", body)
    }

    /// The form that keeps the answer in the caller's memory.
    fn kept(&self) -> Vec<String> {
        let (ty, zero, optional) = self.viewed();
        let name = self.form("Into");
        let read = self.read_by("Read");
        let missing = if optional {
            format!("{zero}, false, ")
        } else {
            format!("{zero}, ")
        };
        let mut body = self.data("BeginInto(ctx, into)", &missing);
        match (&self.call.result, optional) {
            (CallResult::Message(..), true) => {
                body.push(format!("return native.ReadOptional(data, {read})"));
            }
            (CallResult::Message(..), false) => {
                body.push(format!("return native.Read(data, {read})"));
            }
            (_, optional) => {
                body.push(format!("view, err := native.Read(data, {read})"));
                body.extend(returned("err != nil", &missing, "err"));
                if optional {
                    body.push("value, ok := view.Value()".into());
                    body.push("return value, ok, nil".into());
                } else {
                    body.push("return view.Value(), nil".into());
                }
            }
        }
        let results = if optional {
            format!("({ty}, bool, error)")
        } else {
            format!("({ty}, error)")
        };
        let parameters = format!("{}, into *native.Buffer", self.parameters());
        let words = format!(
            "{name} is {}, but the answer stays in into's memory, and is good until into is used again.",
            self.name
        );
        self.function(comment(&[words]), &name, &parameters, &results, body)
    }
}
