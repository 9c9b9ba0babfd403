//! Which rule of `spec/wire.md` a refused buffer breaks.

use halflap::{Error, Kind};

use super::{Stretch, What};

/// The number of the rule that `error` is about, in a buffer of which `stretches` were seen.
pub(super) fn broken(error: &Error, stretches: &[Stretch]) -> Option<&'static str> {
    Some(match error.kind() {
        Kind::Truncated | Kind::BadMagic | Kind::UnsupportedFormat | Kind::UnsupportedFlags => {
            "HL-HEAD-1"
        }
        Kind::LengthMismatch => "HL-HEAD-2",
        Kind::ChecksumMismatch => "HL-HEAD-3",
        Kind::SchemaMismatch if error.offset() == 24 => "HL-HEAD-5",
        Kind::WrongType | Kind::SchemaMismatch => "HL-HEAD-4",
        Kind::OutOfBounds if error.offset() == 28 => "HL-HEAD-6",
        Kind::BadBlockLength if error.offset() == 28 => "HL-HEAD-6",
        Kind::OutOfBounds => bounds(error.offset(), stretches),
        Kind::BadBlockLength => "HL-WALK-2",
        Kind::BadOffset => "HL-WALK-5",
        Kind::TooDeep => "HL-TARGET-12",
        Kind::PaddingNotZero => "HL-CONV-5",
        Kind::AbsentNotZero => "HL-BLOCK-8",
        Kind::BadBool => "HL-TYPE-2",
        Kind::BadEnum => "HL-TYPE-5",
        Kind::BadUtf8 => "HL-TARGET-3",
        Kind::BadUnion => "HL-WALK-10",
        Kind::UnsortedMap => "HL-TARGET-9",
        Kind::TrailingBytes => "HL-WALK-11",
        _ => return None,
    })
}

/// What runs past the end.
fn bounds(offset: usize, stretches: &[Stretch]) -> &'static str {
    let of = |stretch: &Stretch| match stretch.what {
        What::ArmPayload if stretch.bytes.start == offset => Some("HL-WALK-10"),
        // The slot itself was good: it is the blocks that run past the end.
        What::Target { slot, .. } if slot + 4 == offset => Some("HL-WALK-8"),
        _ => None,
    };
    stretches.iter().find_map(of).unwrap_or("HL-WALK-5")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spec_has_every_rule() {
        let spec = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/wire.md");
        let spec = std::fs::read_to_string(spec).unwrap();
        let mut count = 0;
        for &kind in Kind::ALL {
            for offset in [0, 24, 28, 40] {
                if let Some(rule) = broken(&Error::new(kind, offset, ""), &[]) {
                    assert!(spec.contains(&format!("**{rule}** ")), "{kind}: {rule}");
                    count += 1;
                }
            }
        }
        // All but those that only readers by reference, or of known versions, meet.
        assert_eq!(count, 4 * (Kind::ALL.len() - 3));
    }
}
