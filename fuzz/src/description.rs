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
    let mut description = Order::DESCRIPTION.to_vec();
    let at = usize::from(u16::from_le_bytes([*low, *high])) % description.len();
    description[at] ^= damage;
    let Ok(schema) = Schema::decode(&description) else {
        return;
    };
    let Ok(index) = Index::new(schema) else {
        return;
    };
    for root in 0..index.schema().messages.len() {
        let _ = precise::check(&index, root, buffer, Options::default());
    }
}
