//! The language server as a client meets it: over pipes, message by message.

mod client;
mod names;

use serde_json::{Value, json};

use client::{Client, schema};

const SHOP: &str = "package shop version 2\n\nimport \"money.lap\" version 1\n\n\
                    /// Grüße 🦀 an alle.\nenum Side: u8 {\n  1 buy\n  2 sell\n}\n\n\
                    const LIMIT: u32 = 12\n\nmessage Order {\n  1 total: money.Amount\n  \
                    2 side: Side = buy\n  3 note: string?  since 2\n  4 ids: [[u8; LIMIT]]\n}\n";

const MONEY: &str =
    "package money version 1\n\n/// How much.\nmessage Amount {\n  1 units: i64\n}\n";

fn shop(test: &str, capabilities: Value) -> Client {
    let (mut client, _) = Client::meet(test, capabilities);
    client.write("shop.lap", SHOP);
    client.write("money.lap", MONEY);
    client.open("shop.lap", SHOP);
    assert_eq!(client.findings("shop.lap", Some(1)), Vec::<Value>::new());
    client
}

fn codes(findings: &[Value]) -> Vec<&str> {
    findings.iter().filter_map(|f| f["code"].as_str()).collect()
}

fn range(line: u32, from: u32, to: u32) -> Value {
    json!({
        "start": {"line": line, "character": from},
        "end": {"line": line, "character": to},
    })
}

#[test]
fn offers_and_encodings() {
    let (client, offers) = Client::meet("offers", json!({}));
    assert_eq!(offers["positionEncoding"], "utf-16");
    assert_eq!(offers["textDocumentSync"]["change"], 2);
    assert_eq!(offers["renameProvider"]["prepareProvider"], true);
    client.finish();
    let modern = json!({"general": {"positionEncodings": ["utf-16", "utf-8"]}});
    let (client, offers) = Client::meet("offers", modern);
    assert_eq!(offers["positionEncoding"], "utf-8");
    client.finish();
}

#[test]
fn the_beginning_and_the_end() {
    let mut client = Client::start("ends");
    let (code, _) = client.refused("textDocument/hover", client.at("a.lap", 0, 0));
    assert_eq!(code, -32002, "not initialized");
    client.tell("textDocument/didOpen", json!({"nonsense": true}));
    client.ask(
        "initialize",
        json!({"capabilities": {}, "processId": 1, "rootUri": null}),
    );
    client.tell("initialized", json!({}));
    let (code, _) = client.refused("initialize", json!({"capabilities": {}}));
    assert_eq!(code, -32600);
    let (code, message) = client.refused("textDocument/inventedYesterday", json!({}));
    assert_eq!(code, -32601);
    assert!(message.contains("inventedYesterday"), "{message}");
    let (code, _) = client.refused("textDocument/hover", json!({"position": "here"}));
    assert_eq!(code, -32602);
    let (code, _) = client.refused("textDocument/hover", client.at("missing.lap", 0, 0));
    assert_eq!(code, -32803);
    client.tell("$/inventedToo", json!({}));
    client.tell("textDocument/didChange", json!(7));
    assert_eq!(client.ask("shutdown", Value::Null), Value::Null);
    let (code, _) = client.refused("textDocument/hover", client.at("a.lap", 0, 0));
    assert_eq!(code, -32600, "nothing but `exit` follows");
    client.tell("exit", Value::Null);
    assert_eq!(client.end().0.code(), Some(0));
}

#[test]
fn ends_that_no_one_asked_for() {
    let (mut client, _) = Client::meet("abrupt", json!({}));
    client.tell("exit", Value::Null);
    assert_eq!(client.end().0.code(), Some(1), "`exit` without `shutdown`");
    let (client, _) = Client::meet("abrupt", json!({}));
    assert_eq!(client.end().0.code(), Some(1), "the pipe was closed");
    let (mut client, _) = Client::meet("abrupt", json!({}));
    client.raw(b"Content-Length: 5\r\n\r\n{1:2}");
    let (status, errors) = client.end();
    assert_eq!(status.code(), Some(2), "no JSON");
    assert!(errors.starts_with("error: "), "{errors}");
    let (mut client, _) = Client::meet("abrupt", json!({}));
    client.raw(b"Content-Length: 99999999999999999\r\n\r\n{");
    let (status, errors) = client.end();
    assert_eq!(status.code(), Some(2), "no message is so long");
    assert!(errors.starts_with("error: "), "{errors}");
}

