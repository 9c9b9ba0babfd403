//! The tree as text: offset, bytes, what they are.

use std::fmt::Write;
use std::ops::Range;

use anstyle::{AnsiColor, Color, Style};

use super::{Class, Inspection, Stretch, quote, rules};

/// Bytes on a line.
const LINE: usize = 8;
/// Of a stretch of more lines than this only the first ones are written.
const LINES: usize = 4;
const SHORT: usize = 3;

pub(super) fn write(seen: &Inspection<'_>, color: bool) -> String {
    let widest = seen.bytes.len().to_string().len();
    let mut out = Writer {
        seen,
        color,
        width: widest.max(4),
        out: String::new(),
    };
    out.styled(bold(), &seen.summary());
    out.out.push_str("\n\n");
    for stretch in &seen.stretches {
        out.stretch(stretch);
    }
    if let Some(error) = &seen.error
        && error.offset() >= seen.bytes.len()
    {
        out.offset(error.offset());
        out.error(0);
    }
    out.out.push('\n');
    match seen.error {
        Some(_) => out.styled(fault(), &seen.verdict()),
        None => out.out.push_str(&seen.verdict()),
    }
    out.out.push('\n');
    out.out
}

struct Writer<'a> {
    seen: &'a Inspection<'a>,
    color: bool,
    width: usize,
    out: String,
}

impl Writer<'_> {
    fn stretch(&mut self, stretch: &Stretch) {
        let row = self.seen.row(stretch);
        let mut words = "  ".repeat(stretch.depth);
        words.push_str(&row.line());
        let class = if stretch.group {
            bold()
        } else {
            style(row.class)
        };
        if stretch.group || stretch.bytes.is_empty() {
            self.offset(stretch.bytes.start);
            self.pad(LINE);
            self.styled(class, &words);
            self.out.push('\n');
            return;
        }
        let lines: Vec<Range<usize>> = stretch
            .bytes
            .clone()
            .step_by(LINE)
            .map(|start| start..(start + LINE).min(stretch.bytes.end))
            .collect();
        let fault = self.seen.error.as_ref().map(halflap::Error::offset);
        let shown = match lines.len() {
            n if n > LINES && !self.seen.options.all => SHORT,
            n => n,
        };
        let is_raw = is_raw(row.class) && !stretch.hidden;
        let mut left_out = 0;
        for (n, line) in lines.into_iter().enumerate() {
            let fault = fault.filter(|at| line.contains(at));
            if n >= shown && fault.is_none() {
                left_out += line.len();
                continue;
            }
            self.left_out(std::mem::take(&mut left_out), stretch.depth);
            self.offset(line.start);
            self.hex(&line, stretch.hidden, class);
            let ascii = || quote::ascii(self.seen.slice(&line));
            let rest = match (n, is_raw) {
                (0, false) => std::mem::take(&mut words),
                (0, true) => format!("{words}  |{}|", ascii()),
                (_, true) => format!("{}|{}|", "  ".repeat(stretch.depth + 1), ascii()),
                _ => String::new(),
            };
            if rest.is_empty() {
                self.out.truncate(self.out.trim_end().len());
            } else {
                self.pad(LINE - line.len());
                self.styled(class, &rest);
            }
            self.out.push('\n');
            if let Some(at) = fault {
                self.out.push_str(&" ".repeat(self.width));
                self.out.push_str("  ");
                self.error(at - line.start);
            }
        }
        self.left_out(left_out, stretch.depth);
    }

    /// Says that bytes are not written.
    fn left_out(&mut self, bytes: usize, depth: usize) {
        if bytes > 0 {
            self.out.push_str(&" ".repeat(self.width + 2));
            let text = format!("… {bytes} more");
            let pad = (LINE * 3).saturating_sub(text.chars().count()) + 1 + 2 * depth;
            self.styled(dim(), &text);
            self.out.push_str(&" ".repeat(pad));
            self.out.truncate(self.out.trim_end().len());
            self.out.push('\n');
        }
    }

    fn offset(&mut self, at: usize) {
        let text = format!("{at:>width$}", width = self.width);
        self.styled(dim(), &text);
        self.out.push_str("  ");
    }

    fn hex(&mut self, line: &Range<usize>, hidden: bool, style: Style) {
        let bytes = self.seen.slice(line).iter();
        let hex: Vec<String> = match hidden {
            true => bytes.map(|_| "**".to_owned()).collect(),
            false => bytes.map(|byte| format!("{byte:02x}")).collect(),
        };
        self.styled(style, &hex.join(" "));
        self.out.push_str("  ");
    }

    /// The room of `bytes` that a line has not.
    fn pad(&mut self, bytes: usize) {
        let room = if bytes == LINE {
            LINE * 3 + 1
        } else {
            bytes * 3
        };
        self.out.push_str(&" ".repeat(room));
    }

    /// Marks the byte with this number on the line above.
    fn error(&mut self, byte: usize) {
        let Some(error) = &self.seen.error else {
            return;
        };
        let rule = rules::broken(error, &self.seen.stretches);
        let rule = rule.map(|rule| format!(", {rule}")).unwrap_or_default();
        self.out.push_str(&" ".repeat(byte * 3));
        let text = format!("^^ {}{rule}", quote::plain(&error.to_string()));
        self.styled(fault(), &text);
        self.out.push('\n');
    }

    fn styled(&mut self, style: Style, text: &str) {
        let _infallible = match self.color {
            true => write!(self.out, "{style}{text}{style:#}"),
            false => write!(self.out, "{text}"),
        };
    }
}

/// Whether the bytes are best seen as characters beside.
fn is_raw(class: Class) -> bool {
    matches!(
        class,
        Class::Bytes | Class::Unread | Class::Skipped | Class::Rest
    )
}

fn bold() -> Style {
    Style::new().bold()
}

fn dim() -> Style {
    Style::new().dimmed()
}

fn fault() -> Style {
    colored(AnsiColor::Red).bold()
}

fn colored(color: AnsiColor) -> Style {
    Style::new().fg_color(Some(Color::Ansi(color)))
}

fn style(class: Class) -> Style {
    match class {
        Class::Group => bold(),
        Class::Header => colored(AnsiColor::Cyan),
        Class::Slot => colored(AnsiColor::Blue),
        Class::Value => colored(AnsiColor::Green),
        Class::Text => colored(AnsiColor::Yellow),
        Class::Bytes => colored(AnsiColor::Magenta),
        Class::Presence => colored(AnsiColor::BrightCyan),
        Class::Structure => colored(AnsiColor::BrightBlue),
        Class::Rest => colored(AnsiColor::Green).dimmed(),
        Class::Padding | Class::Unread => dim(),
        Class::Skipped => colored(AnsiColor::BrightMagenta),
        Class::Secret => colored(AnsiColor::BrightBlack),
    }
}
