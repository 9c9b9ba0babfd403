//! The syntax tree: what a file says, with the place of everything.

use crate::diagnostics::Span;

/// A file.
#[derive(Debug, Default)]
pub struct File {
    /// `package shop version 2`; missing only where that was reported.
    pub package: Option<Package>,
    /// In order of the text.
    pub imports: Vec<Import>,
    /// In order of the text.
    pub items: Vec<Item>,
}

/// A name with its place.
#[derive(Debug, Clone)]
pub struct Ident {
    /// As written.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}

/// `package acme.shop version 2`.
#[derive(Debug)]
pub struct Package {
    /// Lines of the comment above it.
    pub doc: Vec<String>,
    /// The dotted name, in one piece.
    pub name: Ident,
    /// The newest version.
    pub version: Int,
    /// All of it, without its documentation.
    pub span: Span,
}

/// `import "money.lap" as m version 1, 3 since 2`.
#[derive(Debug)]
pub struct Import {
    /// The file, relative to the importing one.
    pub path: Ident,
    /// Another name for the package.
    pub alias: Option<Ident>,
    /// Which of its versions ours mean.
    pub pins: Vec<Pin>,
    /// All of it.
    pub span: Span,
}

/// `3 since 2`: its version 3 from our version 2 on.
#[derive(Debug)]
pub struct Pin {
    /// The imported package's version.
    pub version: Int,
    /// The importing package's version; 1 when not said.
    pub since: Option<Int>,
}

/// An integer with its place.
#[derive(Debug, Clone, Copy)]
pub struct Int {
    /// The value.
    pub value: u128,
    /// A `-` stands before it.
    pub negative: bool,
    /// Where it stands, with its sign.
    pub span: Span,
}

/// A declaration.
#[derive(Debug)]
pub struct Item {
    /// Lines of the comment above it.
    pub doc: Vec<String>,
    /// Its name.
    pub name: Ident,
    /// What it declares.
    pub kind: ItemKind,
    /// All of it, without its documentation.
    pub span: Span,
}

/// What a declaration declares.
#[derive(Debug)]
pub enum ItemKind {
    /// `const MAX_LINES: u32 = 1000`.
    Const(TypeExpr, Value),
    /// `closed enum Side: u8 { 1 buy }`, also `flags`.
    Enum(Enum),
    /// `struct Vec3 { x: f32 }`.
    Struct(Vec<Member>),
    /// `union Payment { 1 card: Card }`.
    Union(Body<Field>),
    /// `message Order { 1 id: uuid }`.
    Message(Body<Field>),
    /// `error StoreError { 1 not_found  2 conflict: Conflict }`.
    Error(Body<ErrorCase>),
    /// `host interface Clock { 1 now() -> i64 }`.
    Interface(Interface),
}

/// Numbered entries, and numbers and names that no entry may have.
#[derive(Debug)]
pub struct Body<T> {
    /// In order of the text.
    pub entries: Vec<T>,
    /// From all `reserved` lines.
    pub reserved: Vec<Reserved>,
}

impl<T> Default for Body<T> {
    fn default() -> Self {
        Body {
            entries: Vec::new(),
            reserved: Vec::new(),
        }
    }
}

/// One thing behind `reserved`.
#[derive(Debug)]
pub enum Reserved {
    /// A number.
    Id(Int),
    /// A name.
    Name(Ident),
}

/// An enum or flags.
#[derive(Debug)]
pub struct Enum {
    /// `flags` rather than `enum`.
    pub flags: bool,
    /// `closed` stands before it.
    pub closed: bool,
    /// The integer it is stored as.
    pub repr: Ident,
    /// Its values.
    pub body: Body<EnumValue>,
}

/// `1 buy`.
#[derive(Debug)]
pub struct EnumValue {
    /// Lines of the comment above it.
    pub doc: Vec<String>,
    /// The value, for flags the number of the bit.
    pub value: Int,
    /// Its name.
    pub name: Ident,
    /// All of it, without its documentation.
    pub span: Span,
}

/// `x: f32`.
#[derive(Debug)]
pub struct Member {
    /// Lines of the comment above it.
    pub doc: Vec<String>,
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub ty: TypeExpr,
    /// All of it, without its documentation.
    pub span: Span,
}

/// A message's field or a union's arm.
#[derive(Debug, Clone)]
pub struct Field {
    /// Lines of the comment above it.
    pub doc: Vec<String>,
    /// Its number.
    pub id: Int,
    /// Its name.
    pub name: Ident,
    /// `secret` stands before the type.
    pub secret: Option<Span>,
    /// Its type.
    pub ty: TypeExpr,
    /// Behind `=`.
    pub default: Option<Value>,
    /// Behind `since`.
    pub since: Option<Int>,
    /// Behind `removed`.
    pub removed: Option<Int>,
    /// Behind `deprecated`.
    pub deprecated: Option<Ident>,
    /// All of it, without its documentation.
    pub span: Span,
}

/// A type where it is used.
#[derive(Debug, Clone)]
pub struct TypeExpr {
    /// What it is.
    pub kind: TypeKind,
    /// The place of the `?` behind it.
    pub optional: Option<Span>,
    /// Where it stands, with its `?`.
    pub span: Span,
}

/// What a type is.
#[derive(Debug, Clone)]
pub enum TypeKind {
    /// `u8`, `Order`, `money.Amount`.
    Name(Ident),
    /// `[T]`.
    Vector(Box<TypeExpr>),
    /// `[T; N]`.
    Array(Box<TypeExpr>, Value),
    /// `{K: V}`.
    Map(Box<TypeExpr>, Box<TypeExpr>),
    /// `callback(T, U) -> V`: only as a method's parameter.
    Callback(Box<Signature>),
    /// Something that was reported.
    Bad,
}

/// A value behind `=` or an array's length.
#[derive(Debug, Clone)]
pub struct Value {
    /// What it is.
    pub kind: ValueKind,
    /// Where it stands.
    pub span: Span,
}

/// What a value is.
#[derive(Debug, Clone)]
pub enum ValueKind {
    /// `-1`.
    Int(Int),
    /// `1.5`, with its sign; digits as written.
    Float(String),
    /// A text.
    Str(Vec<u8>),
    /// `buy`, `true`, `MAX_LINES`, `read | write`.
    Names(Vec<Ident>),
}

/// A case of an `error`.
#[derive(Debug)]
pub struct ErrorCase {
    /// Lines of the comment above it.
    pub doc: Vec<String>,
    /// Its number.
    pub code: Int,
    /// Its name.
    pub name: Ident,
    /// What it carries.
    pub payload: Option<TypeExpr>,
    /// Behind `since`.
    pub since: Option<Int>,
    /// All of it, without its documentation.
    pub span: Span,
}

/// An interface.
#[derive(Debug)]
pub struct Interface {
    /// `host` stands before it: implemented in Go, called by Rust.
    pub host: bool,
    /// Its methods.
    pub body: Body<Method>,
}

/// `1 put(order: Order) -> Receipt throws StoreError`.
#[derive(Debug)]
pub struct Method {
    /// Lines of the comment above it.
    pub doc: Vec<String>,
    /// Its number.
    pub id: Int,
    /// Its name.
    pub name: Ident,
    /// What it takes and gives.
    pub signature: Signature,
    /// Behind `since`.
    pub since: Option<Int>,
    /// Behind `deprecated`.
    pub deprecated: Option<Ident>,
    /// All of it, without its documentation.
    pub span: Span,
}

/// What a method or a callback takes and gives.
#[derive(Debug, Clone)]
pub struct Signature {
    /// Names are there for a method, not for a callback.
    pub params: Vec<(Option<Ident>, TypeExpr)>,
    /// Behind `->`.
    pub returns: Option<TypeExpr>,
    /// Behind `throws`.
    pub throws: Option<Ident>,
}
