//! JSON by way of serde, with floats as the specification writes them: formats have their own way
//! with floats, and with nothing else.

use std::io::{self, Write};

use halflap::Message;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Serializer;
use serde_json::ser::Formatter;

struct Floats;

impl Floats {
    fn write<W: ?Sized + Write, F: ryu_js::Float + Into<f64>>(
        to: &mut W,
        value: F,
    ) -> io::Result<()> {
        let real: f64 = value.into();
        if real == 0.0 && real.is_sign_negative() {
            return to.write_all(b"-0");
        }
        to.write_all(ryu_js::Buffer::new().format_finite(value).as_bytes())
    }
}

impl Formatter for Floats {
    fn write_f32<W: ?Sized + Write>(&mut self, to: &mut W, value: f32) -> io::Result<()> {
        Floats::write(to, value)
    }

    fn write_f64<W: ?Sized + Write>(&mut self, to: &mut W, value: f64) -> io::Result<()> {
        Floats::write(to, value)
    }
}

/// What a buffer's owned value is as JSON.
pub fn write<M: Message + Serialize>(buffer: &[u8]) -> Result<String, String> {
    let owned = M::decode(buffer).map_err(|error| error.to_string())?;
    let mut text = Vec::new();
    let mut to = Serializer::with_formatter(&mut text, Floats);
    owned
        .serialize(&mut to)
        .map_err(|error| error.to_string())?;
    String::from_utf8(text).map_err(|error| error.to_string())
}

/// The owned value that a JSON text stands for. The text is that of a buffer, so its depth has a bound;
/// but 64 targets may take more braces and brackets than serde_json's own limit allows.
pub fn read<M: DeserializeOwned>(text: &str) -> Result<M, String> {
    let mut from = serde_json::Deserializer::from_str(text);
    from.disable_recursion_limit();
    let value = M::deserialize(&mut from).map_err(|error| error.to_string())?;
    from.end().map_err(|error| error.to_string())?;
    Ok(value)
}
