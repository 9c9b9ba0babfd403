//! A scan, and what a reader makes of one. The Go program has the same.

use std::collections::BTreeMap;

use halflap::Error as Bad;

use crate::scan::{Answer, AnswerView, Outcome, OutcomeView, Point, Refused, Scan, ScanView, Seen};
use crate::sealed::{Error, seal_names};

/// More than any scan needs: larger memory is refused before it is looked at.
pub const LIMIT: u64 = 1 << 20;

/// A scan of some 70 kB. Its numbers are such that both languages compute with them exactly.
pub fn sample() -> Scan {
    let point = |i: u16| Point {
        x: f32::from(i % 64) * 31.0 - 1000.0,
        y: f32::from(i / 64) * 29.0 - 900.0,
        z: f32::from(i % 101),
        strength: f32::from(i % 256) / 256.0,
    };
    let every = |step| (0..4096).step_by(step).collect();
    Scan {
        scanner: "hall".into(),
        taken: 1_795_219_200_000_000,
        points: (0..4096).map(point).collect(),
        objects: BTreeMap::from([
            ("door".into(), every(64)),
            ("table".into(), every(101)),
            ("würfel".into(), every(1000)),
        ]),
        remark: Some("after the cleaning".into()),
    }
}

/// What is seen in a scan: it asks for everything that is in it, where it lies.
pub fn seen(scan: &ScanView<'_>) -> Seen {
    let square = |p: &Point| p.x * p.x + p.y * p.y + p.z * p.z;
    let points: &[Point] = scan.points(); // those in the memory itself
    // That an index is one of a point is nothing that the format knows.
    let known = |indices: &[u32]| {
        let known = indices.iter().filter(|i| (**i as usize) < points.len());
        known.count() as u32
    };
    let objects = scan.objects().iter();
    Seen {
        scanner: scan.scanner().into(),
        points: points.len() as u64,
        nearest: points
            .iter()
            .min_by(|a, b| square(a).total_cmp(&square(b)))
            .copied(),
        objects: objects
            .map(|(name, indices)| (name.into(), known(indices)))
            .collect(),
        remark: scan.remark().map(Into::into),
    }
}

/// The answer to a buffer, or to why there is none.
pub fn answer(buffer: Result<impl AsRef<[u8]>, Error>) -> Answer {
    let read = buffer.and_then(|bytes| Ok(seen(&ScanView::read(bytes.as_ref())?)));
    let outcome = match read {
        Ok(seen) => Outcome::Seen(seen),
        Err(error) => Outcome::Refused(Refused {
            kind: error.name().into(),
            where_: place(&error),
        }),
    };
    Answer { outcome }
}

/// What an error's name does not say, the same in Go.
fn place(error: &Error) -> String {
    let byte = |bad: &Bad| match bad.path() {
        "" => format!("byte {}", bad.offset()),
        path => format!("byte {}, {path}", bad.offset()),
    };
    match error {
        Error::NotSealed { missing } => seal_names(*missing),
        Error::Buffer(bad) => byte(bad),
        _ => String::new(),
    }
}

/// An answer as one line, the same in Go: `saw 4096 points of hall, ...` or
/// `refused not_sealed (write)`.
pub fn line(answer: &AnswerView<'_>) -> String {
    match answer.outcome() {
        OutcomeView::Seen(seen) => {
            let mut line = format!("saw {} points of {}", seen.points(), seen.scanner());
            if let Some(Point { x, y, z, .. }) = seen.nearest() {
                line += &format!(", the nearest at {x} {y} {z}");
            }
            for (name, points) in seen.objects().iter() {
                line += &format!(", {name} by {points}");
            }
            if let Some(remark) = seen.remark() {
                line += &format!(" ({remark})");
            }
            line
        }
        OutcomeView::Refused(refused) => match refused.where_() {
            "" => format!("refused {}", refused.kind()),
            place => format!("refused {} ({place})", refused.kind()),
        },
        OutcomeView::Unknown(arm) => format!("gave an answer of a newer schema: #{}", arm.tag()),
    }
}
