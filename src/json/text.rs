//! How single values are written: strings, numbers, base64, UUIDs.

use super::bytes::Bytes;

const HEX: &[u8; 16] = b"0123456789abcdef";

/// A JSON string, escaped as RFC 8785 says: only what must be.
pub(super) fn string(out: &mut Bytes, text: &[u8]) {
    out.push(b'"');
    escaped(out, text);
    out.push(b'"');
}

/// What stands between the quotes of a JSON string. `text` is UTF-8, or a piece of it.
pub(super) fn escaped(out: &mut Bytes, text: &[u8]) {
    let mut rest = text;
    loop {
        let (plain, special) = rest.split_at(plain_len(rest));
        out.extend(plain);
        let Some((&byte, behind)) = special.split_first() else {
            break;
        };
        rest = behind;
        match byte {
            0x08 => out.extend(b"\\b"),
            b'\t' => out.extend(b"\\t"),
            b'\n' => out.extend(b"\\n"),
            0x0c => out.extend(b"\\f"),
            b'\r' => out.extend(b"\\r"),
            b'"' => out.extend(b"\\\""),
            b'\\' => out.extend(b"\\\\"),
            _ => {
                out.extend(b"\\u00");
                hex(out, &[byte]);
            }
        }
    }
}

/// How many bytes come before the first that a JSON string can't hold as it is: a quote, a
/// backslash, a control character.
pub(super) fn plain_len(bytes: &[u8]) -> usize {
    let (words, rest) = bytes.as_chunks::<8>();
    for (at, word) in words.iter().enumerate() {
        let special = special(*word);
        if special != 0 {
            return at * 8 + special.trailing_zeros() as usize / 8;
        }
    }
    // Behind the last bytes come some that are nothing special.
    let mut last = [b' '; 8];
    for (to, from) in last.iter_mut().zip(rest) {
        *to = *from;
    }
    let in_rest = special(last).trailing_zeros() as usize / 8;
    bytes.len() - rest.len() + in_rest.min(rest.len())
}

/// Sets the high bit of each byte that a JSON string can't hold as it is, and perhaps of bytes above
/// such a one: the lowest bit that is set is right.
fn special(word: [u8; 8]) -> u64 {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    // The same for bytes that are below `n`, which is at most 128.
    let below = |word: u64, n: u64| word.wrapping_sub(ONES * n) & !word & HIGH;
    let word = u64::from_le_bytes(word);
    below(word, 0x20)
        | below(word ^ (ONES * u64::from(b'"')), 1)
        | below(word ^ (ONES * u64::from(b'\\')), 1)
}

/// Lower-case hex digits of bytes.
pub(super) fn hex(out: &mut Bytes, bytes: &[u8]) {
    for byte in bytes {
        out.push(HEX[usize::from(byte >> 4)]);
        out.push(HEX[usize::from(byte & 15)]);
    }
}

/// Decimal digits of an integer.
pub(super) fn integer(out: &mut Bytes, value: impl itoa::Integer) {
    out.extend(itoa::Buffer::new().format(value).as_bytes());
}

/// A float of 32 bits: the shortest digits that read back to the same one.
pub(super) fn f32(out: &mut Bytes, value: f32) {
    if value.is_finite() {
        finite(out, value, value.to_bits() == 1 << 31);
    } else if value.is_infinite() {
        infinity(out, value < 0.0);
    } else if value.to_bits() == 0x7fc0_0000 {
        out.extend(b"\"nan\"");
    } else {
        out.extend(b"\"nan:");
        hex(out, &value.to_bits().to_be_bytes());
        out.push(b'"');
    }
}

/// A float of 64 bits, as RFC 8785 writes it.
pub(super) fn f64(out: &mut Bytes, value: f64) {
    if value.is_finite() {
        finite(out, value, value.to_bits() == 1 << 63);
    } else if value.is_infinite() {
        infinity(out, value < 0.0);
    } else if value.to_bits() == 0x7ff8_0000_0000_0000 {
        out.extend(b"\"nan\"");
    } else {
        out.extend(b"\"nan:");
        hex(out, &value.to_bits().to_be_bytes());
        out.push(b'"');
    }
}

