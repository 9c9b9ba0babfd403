//! What a name is: hover, definition, references and renaming.

use serde_json::{Value, json};

use crate::client::Client;
use crate::{range, shop};

#[test]
fn hover_and_definition() {
    let mut client = shop("hover", json!({}));
    let said = |client: &mut Client, line, character| {
        let hover = client.ask("textDocument/hover", client.at("shop.lap", line, character));
        (
            hover["contents"]["value"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            hover["range"].clone(),
        )
    };
    let (text, place) = said(&mut client, 15, 5);
    assert!(text.contains("3 note: string?  since 2"), "{text}");
    assert!(text.contains("bytes 24..32 of `Order`"), "{text}");
    assert!(
        text.contains("block of `Order`: 24 bytes, 32 from version 2 on"),
        "{text}"
    );
    assert_eq!(place, range(15, 4, 8));
    let (text, _) = said(&mut client, 14, 11);
    assert!(text.contains("Grüße 🦀 an alle."), "{text}");
    let (text, place) = said(&mut client, 13, 18);
    assert!(
        text.contains("How much.") && text.contains("message Amount"),
        "{text}"
    );
    assert_eq!(place, range(13, 17, 23));
    assert_eq!(
        client.ask("textDocument/hover", client.at("shop.lap", 1, 0)),
        Value::Null
    );

    let leads = |client: &mut Client, line, character| {
        let place = client.at("shop.lap", line, character);
        let found = client.ask("textDocument/definition", place);
        (found["uri"].clone(), found["range"].clone())
    };
    let (shop, money) = (
        json!(client.uri("shop.lap")),
        json!(client.uri("money.lap")),
    );
    assert_eq!(
        leads(&mut client, 13, 18),
        (money.clone(), range(3, 8, 14)),
        "a type"
    );
    assert_eq!(
        leads(&mut client, 13, 12),
        (money.clone(), range(0, 8, 13)),
        "its package"
    );
    assert_eq!(
        leads(&mut client, 2, 10),
        (money, range(0, 8, 13)),
        "an import"
    );
    assert_eq!(
        leads(&mut client, 14, 18),
        (shop.clone(), range(6, 4, 7)),
        "a value"
    );
    assert_eq!(
        leads(&mut client, 16, 17),
        (shop, range(10, 6, 11)),
        "a constant"
    );
    client.finish();
}

#[test]
fn plain_text_for_those_who_show_nothing_else() {
    let can = json!({"textDocument": {"hover": {"contentFormat": ["plaintext"]}}});
    let mut client = shop("plain", can);
    let hover = client.ask("textDocument/hover", client.at("shop.lap", 5, 6));
    assert_eq!(hover["contents"]["kind"], "plaintext");
    let text = hover["contents"]["value"].as_str().expect("a text");
    assert!(text.starts_with("enum Side: u8\n"), "{text}");
    client.finish();
}

#[test]
fn references_and_highlights() {
    let mut client = shop("references", json!({}));
    // Not open, but in the folder.
    client.write("till.lap", "package till version 1\nimport \"money.lap\" version 1\nmessage Till { 1 sum: money.Amount }\n");
    let mut place = client.at("shop.lap", 13, 18);
    place["context"] = json!({"includeDeclaration": true});
    let found = client.ask("textDocument/references", place.clone());
    let places: Vec<(Value, Value)> = found
        .as_array()
        .expect("a list")
        .iter()
        .map(|l| (l["uri"].clone(), l["range"].clone()))
        .collect();
    let wanted = [
        (json!(client.uri("money.lap")), range(3, 8, 14)),
        (json!(client.uri("shop.lap")), range(13, 17, 23)),
        (json!(client.uri("till.lap")), range(2, 28, 34)),
    ];
    assert_eq!(places, wanted);
    place["context"] = json!({"includeDeclaration": false});
    let found = client.ask("textDocument/references", place);
    assert_eq!(found.as_array().map(Vec::len), Some(2));
    let lit = client.ask(
        "textDocument/documentHighlight",
        client.at("shop.lap", 6, 5),
    );
    let lit: Vec<&Value> = lit
        .as_array()
        .expect("a list")
        .iter()
        .map(|h| &h["range"])
        .collect();
    assert_eq!(lit, [&range(6, 4, 7), &range(14, 17, 20)]);
    client.finish();
}

#[test]
fn names_that_can_be_given_anew() {
    let mut client = shop("rename", json!({}));
    let rename = |client: &Client, line, character, name: &str| {
        let mut params = client.at("shop.lap", line, character);
        params["newName"] = json!(name);
        params
    };
    let ready = client.ask("textDocument/prepareRename", client.at("shop.lap", 14, 18));
    assert_eq!(ready["placeholder"], "buy");
    assert_eq!(ready["range"], range(14, 17, 20));
    let params = rename(&client, 14, 18, "purchase");
    let edit = client.ask("textDocument/rename", params);
    let edits = &edit["changes"][client.uri("shop.lap")];
    let wanted = json!([
        {"range": range(6, 4, 7), "newText": "purchase"},
        {"range": range(14, 17, 20), "newText": "purchase"},
    ]);
    assert_eq!(edits, &wanted);
    // In another file, by what is used here: only its own files change.
    let params = rename(&client, 16, 17, "LENGTH");
    let edit = client.ask("textDocument/rename", params);
    assert_eq!(
        edit["changes"].as_object().map(serde_json::Map::len),
        Some(1)
    );

    for (line, character, name, why) in [
        (14, 18, "sell", "`sell` does not do: "),
        (14, 18, "no name", "`no name` does not do: "),
        (14, 18, "", "`` does not do: "),
        (13, 18, "Sum", "ids on the wire"),
        (0, 9, "store", "ids on the wire"),
        (16, 12, "u16", "part of the language"),
        (1, 0, "x", "nothing here has a name"),
    ] {
        let params = rename(&client, line, character, name);
        let (code, message) = client.refused("textDocument/rename", params);
        assert_eq!(code, -32803, "{name}");
        assert!(message.contains(why), "{name}: {message}");
    }
    let (_, message) = client.refused("textDocument/prepareRename", client.at("shop.lap", 12, 9));
    assert!(message.contains("ids on the wire"), "{message}");
    client.finish();
}

#[test]
fn a_name_that_means_something_else_is_not_given() {
    let (mut client, _) = Client::meet("captured", json!({}));
    let text = "package t version 1\nenum Side: u8 {\n  1 buy\n  2 sell\n}\nconst USUAL: Side = sell\nmessage M {\n  1 side: Side = USUAL\n}\n";
    client.open("t.lap", text);
    client.findings("t.lap", Some(1));
    let mut params = client.at("t.lap", 5, 7);
    params["newName"] = json!("buy");
    let (_, message) = client.refused("textDocument/rename", params);
    assert!(message.contains("means something else"), "{message}");
    client.finish();
}
