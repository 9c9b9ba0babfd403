//! No bytes given as a schema's description, and no buffer read by one, do harm.

use halflap::precise::{self, Options};
use halflap::read::Layout;
use halflap::schema::{Index, Schema};
use halflap_testdata::shop::Order;

/// The first two bytes and the next strike into a good description; what follows is a buffer.
pub fn description(data: &[u8]) {
    let [low, high, damage, buffer @ ..] = data else {
        return;
    };
    let Some(index) = damaged([*low, *high, *damage]) else {
        return;
    };
    for root in 0..index.schema().messages.len() {
        let _ = precise::check(&index, root, buffer, Options::default());
    }
}

/// A good description with one byte changed: where, and how. Most such are none any more.
pub(crate) fn damaged([low, high, damage]: [u8; 3]) -> Option<Index> {
    let mut description = Order::DESCRIPTION.to_vec();
    let at = usize::from(u16::from_le_bytes([low, high])) % description.len();
    description[at] ^= damage;
    Index::new(Schema::decode(&description).ok()?).ok()
}