fn finite(out: &mut Bytes, value: impl ryu_js::Float, negative_zero: bool) {
    if negative_zero {
        out.extend(b"-0");
    } else {
        out.extend(ryu_js::Buffer::new().format_finite(value).as_bytes());
    }
}

fn infinity(out: &mut Bytes, negative: bool) {
    out.extend(if negative { b"\"-inf\"" } else { b"\"inf\"" });
}

/// The usual 36 characters, without quotes.
pub(super) fn uuid(out: &mut Bytes, bytes: &[u8]) {
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            out.push(b'-');
        }
        hex(out, &[*byte]);
    }
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base64 with padding, without quotes.
pub(super) fn base64(out: &mut Bytes, bytes: &[u8]) {
    out.reserve(bytes.len().div_ceil(3) * 4);
    let digits = |bits: u32| [18, 12, 6, 0].map(|shift| BASE64[(bits >> shift) as usize & 63]);
    let (groups, rest) = bytes.as_chunks();
    for &[a, b, c] in groups {
        out.extend(&digits(u32::from_be_bytes([0, a, b, c])));
    }
    match *rest {
        [a] => {
            let [x, y, ..] = digits(u32::from_be_bytes([0, a, 0, 0]));
            out.extend(&[x, y, b'=', b'=']);
        }
        [a, b] => {
            let [x, y, z, _] = digits(u32::from_be_bytes([0, a, b, 0]));
            out.extend(&[x, y, z, b'=']);
        }
        _ => {}
    }
}

/// The same as text.
#[cfg(feature = "serde")]
pub(super) fn to_base64(bytes: &[u8]) -> alloc::string::String {
    let mut out = Bytes::new(0, false);
    base64(&mut out, bytes);
    out.into_string()
}

/// The bytes of base64, strictly: padded, without spaces, its unused bits zero.
pub(super) fn from_base64(out: &mut Bytes, text: &[u8]) -> Option<()> {
    if !text.len().is_multiple_of(4) {
        return None;
    }
    let body = match text {
        [body @ .., b'=', b'='] | [body @ .., b'='] => body,
        body => body,
    };
    out.reserve(text.len() / 4 * 3);
    let (groups, rest) = body.as_chunks::<4>();
    for group in groups {
        let [_, bytes @ ..] = bits(group)?.to_be_bytes();
        out.extend(&bytes);
    }
    // One digit alone is less than a byte; of two and three, the last bits are none of a byte's.
    let used = match rest.len() {
        0 => return Some(()),
        1 => return None,
        len => len - 1,
    };
    let [_, bytes @ ..] = (bits(rest)? << (6 * (4 - rest.len()))).to_be_bytes();
    let (used, unused) = bytes.split_at(used);
    if unused.iter().any(|&byte| byte != 0) {
        return None;
    }
    out.extend(used);
    Some(())
}

/// The bits of up to four digits.
fn bits(digits: &[u8]) -> Option<u32> {
    let mut bits = 0;
    for &digit in digits {
        let value = VALUES[usize::from(digit)];
        if value > 63 {
            return None;
        }
        bits = bits << 6 | u32::from(value);
    }
    Some(bits)
}

/// What each digit of base64 stands for; 255 for all that is none.
const VALUES: [u8; 256] = {
    let mut values = [255; 256];
    let mut at = 0;
    while at < BASE64.len() {
        values[BASE64[at] as usize] = at as u8;
        at += 1;
    }
    values
};

/// The value of hex digits of either case.
pub(super) fn from_hex(text: &[u8]) -> Option<u128> {
    if text.is_empty() || text.len() > 32 {
        return None;
    }
    text.iter().try_fold(0, |value, digit| {
        let digit = char::from(*digit).to_digit(16)?;
        Some(value << 4 | u128::from(digit))
    })
}

