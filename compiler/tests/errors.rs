//! The kinds of errors are called the same, and say the same, in every language.

use halflap::{EncodeError, EncodeErrorKind, Error, Kind, stream::FrameError};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    errors: u32,
    count: usize,
    kinds: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    number: u8,
    name: String,
    text: String,
}

const ENCODING: [EncodeErrorKind; 11] = [
    EncodeErrorKind::TooLarge,
    EncodeErrorKind::TooDeep,
    EncodeErrorKind::UnknownArm,
    EncodeErrorKind::MissingRequired,
    EncodeErrorKind::BadUtf8,
    EncodeErrorKind::BadEnum,
    EncodeErrorKind::DuplicateKey,
    EncodeErrorKind::UnsortedMap,
    EncodeErrorKind::SourceChanged,
    EncodeErrorKind::NotInVersion,
    EncodeErrorKind::UnknownVersion,
];

/// What this crate prints, by number.
fn printed(number: u8) -> Option<String> {
    if let Some(kind) = Kind::ALL.iter().find(|kind| kind.number() == number) {
        return Some(Error::new(*kind, 0, "").to_string());
    }
    if let Some(kind) = ENCODING.iter().find(|kind| **kind as u8 == number) {
        return Some(EncodeError::new(*kind).to_string());
    }
    let frames = [
        FrameError::Truncated,
        FrameError::TooLarge { len: 9, limit: 8 },
    ];
    let frame = frames.iter().find(|error| error.number() == Some(number))?;
    Some(frame.to_string())
}

#[test]
fn kinds_say_what_they_mean() {
    let text = include_str!("../../testdata/errors.json");
    let file: File = serde_json::from_str(text).expect("the file is as this test knows it");
    assert_eq!((file.errors, file.kinds.len()), (1, file.count));
    assert_eq!(file.count, Kind::ALL.len() + ENCODING.len() + 2);
    for row in &file.kinds {
        let printed = printed(row.number).unwrap_or_else(|| panic!("no kind {}", row.number));
        assert!(printed.starts_with(&row.text), "{}: {printed}", row.number);
        assert!(
            printed.contains(&format!("({}", row.name)),
            "{}: {printed}",
            row.number
        );
    }
}
