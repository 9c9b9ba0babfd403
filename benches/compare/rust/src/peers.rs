//! The structs of the log as one would write them for serde.

use halflap_testdata::log;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Logs {
    pub logs: Vec<Log>,
}

#[derive(Serialize, Deserialize)]
pub struct Log {
    address: Address,
    identity: String,
    userid: String,
    date: String,
    request: String,
    code: u16,
    #[serde(with = "decimal")]
    size: u64,
}

#[derive(Serialize, Deserialize)]
struct Address {
    x0: u8,
    x1: u8,
    x2: u8,
    x3: u8,
}

impl Logs {
    pub fn of(logs: &log::Logs) -> Self {
        let logs = logs.logs.iter().map(|log| Log {
            address: Address {
                x0: log.address.x0,
                x1: log.address.x1,
                x2: log.address.x2,
                x3: log.address.x3,
            },
            identity: log.identity.clone(),
            userid: log.userid.clone(),
            date: log.date.clone(),
            request: log.request.clone(),
            code: log.code,
            size: log.size,
        });
        Self {
            logs: logs.collect(),
        }
    }
}

/// Integers of 64 bits as strings, as protobuf has them too: the quickest way there is.
mod decimal {
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    pub fn serialize<S: Serializer>(value: &u64, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(itoa::Buffer::new().format(*value))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
        <&str>::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}
