//! JSON both ways beside what else Rust has for it, over the log of the benches.
//!
//! All write and read the same text. What they make it of differs, and each is measured from and
//! to what its users hold: serde's structs in memory, halflap's and protobuf's buffers.

pub mod peers;

use std::error::Error;
use std::hint::black_box;
use std::io;
use std::rc::Rc;

use halflap::json::{Reading, Writing, from_json, to_json, write_json};
use halflap::schema::{Index, Schema};
use halflap::{AlignedBuf, Message};
use halflap_testdata::log::{Logs, description};
use prost_reflect::prost::Message as _;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor, SerializeOptions};

#[path = "../../../data/mod.rs"]
#[allow(dead_code, reason = "the other data sets")]
pub mod data;

/// Entries of the log.
pub const ENTRIES: usize = 100_000;

pub type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

/// Something to measure.
pub struct Operation {
    /// `to-json` or `from-json`.
    pub way: &'static str,
    /// Who does it.
    pub who: &'static str,
    /// Does it, drops what it made, and says how long that was.
    pub run: Box<dyn FnMut() -> Result<usize>>,
}

/// The log in every form.
struct Log {
    text: String,
    peer: peers::Logs,
    owned: Logs,
    buffer: AlignedBuf,
    index: Index,
    root: usize,
    proto: Vec<u8>,
    message: MessageDescriptor,
}

impl Log {
    fn new(entries: usize) -> Result<Self> {
        let owned = data::logs_of(entries);
        let peer = peers::Logs::of(&owned);
        let text = serde_json::to_string(&peer)?;
        let index = Index::new(Schema::decode(description())?)?;
        let root = index.message_by_name("log.Logs").ok_or("no log.Logs")?;
        let pool = protox::compile(["log.proto"], [concat!(env!("CARGO_MANIFEST_DIR"), "/..")])?;
        let pool = DescriptorPool::from_file_descriptor_set(pool)?;
        let message = pool.get_message_by_name("log.Logs").ok_or("no log.Logs")?;
        let log = Self {
            buffer: owned.to_halflap()?,
            proto: read_proto(&message, &text)?.encode_to_vec(),
            text,
            peer,
            owned,
            index,
            root,
            message,
        };
        log.same()
            .then_some(log)
            .ok_or("the participants do not say the same".into())
    }

    /// Whether all of them say the same.
    fn same(&self) -> bool {
        let ours = to_json(&self.index, self.root, &self.buffer, Writing::default());
        let theirs = write_proto(&self.message, &self.proto);
        let owned = serde_json::to_string(&self.owned);
        let buffer = self.from_json();
        ours.is_ok_and(|ours| ours == self.text)
            && theirs.is_ok_and(|theirs| theirs == self.text)
            && owned.is_ok_and(|owned| owned == self.text)
            && buffer.is_ok_and(|buffer| buffer == *self.buffer)
    }

    fn from_json(&self) -> Result<Vec<u8>, halflap::json::Error> {
        let text = black_box(self.text.as_bytes());
        from_json(&self.index, self.root, text, Reading::default())
    }
}

/// The length of the text, and what there is to measure.
pub fn operations(entries: usize) -> Result<(usize, Vec<Operation>)> {
    let log = Rc::new(Log::new(entries)?);
    let operation = |way, who, run: fn(&Log) -> Result<usize>| {
        let log = Rc::clone(&log);
        let run = Box::new(move || run(black_box(&log)));
        Operation { way, who, run }
    };
    let operations = vec![
        operation("to-json", "serde_json", |log| {
            Ok(serde_json::to_string(&log.peer)?.len())
        }),
        operation("to-json", "halflap owned types, serde_json", |log| {
            Ok(serde_json::to_string(&log.owned)?.len())
        }),
        operation("to-json", "halflap to_json", |log| {
            Ok(to_json(&log.index, log.root, &log.buffer, Writing::default())?.len())
        }),
        operation("to-json", "halflap write_json", |log| {
            let mut out = Count(0);
            write_json(
                &log.index,
                log.root,
                &log.buffer,
                Writing::default(),
                &mut out,
            )??;
            Ok(out.0)
        }),
        operation("to-json", "prost-reflect", |log| {
            Ok(write_proto(&log.message, &log.proto)?.len())
        }),
        operation("from-json", "serde_json", |log| {
            Ok(serde_json::from_str::<peers::Logs>(&log.text)?.logs.len())
        }),
        operation("from-json", "halflap owned types, serde_json", |log| {
            Ok(serde_json::from_str::<Logs>(&log.text)?.logs.len())
        }),
        operation("from-json", "halflap from_json", |log| {
            Ok(log.from_json()?.len())
        }),
        operation("from-json", "prost-reflect", |log| {
            Ok(read_proto(&log.message, &log.text)?.encode_to_vec().len())
        }),
    ];
    Ok((log.text.len(), operations))
}

/// Takes the text and keeps only how long it is.
struct Count(usize);

impl io::Write for Count {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.0 += black_box(text).len();
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Protobuf to JSON by its description, with the fields that are zero.
fn write_proto(message: &MessageDescriptor, proto: &[u8]) -> Result<String> {
    let message = DynamicMessage::decode(message.clone(), proto)?;
    let mut json = serde_json::Serializer::new(Vec::new());
    let options = SerializeOptions::new().skip_default_fields(false);
    message.serialize_with_options(&mut json, &options)?;
    Ok(String::from_utf8(json.into_inner())?)
}

fn read_proto(message: &MessageDescriptor, text: &str) -> Result<DynamicMessage> {
    let mut json = serde_json::Deserializer::from_str(text);
    let message = DynamicMessage::deserialize(message.clone(), &mut json)?;
    json.end()?;
    Ok(message)
}
