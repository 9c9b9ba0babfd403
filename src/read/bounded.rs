//! Printing with a bound, so that a log line stays a line whatever a buffer holds.

use core::fmt::{self, Write};

/// Characters that the `Debug` form of a view has at most, in bytes.
const BOUND: usize = 4096;

/// Prints what `print` prints, up to a bound; `…` stands for the rest. For the `Debug` of generated
/// views.
///
/// # Errors
/// What the formatter says.
///
/// ```
/// use std::fmt;
/// struct Long;
/// impl fmt::Debug for Long {
///     fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
///         halflap::read::bounded(f, |f| f.debug_list().entries(0..1_000_000).finish())
///     }
/// }
/// let text = format!("{Long:?}");
/// assert!(text.starts_with("[0, 1, 2,") && text.ends_with('…'));
/// assert!(text.len() < 5000);
/// ```
pub fn bounded(
    f: &mut fmt::Formatter<'_>,
    print: impl Fn(&mut fmt::Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    let pretty = f.alternate();
    let mut bound = Bound {
        left: BOUND,
        cut: false,
        to: f,
    };
    let result = if pretty {
        write!(bound, "{:#?}", Print(print))
    } else {
        write!(bound, "{:?}", Print(print))
    };
    if bound.cut {
        f.write_str("…")
    } else {
        result
    }
}

/// Something that a function prints.
struct Print<F>(F);

impl<F: Fn(&mut fmt::Formatter<'_>) -> fmt::Result> fmt::Debug for Print<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (self.0)(f)
    }
}

/// Passes on so many bytes, then fails, which makes whoever prints stop.
struct Bound<'a, 'f> {
    left: usize,
    cut: bool,
    to: &'a mut fmt::Formatter<'f>,
}

impl Write for Bound<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if text.len() <= self.left {
            self.left -= text.len();
            return self.to.write_str(text);
        }
        let end = (0..=self.left)
            .rev()
            .find(|&end| text.is_char_boundary(end))
            .unwrap_or(0);
        self.left = 0;
        self.cut = true;
        self.to.write_str(&text[..end])?;
        Err(fmt::Error)
    }
}