/// Places that no text has count as the nearest that there is; what is no place changes nothing.
#[test]
fn places_outside_of_the_text() {
    let mut client = shop("places", json!({}));
    for (line, character) in [(u32::MAX, 0), (0, u32::MAX), (u32::MAX, u32::MAX), (5, 7)] {
        for method in [
            "textDocument/hover",
            "textDocument/definition",
            "textDocument/completion",
            "textDocument/documentHighlight",
            "textDocument/prepareRename",
        ] {
            client.request(method, client.at("shop.lap", line, character));
        }
    }
    for place in [
        json!({"line": -1, "character": 0}),
        json!({"line": 0.5}),
        json!(null),
    ] {
        let uri = client.uri("shop.lap");
        let params = json!({"textDocument": {"uri": uri}, "position": place});
        assert_eq!(client.refused("textDocument/hover", params).0, -32602);
        let change = json!({"range": {"start": place, "end": place}, "text": "x"});
        let document = json!({"uri": uri, "version": 2});
        let params = json!({"textDocument": document, "contentChanges": [change]});
        client.tell("textDocument/didChange", params);
    }
    // Ends before it starts, and far behind the end.
    let far = json!({"line": u32::MAX, "character": u32::MAX});
    let near = json!({"line": 0, "character": 0});
    let changes = json!([
        {"range": {"start": far, "end": near}, "text": "// 🦀"},
        {"range": {"start": far, "end": far}, "text": "\n"},
    ]);
    let document = json!({"uri": client.uri("shop.lap"), "version": 3});
    let params = json!({"textDocument": document, "contentChanges": changes});
    client.tell("textDocument/didChange", params);
    assert_eq!(client.findings("shop.lap", Some(3)), Vec::<Value>::new());
    client.finish();
}

#[test]
fn findings_come_and_go() {
    let related = json!({"textDocument": {"publishDiagnostics": {"relatedInformation": true}}});
    let mut client = shop("findings", related);
    // An error, at its place, with what has to do with it.
    client.replace(
        "shop.lap",
        2,
        &SHOP.replace("2 side: Side", "1 total: Side"),
    );
    let found = client.findings("shop.lap", Some(2));
    let error = found.iter().find(|f| {
        f["message"]
            == "two fields have the number 1\nhelp: a new one takes a number that was never used"
    });
    let error = error.unwrap_or_else(|| panic!("{found:?}"));
    assert_eq!(error["severity"], 1);
    assert_eq!(error["source"], "halflap");
    assert_eq!(error["range"], range(14, 2, 3));
    let other = &error["relatedInformation"][0];
    assert_eq!(other["location"]["range"], range(13, 2, 3));
    assert_eq!(other["location"]["uri"], client.uri("shop.lap"));
    // A lint, with its id; and what is unused is faded.
    client.replace(
        "shop.lap",
        3,
        &SHOP.replace("note", "theNote").replace("Side = buy", "u8"),
    );
    let found = client.findings("shop.lap", Some(3));
    assert_eq!(codes(&found), ["unused-type", "naming"]);
    assert_eq!(found[0]["tags"], json!([1]));
    assert_eq!(found[0]["severity"], 3);
    assert_eq!(found[1]["severity"], 2);
    client.replace("shop.lap", 4, SHOP);
    assert_eq!(client.findings("shop.lap", Some(4)), Vec::<Value>::new());
    client.finish();
}

