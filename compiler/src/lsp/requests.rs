//! Answers to requests: places of the protocol become bytes of a text, and back.

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionParams, CompletionResponse,
    DocumentFormattingParams, DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams,
    DocumentSymbolParams, DocumentSymbolResponse, Documentation, GotoDefinitionParams,
    GotoDefinitionResponse, Hover, HoverContents, HoverParams, Location, MarkupContent, MarkupKind,
    PrepareRenameResponse, ReferenceParams, RenameParams, TextDocumentPositionParams, TextEdit,
};
use serde_json::{Map, Value, json};

use super::completion::{Kind, proposals};
use super::position::Lines;
use super::server::{Refusal, Server};
use super::snapshot::ROOT;
use super::{formatting, hover, index, references, symbols, uri};

impl Server {
    pub(super) fn hover(&mut self, params: &HoverParams) -> Result<Option<Hover>, Refusal> {
        let place = &params.text_document_position_params;
        let snapshot = self.snapshot(&place.text_document.uri)?;
        let at = snapshot.offset(place.position);
        let Some((span, text)) = hover::hover(&snapshot.analysis, ROOT, at) else {
            return Ok(None);
        };
        let (kind, value) = match self.client.markdown {
            true => (MarkupKind::Markdown, text),
            false => (MarkupKind::PlainText, hover::plain(&text)),
        };
        Ok(Some(Hover {
            contents: HoverContents::Markup(MarkupContent { kind, value }),
            range: Some(snapshot.range(span)),
        }))
    }

    pub(super) fn definition(
        &mut self,
        params: &GotoDefinitionParams,
    ) -> Result<Option<GotoDefinitionResponse>, Refusal> {
        let place = &params.text_document_position_params;
        let snapshot = self.snapshot(&place.text_document.uri)?;
        let at = snapshot.offset(place.position);
        let target = index::target_at(&snapshot.analysis, ROOT, at);
        let declared = target.and_then(|(_, t)| index::place(&snapshot.analysis, t));
        let location = declared.and_then(|span| snapshot.location(span, &self.documents));
        Ok(location.map(GotoDefinitionResponse::Scalar))
    }

    pub(super) fn references(
        &mut self,
        params: &ReferenceParams,
    ) -> Result<Option<Vec<Location>>, Refusal> {
        let place = &params.text_document_position;
        let own = self.snapshot(&place.text_document.uri)?;
        let at = own.offset(place.position);
        let Some((_, name)) = references::name_at(&own.analysis, ROOT, at) else {
            return Ok(None);
        };
        let skipped = usize::from(!params.context.include_declaration);
        let mut found: Vec<Location> = Vec::new();
        for path in self.schemas() {
            let snapshot = self.of_path(&path);
            let places = references::places(&snapshot.analysis, &name);
            let locations = places.into_iter().skip(skipped);
            let locations = locations.filter_map(|s| snapshot.location(s, &self.documents));
            for location in locations {
                if !found.contains(&location) {
                    found.push(location);
                }
            }
        }
        found.sort_by(|a, b| {
            let key = |l: &Location| {
                (
                    l.uri.as_str().to_owned(),
                    l.range.start.line,
                    l.range.start.character,
                )
            };
            key(a).cmp(&key(b))
        });
        Ok(Some(found))
    }

    pub(super) fn highlight(
        &mut self,
        params: &DocumentHighlightParams,
    ) -> Result<Option<Vec<DocumentHighlight>>, Refusal> {
        let place = &params.text_document_position_params;
        let snapshot = self.snapshot(&place.text_document.uri)?;
        let at = snapshot.offset(place.position);
        let Some((_, name)) = references::name_at(&snapshot.analysis, ROOT, at) else {
            return Ok(None);
        };
        let places = references::places(&snapshot.analysis, &name).into_iter();
        let here = places.filter(|span| span.file == ROOT);
        Ok(Some(
            here.map(|span| DocumentHighlight {
                range: snapshot.range(span),
                kind: Some(DocumentHighlightKind::TEXT),
            })
            .collect(),
        ))
    }

    pub(super) fn symbols(
        &mut self,
        params: &DocumentSymbolParams,
    ) -> Result<DocumentSymbolResponse, Refusal> {
        let uri = &params.text_document.uri;
        let snapshot = self.snapshot(uri)?;
        Ok(if self.client.nested {
            DocumentSymbolResponse::Nested(symbols::outline(&snapshot))
        } else {
            DocumentSymbolResponse::Flat(symbols::flat(&snapshot, uri))
        })
    }

