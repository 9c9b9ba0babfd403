//! JSON by serde_json.

use super::plain::Logs;
use super::service::{stock, turn, turn_all};
use crate::work::{self, Stock};

pub fn echo(request: &[u8]) -> Option<Vec<u8>> {
    let log = serde_json::from_slice(request).ok()?;
    serde_json::to_vec(&turn(log)).ok()
}

pub fn echo_log(request: &[u8]) -> Option<Vec<u8>> {
    let logs = serde_json::from_slice(request).ok()?;
    serde_json::to_vec(&turn_all(logs)).ok()
}

pub fn take(request: &[u8]) -> Option<u64> {
    let logs: Logs = serde_json::from_slice(request).ok()?;
    Some(work::sum(&logs.logs))
}

pub fn make(count: u32) -> Option<Vec<u8>> {
    serde_json::to_vec(stock(count)).ok()
}

pub fn kept(count: u32) -> &'static [u8] {
    static STOCK: Stock<Vec<u8>> = Stock::new();
    STOCK.of(count, |_| make(count).unwrap_or_default())
}
