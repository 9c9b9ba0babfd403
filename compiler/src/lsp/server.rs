//! The server's state, and which request is answered by what.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::rc::Rc;

use lsp_server::{ErrorCode, Message, Notification, Request};
use lsp_types::notification::{
    DidChangeTextDocument, DidChangeWatchedFiles, DidChangeWorkspaceFolders, DidCloseTextDocument,
    DidOpenTextDocument, DidSaveTextDocument, Initialized, Notification as _, PublishDiagnostics,
};
use lsp_types::request::{
    Completion, DocumentHighlightRequest, DocumentSymbolRequest, Formatting, GotoDefinition,
    HoverRequest, PrepareRenameRequest, References, RegisterCapability, Rename, Request as _,
};
use lsp_types::{
    DidChangeTextDocumentParams, DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, InitializeParams, InitializeResult, PublishDiagnosticsParams,
    ServerInfo, Uri,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::documents::Documents;
use super::offers::{self, Client};
use super::snapshot::Snapshot;
use super::{diagnostics, uri, workspace};

/// Why a request has no answer.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) code: ErrorCode,
    pub(super) message: String,
}

impl Refusal {
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Refusal {
            code: ErrorCode::InvalidRequest,
            message: message.into(),
        }
    }

    pub(super) fn not_initialized() -> Self {
        Refusal {
            code: ErrorCode::ServerNotInitialized,
            message: "the first request is `initialize`".to_owned(),
        }
    }

    pub(super) fn failed(message: impl Into<String>) -> Self {
        Refusal {
            code: ErrorCode::RequestFailed,
            message: message.into(),
        }
    }

    fn params(why: &serde_json::Error) -> Self {
        Refusal {
            code: ErrorCode::InvalidParams,
            message: why.to_string(),
        }
    }
}

pub(super) struct Server {
    pub(super) client: Client,
    pub(super) documents: Documents,
    /// By path, until something changes.
    snapshots: BTreeMap<PathBuf, Rc<Snapshot>>,
    /// Whether open files may look different from what the client was told.
    changed: bool,
    /// Files of which the client shows findings.
    published: BTreeSet<String>,
    outbox: Vec<Message>,
}