#[test]
fn places_are_told_in_words_where_the_client_shows_none() {
    let mut client = shop("unrelated", json!({}));
    client.replace("shop.lap", 2, &SHOP.replace("2 side: Side", "1 side: Side"));
    let found = client.findings("shop.lap", Some(2));
    let message = found[0]["message"].as_str().expect("a text");
    assert!(
        message.contains("the other one: ") && message.contains("shop.lap:14"),
        "{message}"
    );
    client.finish();
}

#[test]
fn unsaved_imports_count() {
    let mut client = shop("imports", json!({}));
    client.open("money.lap", &MONEY.replace("Amount", "Sum"));
    let found = client.findings("shop.lap", Some(1));
    let message = found[0]["message"].as_str().expect("a text");
    assert!(
        message.starts_with("there is no `Amount` in package `money`"),
        "{message}"
    );
    client.replace("money.lap", 2, MONEY);
    assert_eq!(client.findings("shop.lap", Some(1)), Vec::<Value>::new());
    // What is wrong with an import is shown where it is, also when it is not open.
    client.replace(
        "money.lap",
        3,
        "package money version 1\nmessage Amount { oops }\n",
    );
    assert_eq!(client.findings("money.lap", Some(3)).len(), 1);
    let document = json!({"textDocument": {"uri": client.uri("money.lap")}});
    client.tell("textDocument/didClose", document);
    assert_eq!(
        client.findings("money.lap", None),
        Vec::<Value>::new(),
        "the disk's is fine"
    );
    client.write(
        "money.lap",
        "package money version 1\nmessage Amount { oops }\n",
    );
    let change = json!({"changes": [{"uri": client.uri("money.lap"), "type": 2}]});
    client.tell("workspace/didChangeWatchedFiles", change);
    assert_eq!(client.findings("money.lap", None).len(), 1);
    client.finish();
}

#[test]
fn a_type_that_another_open_file_uses_is_used() {
    let (mut client, _) = Client::meet("elsewhere", json!({}));
    let base = "package base version 1\nenum Side: u8 { 0 buy }\nmessage M {}\n";
    let user =
        "package user version 1\nimport \"base.lap\" version 1\nmessage N { 1 s: base.Side }\n";
    client.write("base.lap", base);
    client.open("base.lap", base);
    assert_eq!(
        codes(&client.findings("base.lap", Some(1))),
        ["unused-type"]
    );
    client.open("user.lap", user);
    let found = client.findings("base.lap", Some(1));
    assert_eq!(codes(&found), Vec::<&str>::new());
    client.finish();
}

#[test]
fn edits_in_every_encoding() {
    for (encoding, width) in [("utf-8", 4), ("utf-16", 2), ("utf-32", 1)] {
        let can = json!({"general": {"positionEncodings": [encoding]}});
        let (mut client, offers) = Client::meet(&format!("edits-{encoding}"), can);
        assert_eq!(offers["positionEncoding"], encoding);
        let text = "package t version 1\nmessage M {\n  1 a: string = \"🦀\"  2 b: u8\n}\n";
        client.open("t.lap", text);
        assert_eq!(client.findings("t.lap", Some(1)), Vec::<Value>::new());
        // Behind the crab: `b` becomes `theB`; then, in the text that is, the crab goes.
        let crab = 17;
        let b = crab + width + 5;
        let changes = json!([
            {"range": range(2, b, b + 1), "text": "theB"},
            {"range": range(2, crab, crab + width), "text": ""},
        ]);
        let document = json!({"uri": client.uri("t.lap"), "version": 2});
        let params = json!({"textDocument": document, "contentChanges": changes});
        client.tell("textDocument/didChange", params);
        let found = client.findings("t.lap", Some(2));
        assert_eq!(codes(&found), ["naming"], "{encoding}");
        assert_eq!(found[0]["range"], range(2, 22, 26), "{encoding}");
        client.finish();
    }
}