/// The bytes of a UUID, its 36 characters in either case.
pub(super) fn from_uuid(text: &[u8]) -> Option<[u8; 16]> {
    if text.len() != 36 || [8, 13, 18, 23].iter().any(|&at| text[at] != b'-') {
        return None;
    }
    let mut digits = [0; 32];
    let only_digits = text.iter().filter(|&&byte| byte != b'-');
    let mut count = 0;
    for (to, from) in digits.iter_mut().zip(only_digits) {
        *to = *from;
        count += 1;
    }
    if count != 32 {
        return None;
    }
    from_hex(&digits).map(u128::to_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;
    use alloc::vec::Vec;

    fn written(write: impl FnOnce(&mut Bytes)) -> String {
        let mut out = Bytes::new(0, true);
        write(&mut out);
        out.into_string()
    }

    #[test]
    fn strings_escape_only_what_must_be() {
        let text = "\u{0}\u{8}\t\n\u{b}\u{c}\r\u{1f} \"\\/\u{7f}\u{2028}é😀";
        let json = written(|out| string(out, text.as_bytes()));
        assert_eq!(
            json,
            "\"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f \\\"\\\\/\u{7f}\u{2028}é😀\""
        );
    }

    #[test]
    fn plain_text_ends_at_the_first_special_byte() {
        for special in 0..=255_u8 {
            for at in 0..20 {
                for len in [at, at + 1, 20] {
                    let mut bytes = Vec::from([b'\x80'; 10]);
                    bytes.extend([b'!'; 10]);
                    if at < bytes.len() {
                        bytes[at] = special;
                    }
                    bytes.truncate(len);
                    let stops = special < 0x20 || special == b'"' || special == b'\\';
                    let wanted = if stops { at.min(len) } else { len };
                    assert_eq!(plain_len(&bytes), wanted, "{special} at {at} of {len}");
                }
            }
        }
    }

    #[test]
    fn floats_have_their_shortest_digits() {
        for (value, json) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (1e21, "1e+21"),
            (1e20, "100000000000000000000"),
            (1e-6, "0.000001"),
            (1e-7, "1e-7"),
            (5e-324, "5e-324"),
            (f64::INFINITY, "\"inf\""),
            (f64::NEG_INFINITY, "\"-inf\""),
            (f64::from_bits(0x7ff8_0000_0000_0000), "\"nan\""),
            (
                f64::from_bits(0xfff8_0000_0000_0001),
                "\"nan:fff8000000000001\"",
            ),
        ] {
            assert_eq!(written(|out| f64(out, value)), json);
        }
        for (value, json) in [
            (0.1_f32, "0.1"),
            (16_777_216.0, "16777216"),
            (3.402_823_5e38, "3.4028235e+38"),
            (1e-45, "1e-45"),
            (-0.0, "-0"),
            (f32::from_bits(0x7fc0_0000), "\"nan\""),
            (f32::from_bits(0x7f80_0001), "\"nan:7f800001\""),
        ] {
            assert_eq!(written(|out| f32(out, value)), json);
        }
    }

    #[test]
    fn base64_is_strict() {
        for (bytes, json) in [
            (&b""[..], ""),
            (b"f", "Zg=="),
            (b"fo", "Zm8="),
            (b"foo", "Zm9v"),
            (b"\xff\xfe\xfd\xfc", "//79/A=="),
        ] {
            assert_eq!(written(|out| base64(out, bytes)), json);
            let mut back = Bytes::new(0, false);
            assert!(from_base64(&mut back, json.as_bytes()).is_some());
            assert_eq!(&*back, bytes);
        }
        for bad in [
            "Z", "Zg", "Zg=", "Zh==", "Zm9=", "====", "Z===", "Zg==Zg==", "Zm 9", "Zm-_",
        ] {
            assert!(
                from_base64(&mut Bytes::new(0, false), bad.as_bytes()).is_none(),
                "{bad}"
            );
        }
    }

    #[test]
    fn uuids_have_their_hyphens() {
        let text = "00112233-4455-6677-8899-aabbccddeeff";
        let bytes = from_uuid(text.as_bytes()).unwrap();
        assert_eq!(written(|out| uuid(out, &bytes)), text);
        assert_eq!(from_uuid(text.to_uppercase().as_bytes()), Some(bytes));
        for bad in [
            "",
            "00112233-4455-6677-8899-aabbccddeef",
            "00112233-4455-6677-8899-aabbccddeefg",
            "00112233-4455-6677-8899-aabbccddee-f",
            "001122334455-6677-8899-aabb-ccddeeff",
        ] {
            assert_eq!(from_uuid(bad.as_bytes()), None, "{bad}");
        }
    }
}