impl Server {
    /// Meets a client; also gives what it is answered.
    pub(super) fn new(params: Value) -> Result<(Self, Value), Refusal> {
        let params: InitializeParams =
            serde_json::from_value(params).map_err(|why| Refusal::params(&why))?;
        let client = Client::new(&params);
        let result = InitializeResult {
            capabilities: offers::server(&client),
            server_info: Some(ServerInfo {
                name: "halflap".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        };
        let server = Server {
            client,
            documents: Documents::default(),
            snapshots: BTreeMap::new(),
            changed: false,
            published: BTreeSet::new(),
            outbox: Vec::new(),
        };
        Ok((server, value(result)?))
    }

    pub(super) fn answer(&mut self, request: Request) -> Result<Value, Refusal> {
        let params = request.params;
        match request.method.as_str() {
            HoverRequest::METHOD => respond(params, |p| self.hover(&p)),
            GotoDefinition::METHOD => respond(params, |p| self.definition(&p)),
            References::METHOD => respond(params, |p| self.references(&p)),
            DocumentHighlightRequest::METHOD => respond(params, |p| self.highlight(&p)),
            DocumentSymbolRequest::METHOD => respond(params, |p| self.symbols(&p)),
            Formatting::METHOD => respond(params, |p| self.formatting(&p)),
            Completion::METHOD => respond(params, |p| self.completion(&p)),
            PrepareRenameRequest::METHOD => respond(params, |p| self.prepare_rename(&p)),
            Rename::METHOD => respond(params, |p| self.rename(&p)),
            unknown => Err(Refusal {
                code: ErrorCode::MethodNotFound,
                message: format!("`{unknown}` is not known here"),
            }),
        }
    }

    /// Takes in what the client tells. What it tells wrongly has no answer that could say so.
    pub(super) fn hear(&mut self, told: Notification) {
        let params = told.params;
        match told.method.as_str() {
            Initialized::METHOD => self.watch(),
            DidOpenTextDocument::METHOD => heard(params, |p: DidOpenTextDocumentParams| {
                let opened = p.text_document;
                let version = Some(opened.version);
                self.documents.open(opened.uri, version, opened.text);
            }),
            DidChangeTextDocument::METHOD => heard(params, |p: DidChangeTextDocumentParams| {
                let (uri, version) = (p.text_document.uri, p.text_document.version);
                let encoding = self.client.encoding;
                self.documents
                    .change(&uri, version, p.content_changes, encoding);
            }),
            DidCloseTextDocument::METHOD => heard(params, |p: DidCloseTextDocumentParams| {
                self.documents.close(&p.text_document.uri);
            }),
            DidChangeWorkspaceFolders::METHOD => {
                heard(params, |p: DidChangeWorkspaceFoldersParams| {
                    let removed = p.event.removed.iter().map(|f| uri::to_path(&f.uri));
                    let removed: Vec<PathBuf> = removed.collect();
                    let folders = &mut self.client.folders;
                    folders.retain(|folder| !removed.contains(folder));
                    folders.extend(p.event.added.iter().map(|f| uri::to_path(&f.uri)));
                });
            }
            DidSaveTextDocument::METHOD | DidChangeWatchedFiles::METHOD => {
                self.documents.refresh();
            }
            _ => return,
        }
        self.snapshots.clear();
        self.changed = true;
    }

    /// Asks the client to say when schemas change on the disk.
    fn watch(&mut self) {
        if !self.client.watches {
            return;
        }
        let params = json!({"registrations": [{
            "id": "schemas",
            "method": DidChangeWatchedFiles::METHOD,
            "registerOptions": {"watchers": [{"globPattern": "**/*.lap"}]},
        }]});
        let (id, method) = (
            "watch".to_owned().into(),
            RegisterCapability::METHOD.to_owned(),
        );
        self.outbox.push(Request { id, method, params }.into());
    }

    /// Looks at the open files and tells the client what is found.
    pub(super) fn look(&mut self) {
        if !std::mem::replace(&mut self.changed, false) {
            return;
        }
        let paths: Vec<PathBuf> = self.documents.iter().map(|d| d.path.clone()).collect();
        let snapshots: Vec<Rc<Snapshot>> = paths.iter().map(|path| self.of_path(path)).collect();
        let snapshots: Vec<&Snapshot> = snapshots.iter().map(Rc::as_ref).collect();
        let found = diagnostics::collect(&snapshots, &self.documents, self.client.related);
        let before = std::mem::take(&mut self.published);
        for uri in &before {
            if let (false, Ok(uri)) = (found.contains_key(uri), uri.parse::<Uri>()) {
                self.publish(PublishDiagnosticsParams::new(uri, Vec::new(), None));
            }
        }
        for (key, of_file) in found {
            let open = self.documents.get(&of_file.uri);
            // A file that is not open is told of only where there is something to tell, or was.
            if open.is_none() && of_file.list.is_empty() && !before.contains(&key) {
                continue;
            }
            let version = open.and_then(|document| document.version);
            if open.is_some() || !of_file.list.is_empty() {
                self.published.insert(key);
            }
            self.publish(PublishDiagnosticsParams::new(
                of_file.uri,
                of_file.list,
                version,
            ));
        }
    }

    fn publish(&mut self, params: PublishDiagnosticsParams) {
        // It is made of texts and numbers, so it can be written.
        if let Ok(params) = serde_json::to_value(params) {
            let method = PublishDiagnostics::METHOD.to_owned();
            self.outbox.push(Notification { method, params }.into());
        }
    }

    pub(super) fn take_outbox(&mut self) -> Vec<Message> {
        std::mem::take(&mut self.outbox)
    }

    /// What is known of a file and those it imports.
    pub(super) fn snapshot(&mut self, uri: &Uri) -> Result<Rc<Snapshot>, Refusal> {
        let open = self.documents.get(uri);
        let path = open.map_or_else(|| uri::to_path(uri), |document| document.path.clone());
        let snapshot = self.of_path(&path);
        if snapshot.is_there() {
            Ok(snapshot)
        } else {
            Err(Refusal::failed(format!("{} can't be read", path.display())))
        }
    }

    pub(super) fn of_path(&mut self, path: &PathBuf) -> Rc<Snapshot> {
        if let Some(known) = self.snapshots.get(path) {
            return Rc::clone(known);
        }
        let snapshot = Snapshot::new(path, &self.documents, self.client.encoding);
        let snapshot = Rc::new(snapshot);
        self.snapshots.insert(path.clone(), Rc::clone(&snapshot));
        snapshot
    }

    /// Every schema that the client knows: open ones, and those in its folders. Only these can use
    /// what another declares.
    pub(super) fn schemas(&self) -> Vec<PathBuf> {
        let mut all = workspace::schemas(&self.client.folders);
        all.retain(|path| {
            let identity = std::fs::canonicalize(path);
            identity.map_or(true, |id| self.documents.by_identity(&id).is_none())
        });
        all.extend(self.documents.iter().map(|document| document.path.clone()));
        all
    }
}

fn respond<P: DeserializeOwned, R: Serialize>(
    params: Value,
    work: impl FnOnce(P) -> Result<R, Refusal>,
) -> Result<Value, Refusal> {
    let params = serde_json::from_value(params).map_err(|why| Refusal::params(&why))?;
    value(work(params)?)
}

fn value(result: impl Serialize) -> Result<Value, Refusal> {
    serde_json::to_value(result).map_err(|why| Refusal::failed(why.to_string()))
}

fn heard<P: DeserializeOwned>(params: Value, work: impl FnOnce(P)) {
    if let Ok(params) = serde_json::from_value(params) {
        work(params);
    }
}
