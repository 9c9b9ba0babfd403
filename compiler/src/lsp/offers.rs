//! What client and server can do, and what they agree on.

use std::path::PathBuf;

use lsp_types::{
    ClientCapabilities, CompletionOptions, HoverProviderCapability, InitializeParams, MarkupKind,
    OneOf, RenameOptions, SaveOptions, ServerCapabilities, TextDocumentSyncCapability,
    TextDocumentSyncKind, TextDocumentSyncOptions, TextDocumentSyncSaveOptions,
    WorkDoneProgressOptions,
};

use super::position::Encoding;
use super::uri;

/// What the client can do, as far as it matters.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) encoding: Encoding,
    /// It shows Markdown.
    pub(super) markdown: bool,
    /// It shows places that have to do with a finding.
    pub(super) related: bool,
    /// It knows outlines with nesting.
    pub(super) nested: bool,
    /// It can be asked to watch files.
    pub(super) watches: bool,
    /// The folders that it has open.
    pub(super) folders: Vec<PathBuf>,
}

impl Client {
    pub(super) fn new(params: &InitializeParams) -> Self {
        let can = &params.capabilities;
        let general = can.general.as_ref();
        let encodings = general.and_then(|general| general.position_encodings.as_deref());
        let text = can.text_document.as_ref();
        let hover = text.and_then(|text| text.hover.as_ref()?.content_format.as_ref());
        let published = text.and_then(|text| text.publish_diagnostics.as_ref());
        let outline = text.and_then(|text| text.document_symbol.as_ref());
        Client {
            encoding: Encoding::agreed(encodings.unwrap_or_default()),
            // A client that says nothing is an old one, and those take it.
            markdown: hover.is_none_or(|kinds| kinds.contains(&MarkupKind::Markdown)),
            related: published.is_some_and(|p| p.related_information == Some(true)),
            nested: outline.is_some_and(|o| o.hierarchical_document_symbol_support == Some(true)),
            watches: watches(can),
            folders: folders(params),
        }
    }
}

fn watches(can: &ClientCapabilities) -> bool {
    let workspace = can.workspace.as_ref();
    let files = workspace.and_then(|workspace| workspace.did_change_watched_files);
    files.is_some_and(|files| files.dynamic_registration == Some(true))
}

#[allow(deprecated)] // Older clients name one folder only, in the field that newer ones don't use.
fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    let folders = params.workspace_folders.as_deref().unwrap_or_default();
    if folders.is_empty() {
        return params.root_uri.iter().map(uri::to_path).collect();
    }
    folders
        .iter()
        .map(|folder| uri::to_path(&folder.uri))
        .collect()
}

/// What the server can do.
pub(super) fn server(client: &Client) -> ServerCapabilities {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::INCREMENTAL),
        save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions {
            include_text: Some(false),
        })),
        ..TextDocumentSyncOptions::default()
    };
    let triggers = [":", "[", "{", ".", "=", "("];
    ServerCapabilities {
        position_encoding: Some(client.encoding.kind()),
        text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        document_highlight_provider: Some(OneOf::Left(true)),
        document_symbol_provider: Some(OneOf::Left(true)),
        document_formatting_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        })),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(triggers.map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        ..ServerCapabilities::default()
    }
}
