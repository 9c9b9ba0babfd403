//! The inspector shows each byte once, says what the precise walk says, and survives any description
//! and any buffer.

use halflap::precise;
use halflap::schema::Index;
use halflap::{Header, Kind};
use halflap_compiler::inspect::{Inspection, Options};
use zerocopy::IntoBytes;

use crate::description::damaged;

/// Three bytes strike into a good description, the next says what is shown and which root the header
/// names, the one after it the version; the rest is the body, or all of the buffer.
pub fn inspect(data: &[u8]) {
    let [low, high, damage, choice, version, body @ ..] = data else {
        return;
    };
    let Some(index) = damaged([*low, *high, *damage]) else {
        return;
    };
    let options = Options {
        all: choice & 1 != 0,
        reveal: choice & 2 != 0,
    };
    let root = usize::from(choice >> 4) % index.schema().messages.len();
    let named = (choice & 4 != 0).then_some(root);
    let buffer = match choice & 8 {
        0 => with_header(&index, root, *version, body),
        _ => body.to_vec(),
    };
    for index in [Some(&index), None] {
        sound(index, named.filter(|_| index.is_some()), &buffer, options);
    }
}

/// A buffer that the walk gets past the header of.
fn with_header(index: &Index, root: usize, version: u8, body: &[u8]) -> Vec<u8> {
    let message = index.message(root);
    let newest = message.blocks.len();
    let version = usize::from(version) % (newest + 1) + 1;
    let schema_id = message.schema_ids.get(version - 1).copied();
    let block = message.blocks.get(version - 1).or(message.blocks.last());
    let body = &body[..body.len() / 8 * 8];
    let header = Header::new(
        message.type_id_.to_le_bytes(),
        schema_id.unwrap_or(7).to_le_bytes(),
        version as u32,
        block.copied().unwrap_or(8),
        body.len() as u32,
    );
    [header.as_bytes(), body].concat()
}

fn sound(index: Option<&Index>, named: Option<usize>, buffer: &[u8], options: Options) {
    let seen = Inspection::new(index, named, buffer, options);
    if let Some(index) = index {
        let root = named.map_or_else(|| precise::root_of(index, buffer), Ok);
        let how = precise::Options::default();
        let wanted = root.and_then(|root| precise::check(index, root, buffer, how).map(|_| ()));
        assert_eq!(seen.error(), wanted.err().as_ref());
    }
    let mut end = 0;
    for stretch in seen.stretches().iter().filter(|stretch| !stretch.group) {
        assert_eq!(stretch.bytes.start, end, "{stretch:?}");
        end = stretch.bytes.end;
    }
    assert_eq!(end, buffer.len());
    // What is printed is some lines for each stretch and each eight bytes, not more.
    let text = seen.text(false);
    let most = 4 * (seen.stretches().len() + buffer.len() / 8) + 10;
    assert!(text.lines().count() <= most, "{text}");
    assert!(
        text.chars().all(|c| c == '\n' || !c.is_control()),
        "{text:?}"
    );
    assert!(seen.page("a buffer").ends_with("</html>\n"));
    let whole = seen
        .error()
        .is_none_or(|error| error.kind() != Kind::Truncated);
    assert!(whole || buffer.len() < 40);
}
