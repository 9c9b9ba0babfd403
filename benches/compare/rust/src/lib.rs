//! JSON both ways beside what else Rust has for it, over the log of the benches.
//!
//! All write and read the same text. What they make it of differs, and each is measured from and
//! to what its users hold: serde's structs in memory, halflap's and protobuf's buffers.

pub mod peers;

use std::error::Error;
use std::hint::black_box;

use halflap::json::{Reading, Writing, from_json, to_json, write_json};
use halflap::schema::{Index, Schema};
use halflap_testdata::log::{Logs, description};
use prost_reflect::prost::Message as _;
use prost_reflect::{DynamicMessage, SerializeOptions};

#[path = "../../../data/mod.rs"]
#[allow(dead_code, reason = "the other data sets")]
mod data;

/// Entries of the log.
pub const ENTRIES: usize = 100_000;

pub type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

/// Something to measure.
pub struct Operation {
    /// `to-json` or `from-json`.
    pub way: &'static str,
    /// Who does it.
    pub who: &'static str,
    /// Does it, drops what it made, and says how long that was in bytes.
    pub run: Box<dyn FnMut() -> Result<usize>>,
}

/// The length of the text, and what there is to measure.
pub fn operations(entries: usize) -> Result<(usize, Vec<Operation>)> {
    let owned = data::logs_of(entries);
    let peer = peers::Logs::of(&owned);
    let text = serde_json::to_string(&peer)?;
    let buffer = halflap::Message::to_halflap(&owned)?;
    let index = Index::new(Schema::decode(description())?)?;
    let root = index.message_by_name("log.Logs").ok_or("no log.Logs")?;
    let pool = protox::compile(["log.proto"], [concat!(env!("CARGO_MANIFEST_DIR"), "/..")])?;
    let pool = prost_reflect::DescriptorPool::from_file_descriptor_set(pool)?;
    let message = pool.get_message_by_name("log.Logs").ok_or("no log.Logs")?;
    let proto = read_proto(&message, &text)?.encode_to_vec();

    // All of them say the same.
    let ours = to_json(&index, root, &buffer, Writing::default())?;
    let theirs = write_proto(&message, &proto)?;
    let by_serde = serde_json::to_string(&owned)?;
    if ours != text || theirs != text || by_serde != text {
        return Err("the texts differ".into());
    }
    if from_json(&index, root, text.as_bytes(), Reading::default())? != *buffer {
        return Err("the buffers differ".into());
    }

    let len = text.len();
    let its_buffer = buffer.clone();
    let mut operations = Vec::new();
    let mut add = |way, who, run| operations.push(Operation { way, who, run });
    add(
        "to-json",
        "serde_json",
        boxed(move || Ok(serde_json::to_string(&peer)?.len())),
    );
    add(
        "to-json",
        "halflap owned types, serde_json",
        boxed(move || Ok(serde_json::to_string(&owned)?.len())),
    );
    let its = index.clone();
    add(
        "to-json",
        "halflap to_json",
        boxed(move || Ok(to_json(&its, root, black_box(&buffer), Writing::default())?.len())),
    );
    let its = index.clone();
    add(
        "to-json",
        "halflap write_json",
        boxed(move || {
            let mut out = Count(0);
            write_json(
                &its,
                root,
                black_box(&its_buffer),
                Writing::default(),
                &mut out,
            )??;
            Ok(out.0)
        }),
    );
    let its = message.clone();
    add(
        "to-json",
        "prost-reflect",
        boxed(move || Ok(write_proto(&its, black_box(&proto))?.len())),
    );

    let its = text.clone();
    add(
        "from-json",
        "serde_json",
        boxed(move || {
            Ok(serde_json::from_str::<peers::Logs>(black_box(&its))?
                .logs
                .len())
        }),
    );
    let its = text.clone();
    add(
        "from-json",
        "halflap owned types, serde_json",
        boxed(move || Ok(serde_json::from_str::<Logs>(black_box(&its))?.logs.len())),
    );
    let its = text.clone();
    add(
        "from-json",
        "halflap from_json",
        boxed(move || {
            Ok(from_json(&index, root, black_box(its.as_bytes()), Reading::default())?.len())
        }),
    );
    add(
        "from-json",
        "prost-reflect",
        boxed(move || {
            Ok(read_proto(&message, black_box(&text))?
                .encode_to_vec()
                .len())
        }),
    );
    Ok((len, operations))
}

fn boxed(run: impl FnMut() -> Result<usize> + 'static) -> Box<dyn FnMut() -> Result<usize>> {
    Box::new(run)
}

/// Takes the text and keeps only how long it is.
struct Count(usize);

impl std::io::Write for Count {
    fn write(&mut self, text: &[u8]) -> std::io::Result<usize> {
        self.0 += black_box(text).len();
        Ok(text.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Protobuf to JSON by its description, with the fields that are zero.
fn write_proto(message: &prost_reflect::MessageDescriptor, proto: &[u8]) -> Result<String> {
    let message = DynamicMessage::decode(message.clone(), proto)?;
    let mut json = serde_json::Serializer::new(Vec::new());
    let options = SerializeOptions::new().skip_default_fields(false);
    message.serialize_with_options(&mut json, &options)?;
    Ok(String::from_utf8(json.into_inner())?)
}

fn read_proto(message: &prost_reflect::MessageDescriptor, text: &str) -> Result<DynamicMessage> {
    let mut json = serde_json::Deserializer::from_str(text);
    let message = DynamicMessage::deserialize(message.clone(), &mut json)?;
    json.end()?;
    Ok(message)
}
