//! Protobuf by prost.

use std::mem::swap;

use halflap_testdata::log;
use prost::Message;

use crate::work::{self, Stock};

mod proto {
    include!(concat!(env!("OUT_DIR"), "/log.rs"));
}

impl work::Entry for proto::Log {
    fn address(&self) -> [u8; 4] {
        let address = self.address.unwrap_or_default();
        [address.x0, address.x1, address.x2, address.x3].map(|x| x as u8)
    }

    fn texts(&self) -> [&str; 4] {
        [&self.identity, &self.userid, &self.date, &self.request]
    }

    fn code(&self) -> u16 {
        self.code as u16
    }

    fn size(&self) -> u64 {
        self.size
    }
}

/// Turns the entry around, in place: that is the quickest.
fn turn(log: &mut proto::Log) {
    if let Some(address) = &mut log.address {
        swap(&mut address.x0, &mut address.x3);
        swap(&mut address.x1, &mut address.x2);
    }
    swap(&mut log.identity, &mut log.userid);
    log.code ^= 1;
    log.size ^= 1;
}

pub fn echo(request: &[u8]) -> Option<Vec<u8>> {
    let mut log = proto::Log::decode(request).ok()?;
    turn(&mut log);
    Some(log.encode_to_vec())
}

pub fn echo_log(request: &[u8]) -> Option<Vec<u8>> {
    let mut logs = proto::Logs::decode(request).ok()?;
    logs.logs.iter_mut().for_each(turn);
    Some(logs.encode_to_vec())
}

pub fn take(request: &[u8]) -> Option<u64> {
    let logs = proto::Logs::decode(request).ok()?;
    Some(work::sum(&logs.logs))
}

pub fn make(count: u32) -> Option<Vec<u8>> {
    static STOCK: Stock<proto::Logs> = Stock::new();
    Some(STOCK.of(count, of).encode_to_vec())
}

pub fn kept(count: u32) -> &'static [u8] {
    static STOCK: Stock<Vec<u8>> = Stock::new();
    STOCK.of(count, |logs| of(logs).encode_to_vec())
}

fn of(logs: log::Logs) -> proto::Logs {
    let logs = logs.logs.into_iter().map(|log| proto::Log {
        address: Some(proto::Address {
            x0: log.address.x0.into(),
            x1: log.address.x1.into(),
            x2: log.address.x2.into(),
            x3: log.address.x3.into(),
        }),
        identity: log.identity,
        userid: log.userid,
        date: log.date,
        request: log.request,
        code: log.code.into(),
        size: log.size,
    });
    proto::Logs {
        logs: logs.collect(),
    }
}