    pub(super) fn formatting(
        &mut self,
        params: &DocumentFormattingParams,
    ) -> Result<Option<Vec<TextEdit>>, Refusal> {
        let snapshot = self.snapshot(&params.text_document.uri)?;
        let text = snapshot.analysis.sources.text(ROOT);
        Ok(formatting::edits(text, self.client.encoding))
    }

    pub(super) fn completion(
        &mut self,
        params: &CompletionParams,
    ) -> Result<CompletionResponse, Refusal> {
        let place = &params.text_document_position;
        let snapshot = self.snapshot(&place.text_document.uri)?;
        let at = snapshot.offset(place.position);
        let found = proposals(&snapshot.analysis, ROOT, at).into_iter();
        let items = found.map(|proposal| CompletionItem {
            label: proposal.word,
            kind: Some(match proposal.kind {
                Kind::Keyword => CompletionItemKind::KEYWORD,
                Kind::Type => CompletionItemKind::STRUCT,
                Kind::Value => CompletionItemKind::ENUM_MEMBER,
                Kind::Constant => CompletionItemKind::CONSTANT,
                Kind::Package => CompletionItemKind::MODULE,
            }),
            documentation: (!proposal.doc.is_empty())
                .then(|| Documentation::String(proposal.doc.join("\n"))),
            ..CompletionItem::default()
        });
        Ok(CompletionResponse::Array(items.collect()))
    }

    pub(super) fn prepare_rename(
        &mut self,
        place: &TextDocumentPositionParams,
    ) -> Result<Option<PrepareRenameResponse>, Refusal> {
        let snapshot = self.snapshot(&place.text_document.uri)?;
        let at = snapshot.offset(place.position);
        let Some((words, target)) = index::target_at(&snapshot.analysis, ROOT, at) else {
            return Ok(None);
        };
        if let Some(why) = references::fixed(&snapshot.analysis, target) {
            return Err(Refusal::failed(why));
        }
        // An entry's number stands for it, but is not its name.
        let named = index::place(&snapshot.analysis, target);
        let text = snapshot.analysis.sources.slice(words);
        let is_name = text.starts_with(|c: char| c.is_ascii_alphabetic());
        let words = if is_name { Some(words) } else { named };
        Ok(
            words.map(|span| PrepareRenameResponse::RangeWithPlaceholder {
                range: snapshot.range(span),
                placeholder: snapshot.analysis.sources.slice(span).to_owned(),
            }),
        )
    }

    /// The answer is made by hand: its keys are URIs, which the protocol's types can't hash well.
    pub(super) fn rename(&mut self, params: &RenameParams) -> Result<Value, Refusal> {
        let place = &params.text_document_position;
        let snapshot = self.snapshot(&place.text_document.uri)?;
        let at = snapshot.offset(place.position);
        let target = index::target_at(&snapshot.analysis, ROOT, at);
        let fixed = target.and_then(|(_, t)| references::fixed(&snapshot.analysis, t));
        if let Some(why) = fixed {
            return Err(Refusal::failed(why));
        }
        let Some((_, name)) = references::name_at(&snapshot.analysis, ROOT, at) else {
            return Err(Refusal::failed("nothing here has a name"));
        };
        let (documents, encoding) = (&self.documents, self.client.encoding);
        let roots = self.schemas();
        let files = references::rename(documents, &roots, encoding, &name, &params.new_name);
        let mut changes = Map::new();
        for file in files.map_err(Refusal::failed)? {
            let open = documents.by_identity(&file.identity);
            let text = match open {
                Some(open) => open.text.clone(),
                None => std::fs::read_to_string(&file.path)
                    .map_err(|why| Refusal::failed(format!("{}: {why}", file.path.display())))?,
            };
            let uri = open.map(|open| open.uri.clone());
            let Some(uri) = uri.or_else(|| uri::from_path(&file.path)) else {
                continue;
            };
            let lines = Lines::new(&text);
            let edits = file.places.iter().map(|(from, to)| TextEdit {
                range: lines.range(&text, *from as usize, *to as usize, encoding),
                new_text: params.new_name.clone(),
            });
            let edits: Vec<TextEdit> = edits.collect();
            changes.insert(uri.as_str().to_owned(), json!(edits));
        }
        Ok(json!({ "changes": changes }))
    }
}
