//! Single values from their JSON, as the bytes that lie in a block.

use super::ErrorKind;
use super::text::{from_hex, from_uuid};
use crate::schema::{Enum, Shape};

type Result<T> = core::result::Result<T, ErrorKind>;

/// An integer as its 16 little-endian bytes, of which the first `size` are the value.
pub(super) type Wide = [u8; 16];

/// A decimal integer of `size` bytes: digits without leading zeros, no `-0`.
pub(super) fn integer(text: &str, size: u8, signed: bool) -> Result<Wide> {
    if !is_decimal(text) {
        return Err(ErrorKind::BadValue);
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    let negative = digits.len() < text.len();
    let magnitude = magnitude(digits).ok_or(ErrorKind::OutOfRange)?;
    let bits = u32::from(size) * 8;
    let limit = if signed {
        // The largest magnitude: 2^(bits - 1), less one where it is positive.
        (1_u128 << (bits - 1)) - u128::from(!negative)
    } else if negative {
        0
    } else {
        u128::MAX >> (128 - bits)
    };
    if magnitude > limit {
        return Err(ErrorKind::OutOfRange);
    }
    let value = if negative {
        magnitude.wrapping_neg()
    } else {
        magnitude
    };
    Ok(value.to_le_bytes())
}

/// Whether text is the one spelling of an integer.
pub(super) fn is_decimal(text: &str) -> bool {
    match text.as_bytes() {
        [b'0'] => true,
        [b'-', digits @ ..] | digits => {
            matches!(digits, [b'1'..=b'9', ..]) && digits.iter().all(u8::is_ascii_digit)
        }
    }
}

/// The value of digits; `None` above 128 bits.
fn magnitude(digits: &str) -> Option<u128> {
    // What fits 64 bits for certain is by far the most common, and much faster.
    if digits.len() <= 19 {
        let value = digits
            .bytes()
            .fold(0_u64, |value, digit| value * 10 + u64::from(digit - b'0'));
        return Some(value.into());
    }
    digits.parse().ok()
}

/// A float of 32 bits from a JSON number: rounded once.
pub(super) fn f32_number(text: &str) -> Result<[u8; 4]> {
    let value: f32 = text.parse().map_err(|_| ErrorKind::BadValue)?;
    finite(value.is_finite()).map(|()| value.to_le_bytes())
}

/// A float of 64 bits from a JSON number.
pub(super) fn f64_number(text: &str) -> Result<[u8; 8]> {
    let value: f64 = text.parse().map_err(|_| ErrorKind::BadValue)?;
    finite(value.is_finite()).map(|()| value.to_le_bytes())
}

fn finite(finite: bool) -> Result<()> {
    if finite {
        Ok(())
    } else {
        Err(ErrorKind::OutOfRange)
    }
}

/// A float of 32 bits from a JSON string.
pub(super) fn f32_text(text: &str) -> Result<[u8; 4]> {
    let bits = match text {
        "inf" => f32::INFINITY.to_bits(),
        "-inf" => f32::NEG_INFINITY.to_bits(),
        "nan" => 0x7fc0_0000,
        _ => {
            let bits = nan_bits(text, 8)? as u32;
            if !f32::from_bits(bits).is_nan() {
                return Err(ErrorKind::BadValue);
            }
            bits
        }
    };
    Ok(bits.to_le_bytes())
}

/// A float of 64 bits from a JSON string.
pub(super) fn f64_text(text: &str) -> Result<[u8; 8]> {
    let bits = match text {
        "inf" => f64::INFINITY.to_bits(),
        "-inf" => f64::NEG_INFINITY.to_bits(),
        "nan" => 0x7ff8_0000_0000_0000,
        _ => {
            let bits = nan_bits(text, 16)? as u64;
            if !f64::from_bits(bits).is_nan() {
                return Err(ErrorKind::BadValue);
            }
            bits
        }
    };
    Ok(bits.to_le_bytes())
}

fn nan_bits(text: &str, digits: usize) -> Result<u128> {
    text.strip_prefix("nan:")
        .filter(|hex| hex.len() == digits)
        .and_then(|hex| from_hex(hex.as_bytes()))
        .ok_or(ErrorKind::BadValue)
}

/// The 16 bytes of a UUID.
pub(super) fn uuid(text: &str) -> Result<[u8; 16]> {
    from_uuid(text.as_bytes()).ok_or(ErrorKind::BadValue)
}

/// An enum's value by its name.
pub(super) fn enum_name(e: &Enum, name: &str) -> Result<Wide> {
    let known = e.values.iter().find(|value| value.name == name);
    known.map_or(Err(ErrorKind::UnknownName), |known| {
        Ok(i128::from(known.value as i64).to_le_bytes())
    })
}

/// An enum's value by its number.
pub(super) fn enum_number(e: &Enum, number: &str, size: u8) -> Result<Wide> {
    let wide = integer(number, size, e.is_signed())?;
    let [low @ .., _, _, _, _, _, _, _, _] = wide;
    if e.closed && e.name_of(u64::from_le_bytes(low)).is_none() {
        return Err(ErrorKind::BadValue);
    }
    Ok(wide)
}

/// Whether text can only be meant as a number: no name begins so.
pub(super) fn is_numeric(text: &str) -> bool {
    matches!(text.as_bytes().first(), Some(b'-' | b'0'..=b'9'))
}

/// A map's key from its text, as the bytes of a value of up to 16 bytes. Strings are not keys of
/// this kind.
pub(super) fn map_key(shape: Shape, size: u8, e: Option<&Enum>, text: &str) -> Result<Wide> {
    match (shape, e) {
        (Shape::Bool, _) => match text {
            "false" => Ok([0; 16]),
            "true" => integer("1", 1, false),
            _ => Err(ErrorKind::BadValue),
        },
        (Shape::Unsigned(_), _) => integer(text, size, false),
        (Shape::Signed(_), _) => integer(text, size, true),
        (Shape::Uuid, _) => uuid(text),
        (Shape::Enum(_), Some(e)) if is_numeric(text) => enum_number(e, text, size),
        (Shape::Enum(_), Some(e)) => enum_name(e, text),
        _ => Err(ErrorKind::BadValue),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_end_where_their_type_does() {
        let good = |text, size, signed| integer(text, size, signed).is_ok();
        for (size, signed, low, high) in [
            (1, false, "0", "255"),
            (1, true, "-128", "127"),
            (4, true, "-2147483648", "2147483647"),
            (8, false, "0", "18446744073709551615"),
            (8, true, "-9223372036854775808", "9223372036854775807"),
            (16, false, "0", "340282366920938463463374607431768211455"),
        ] {
            assert!(good(low, size, signed), "{low}");
            assert!(good(high, size, signed), "{high}");
        }
        for (size, signed, text) in [
            (1, false, "256"),
            (1, false, "-1"),
            (1, true, "128"),
            (1, true, "-129"),
            (8, false, "18446744073709551616"),
            (16, false, "340282366920938463463374607431768211456"),
            (16, true, "170141183460469231731687303715884105728"),
        ] {
            assert_eq!(
                integer(text, size, signed),
                Err(ErrorKind::OutOfRange),
                "{text}"
            );
        }
        for text in [
            "", "-", "-0", "00", "01", "+1", "1.0", "1e3", " 1", "0x1", "१",
        ] {
            assert_eq!(integer(text, 8, true), Err(ErrorKind::BadValue), "{text}");
        }
        assert_eq!(integer("-1", 16, true), Ok([0xff; 16]));
    }

    #[test]
    fn floats_are_rounded_once() {
        // Halfway between two f32 as f64 sees it, a little more in truth.
        let text = "1.00000005960464477539062500000000000000001";
        assert_eq!(f32_number(text), Ok(1.000_000_1_f32.to_le_bytes()));
        assert_eq!(f32_number("3.5e38"), Err(ErrorKind::OutOfRange));
        assert_eq!(f32_number("1e-60"), Ok([0; 4]));
        assert_eq!(f64_number("-0"), Ok((-0.0_f64).to_le_bytes()));
        assert_eq!(f64_number("1e400"), Err(ErrorKind::OutOfRange));
        assert_eq!(f32_text("nan:7fc00001"), Ok(0x7fc0_0001_u32.to_le_bytes()));
        for bad in [
            "NaN",
            "nan:",
            "nan:7f800000",
            "nan:7fc0000",
            "infinity",
            "1",
        ] {
            assert_eq!(f32_text(bad), Err(ErrorKind::BadValue), "{bad}");
        }
        assert_eq!(f64_text("nan:7ff0000000000000"), Err(ErrorKind::BadValue));
    }
}
