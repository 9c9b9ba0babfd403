//! Errors and interfaces: what crosses the boundary, and how (`spec/abi.md`).

use super::{Decl, ErrorId, InterfaceId, MessageId, Schema, Type};

/// An error: numbered cases.
#[derive(Debug, Clone)]
pub struct ErrorType {
    /// Its name; the full name is the domain of its codes.
    pub decl: Decl,
    /// Ascending by code.
    pub cases: Vec<Case>,
}

/// A case of an error.
#[derive(Debug, Clone)]
pub struct Case {
    /// At least 1.
    pub code: u32,
    /// As in the schema.
    pub name: String,
    /// Lines of its doc comment.
    pub doc: Vec<String>,
    /// What it carries.
    pub payload: Option<MessageId>,
    /// The version of the error's package that added it.
    pub since: u32,
}

/// An interface.
#[derive(Debug, Clone)]
pub struct Interface {
    /// Its name.
    pub decl: Decl,
    /// The type id of its full name, in digest order.
    pub id: [u8; 8],
    /// The client implements it and the library calls it.
    pub host: bool,
    /// No method of another interface returns it: the library has a function that opens one.
    pub opened: bool,
    /// Ascending by number.
    pub methods: Vec<Method>,
}

/// A method.
#[derive(Debug, Clone)]
pub struct Method {
    /// At least 1.
    pub number: u32,
    /// As in the schema.
    pub name: String,
    /// Lines of its doc comment.
    pub doc: Vec<String>,
    /// The version of the package that added it.
    pub since: u32,
    /// What to use instead.
    pub deprecated: Option<String>,
    /// What it takes and gives.
    pub call: Call,
    /// By version of the package, entry 0 is version 1; 0 before `since`.
    pub fingerprints: Vec<u64>,
}

/// What a method or a callback takes and gives.
#[derive(Debug, Clone)]
pub struct Call {
    /// In order.
    pub params: Vec<Param>,
    /// Each parameter crosses by itself; otherwise all of them in one request message.
    pub direct: bool,
    /// How the result crosses.
    pub result: CallResult,
    /// The error whose cases it may answer with.
    pub throws: Option<ErrorId>,
    /// The message with all parameters; field `n + 1` is parameter `n`.
    pub request: MessageId,
    /// The message with the result, in field 1.
    pub response: MessageId,
}

/// A parameter.
#[derive(Debug, Clone)]
pub struct Param {
    /// As in the schema; `arg1` and so on for a callback's.
    pub name: String,
    /// How it crosses.
    pub class: ParamClass,
}

/// How a parameter crosses.
#[derive(Debug, Clone)]
pub enum ParamClass {
    /// One C argument by value.
    Word(Type),
    /// Two numbers of 64 bits: 128-bit integers and UUIDs.
    Wide(Type),
    /// Pointer and number of elements: a string, bytes, or a vector of elements of fixed size.
    Span(Type),
    /// A buffer of its own.
    Buffer(MessageId),
    /// An object's number.
    Handle(InterfaceId),
    /// A function of the client's.
    Callback(Box<Call>),
    /// Only in a request message.
    Other(Type, Optional),
    /// A handle that may be missing: only in a request message, 0 or absent where there is none.
    OptionalHandle(InterfaceId),
}

/// Whether a value may be absent.
pub type Optional = bool;

/// How a result crosses.
#[derive(Debug, Clone)]
pub enum CallResult {
    /// There is none.
    None,
    /// In the reply's first word.
    Word(Type),
    /// In the reply's two words.
    Wide(Type),
    /// In the reply's first word, 0 where it is absent.
    Handle(InterfaceId, Optional),
    /// As a buffer of its own, none where it is absent.
    Message(MessageId, Optional),
    /// In a response message.
    Other(Type, Optional),
}

impl Schema {
    /// Whether package 0 has an interface or an error.
    pub fn has_glue(&self) -> bool {
        let errors = self.errors.iter().map(|decl| &decl.decl);
        let mut decls = errors.chain(self.interfaces.iter().map(|decl| &decl.decl));
        decls.any(|decl| decl.package == 0)
    }
}

impl ErrorType {
    /// One of which nothing but its name is known yet.
    pub(crate) fn new(decl: Decl) -> Self {
        ErrorType {
            decl,
            cases: Vec::new(),
        }
    }
}

impl Interface {
    /// One of which nothing but its name is known yet.
    pub(crate) fn new(decl: Decl, host: bool) -> Self {
        Interface {
            decl,
            id: [0; 8],
            host,
            opened: false,
            methods: Vec::new(),
        }
    }
}

impl Call {
    /// Its callbacks, each with its place among the parameters.
    pub fn callbacks(&self) -> impl Iterator<Item = (usize, &Param, &Call)> {
        let params = self.params.iter().enumerate();
        params.filter_map(|(i, param)| match &param.class {
            ParamClass::Callback(call) => Some((i, param, &**call)),
            _ => None,
        })
    }
}

impl CallResult {
    /// Whether the reply's data holds it.
    pub fn is_data(&self) -> bool {
        matches!(self, CallResult::Message(..) | CallResult::Other(..))
    }
}