/// A constant whose new name an enum's value has: the schema would still compile, and mean another
/// value.
#[test]
fn outline_nested_and_flat() {
    let nested =
        json!({"textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": true}}});
    let mut client = shop("outline", nested);
    let document = json!({"textDocument": {"uri": client.uri("shop.lap")}});
    let outline = client.ask("textDocument/documentSymbol", document.clone());
    let names: Vec<&str> = outline
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|s| s["name"].as_str())
        .collect();
    assert_eq!(names, ["Side", "LIMIT", "Order"]);
    let note = &outline[2]["children"][2];
    assert_eq!(note["name"], "note");
    assert_eq!(note["detail"], "string?");
    assert_eq!(note["range"], range(15, 2, 26));
    assert_eq!(note["selectionRange"], range(15, 4, 8));
    client.finish();
    let mut client = shop("outline-flat", json!({}));
    let document = json!({"textDocument": {"uri": client.uri("shop.lap")}});
    let outline = client.ask("textDocument/documentSymbol", document);
    assert_eq!(outline[1]["name"], "buy");
    assert_eq!(outline[1]["containerName"], "Side");
    client.finish();
}

#[test]
fn formatting_and_completion() {
    let mut client = shop("formatting", json!({}));
    let mut params = json!({"textDocument": {"uri": client.uri("shop.lap")}});
    params["options"] = json!({"tabSize": 8, "insertSpaces": false});
    assert_eq!(
        client.ask("textDocument/formatting", params.clone()),
        json!([])
    );
    client.replace(
        "shop.lap",
        2,
        &SHOP.replace("  1 buy\n", "\t1   buy  // 🦀\n"),
    );
    let edits = client.ask("textDocument/formatting", params.clone());
    let wanted = json!([{
        "range": {"start": {"line": 6, "character": 0}, "end": {"line": 7, "character": 0}},
        "newText": "  1 buy  // 🦀\n",
    }]);
    assert_eq!(edits, wanted);
    client.replace("shop.lap", 3, "message {");
    assert_eq!(client.ask("textDocument/formatting", params), Value::Null);

    client.replace("shop.lap", 4, &SHOP.replace("Side = buy", "money."));
    let found = client.ask("textDocument/completion", client.at("shop.lap", 14, 16));
    let labels: Vec<&str> = found
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|i| i["label"].as_str())
        .collect();
    assert_eq!(labels, ["Amount"]);
    assert_eq!(found[0]["documentation"], "How much.");
    client.finish();
}

#[test]
fn files_are_watched_where_the_client_can() {
    let can = json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}});
    let (mut client, _) = Client::meet("watch", can);
    let asked = client.heard("client/registerCapability");
    let registration = &asked["params"]["registrations"][0];
    assert_eq!(registration["method"], "workspace/didChangeWatchedFiles");
    assert_eq!(
        registration["registerOptions"]["watchers"][0]["globPattern"],
        "**/*.lap"
    );
    client.finish();
}

/// A schema as it is typed, letter by letter: the server lives, and the end is as good as new.
#[test]
fn typed_letter_by_letter() {
    let (mut client, _) = Client::meet("typed", json!({}));
    let text = schema("log.lap");
    client.open("log.lap", "");
    let mut version = 1;
    let (mut line, mut column) = (0, 0);
    for c in text.chars() {
        version += 1;
        let document = json!({"uri": client.uri("log.lap"), "version": version});
        let change = json!({"range": range(line, column, column), "text": c.to_string()});
        let params = json!({"textDocument": document, "contentChanges": [change]});
        client.tell("textDocument/didChange", params);
        if c == '\n' {
            (line, column) = (line + 1, 0);
        } else {
            column += c.len_utf16() as u32;
        }
        if version % 7 == 0 {
            client.ask("textDocument/hover", client.at("log.lap", line, column));
            client.ask(
                "textDocument/completion",
                client.at("log.lap", line, column),
            );
        }
    }
    assert_eq!(
        client.findings("log.lap", Some(version)),
        Vec::<Value>::new()
    );
    client.finish();
}
