//! No text does harm, and what is read as JSON is written as JSON that gives the same bytes.

use halflap::json::{Reading, Writing, from_json, to_json};
use halflap::read::Layout;
use halflap::schema::{Index, Schema};
use halflap_testdata as t;

/// The first byte chooses the message.
pub fn json(data: &[u8]) {
    let [choice, text @ ..] = data else {
        return;
    };
    let description = match choice % 3 {
        0 => t::shop::Order::DESCRIPTION,
        1 => t::vectors::Maps::DESCRIPTION,
        _ => t::optionals::Inline::DESCRIPTION,
    };
    let schema = Schema::decode(description).expect("generated code carries a good description");
    let index = Index::new(schema).expect("generated code carries a good description");
    let root = usize::from(choice / 3) % index.schema().messages.len();
    if let Ok(buffer) = from_json(&index, root, text, Reading::default()) {
        let all = Writing {
            reveal: true,
            ..Writing::default()
        };
        let text = to_json(&index, root, &buffer, all).expect("what was made is read");
        let again = from_json(&index, root, text.as_bytes(), Reading::default());
        assert_eq!(again.expect("what was written is read"), buffer);
    }
}
