//! The outline of a file.

use lsp_types::{DocumentSymbol, Location, SymbolInformation, SymbolKind, SymbolTag, Uri};

use super::index::entries;
use super::snapshot::{ROOT, Snapshot};
use crate::diagnostics::Span;
use crate::syntax::ast::{Item, ItemKind};

/// Declarations with their entries.
pub(super) fn outline(snapshot: &Snapshot) -> Vec<DocumentSymbol> {
    let items = &snapshot.analysis.files[ROOT as usize].ast.items;
    items
        .iter()
        .map(|item| declaration(snapshot, item))
        .collect()
}

/// The same for clients that know no nesting.
pub(super) fn flat(snapshot: &Snapshot, uri: &Uri) -> Vec<SymbolInformation> {
    let mut all = Vec::new();
    for symbol in outline(snapshot) {
        let container = symbol.name.clone();
        let children = symbol.children.clone().unwrap_or_default();
        all.push(information(symbol, None, uri));
        let children = children.into_iter();
        all.extend(children.map(|child| information(child, Some(container.clone()), uri)));
    }
    all
}

#[allow(deprecated)] // The protocol's field `deprecated` has to be filled; `tags` says the same.
fn information(
    symbol: DocumentSymbol,
    container_name: Option<String>,
    uri: &Uri,
) -> SymbolInformation {
    SymbolInformation {
        name: symbol.name,
        kind: symbol.kind,
        tags: symbol.tags,
        deprecated: None,
        location: Location::new(uri.clone(), symbol.range),
        container_name,
    }
}

fn declaration(snapshot: &Snapshot, item: &Item) -> DocumentSymbol {
    let (kind, entry_kind, word) = match &item.kind {
        ItemKind::Const(..) => (SymbolKind::CONSTANT, SymbolKind::CONSTANT, "const"),
        ItemKind::Enum(e) if e.flags => (SymbolKind::ENUM, SymbolKind::ENUM_MEMBER, "flags"),
        ItemKind::Enum(_) => (SymbolKind::ENUM, SymbolKind::ENUM_MEMBER, "enum"),
        ItemKind::Struct(_) => (SymbolKind::STRUCT, SymbolKind::FIELD, "struct"),
        ItemKind::Union(_) => (SymbolKind::ENUM, SymbolKind::ENUM_MEMBER, "union"),
        ItemKind::Message(_) => (SymbolKind::CLASS, SymbolKind::FIELD, "message"),
        ItemKind::Error(_) => (SymbolKind::ENUM, SymbolKind::ENUM_MEMBER, "error"),
        ItemKind::Interface(_) => (SymbolKind::INTERFACE, SymbolKind::METHOD, "interface"),
    };
    let entries = entries(item);
    let children = entries.iter().map(|entry| {
        let detail = entry.ty.map(|ty| snapshot.analysis.sources.slice(ty.span));
        let detail = detail.map(str::to_owned);
        let name = &entry.name;
        symbol(
            snapshot,
            &name.name,
            detail,
            entry_kind,
            entry.span,
            name.span,
            entry.deprecated,
        )
    });
    let children: Vec<DocumentSymbol> = children.collect();
    let name = &item.name;
    let detail = Some(word.to_owned());
    let own = symbol(
        snapshot, &name.name, detail, kind, item.span, name.span, false,
    );
    DocumentSymbol {
        children: (!children.is_empty()).then_some(children),
        ..own
    }
}

#[allow(deprecated)] // As above.
fn symbol(
    snapshot: &Snapshot,
    name: &str,
    detail: Option<String>,
    kind: SymbolKind,
    all: Span,
    name_at: Span,
    deprecated: bool,
) -> DocumentSymbol {
    DocumentSymbol {
        name: name.to_owned(),
        detail,
        kind,
        tags: deprecated.then(|| vec![SymbolTag::DEPRECATED]),
        deprecated: None,
        range: snapshot.range(all),
        selection_range: snapshot.range(name_at),
        children: None,
    }
}
