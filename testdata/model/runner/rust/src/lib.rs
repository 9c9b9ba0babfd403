//! Says of buffers what generated code makes of them: verdict, error, and what becomes of what is
//! accepted, in one line that the Go package beside it prints alike. `testdata/model/README.md`
//! says what stands in a line.
//!
//! The cross test builds a program with the generated code of random schemas around [`main`]; the
//! fuzz target of both languages builds one with that of the test schemas.

mod judge;
mod request;
mod serde_form;

use std::fmt::Debug;
use std::io::{self, BufReader, BufWriter, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use halflap::read::{Layout, read, read_known};
use halflap::schema::{Index, Schema};
use halflap::write::Encode;
use halflap::{AlignedBuf, EncodeError, Error, Message};
use judge::{Seen, see};
use request::Request;

/// What generated messages are.
pub trait Subject:
    Message
    + Clone
    + Debug
    + PartialEq
    + serde::Serialize
    + serde::de::DeserializeOwned
    + for<'a> Encode<<Self as Layout>::View<'a>>
{
}

impl<M> Subject for M where
    M: Message
        + Clone
        + Debug
        + PartialEq
        + serde::Serialize
        + serde::de::DeserializeOwned
        + for<'a> Encode<<M as Layout>::View<'a>>
{
}

/// What encoding gives.
type Written = Result<AlignedBuf, EncodeError>;

/// Looks at all of a buffer, at both addresses, and writes it as versions.
type See = fn(&[u8], &[u8], &[u32]) -> Result<Seen, String>;

/// The generated code of one message, at one version of its schema, behind functions that hide its
/// type.
pub struct Reader {
    type_id: [u8; 8],
    newest: u32,
    aligned: bool,
    description: &'static [u8],
    read: fn(&[u8]) -> Result<(), Error>,
    read_known: fn(&[u8]) -> Result<(), Error>,
    see: See,
    to_serde: fn(&[u8]) -> Result<String, String>,
    from_serde: fn(&str) -> Result<Written, String>,
}

impl Reader {
    /// The reader of a generated message.
    pub const fn of<M: Subject>() -> Self
    where
        for<'a> M::View<'a>: Debug + PartialEq<M>,
    {
        Reader {
            type_id: M::TYPE_ID,
            newest: M::BLOCKS.len() as u32,
            aligned: M::ALIGNED,
            description: M::DESCRIPTION,
            read: |bytes| read::<M>(bytes).map(drop),
            read_known: |bytes| read_known::<M>(bytes).map(drop),
            see: see::<M>,
            to_serde: serde_form::write::<M>,
            from_serde: |text| serde_form::read::<M>(text).map(|owned| owned.to_halflap()),
        }
    }
}

/// A reader and the description that its schema embeds.
struct Described {
    reader: &'static Reader,
    index: Index,
    root: usize,
}

impl Described {
    fn new(reader: &'static Reader) -> Option<Self> {
        let index = Index::new(Schema::decode(reader.description).ok()?).ok()?;
        let root = index.message_by_type_id(reader.type_id)?;
        Some(Described {
            reader,
            index,
            root,
        })
    }
}

/// Answers requests from standard input until it ends: a line for each reader of the root that a
/// request names. Roots are counted through `roots`.
pub fn main(roots: &[&'static [Reader]]) -> ExitCode {
    match serve(roots) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn serve(roots: &[&'static [Reader]]) -> io::Result<()> {
    let broken = || io::Error::other("a description that is embedded in generated code is broken");
    let mut described = Vec::new();
    for &readers in roots {
        let all: Option<Vec<_>> = readers.iter().map(Described::new).collect();
        described.push(all.ok_or_else(broken)?);
    }
    let mut from = BufReader::new(io::stdin().lock());
    let mut to = BufWriter::new(io::stdout().lock());
    while let Some(request) = Request::read(&mut from)? {
        let no_root = || io::Error::other(format!("there is no root {}", request.root));
        for reader in described.get(request.root).ok_or_else(no_root)? {
            writeln!(to, "{}", answer(reader, &request).replace('\n', " "))?;
        }
        // Whoever asks may wait for this answer; and after a crash it shows which request it was.
        to.flush()?;
    }
    Ok(())
}

fn answer(reader: &Described, request: &Request) -> String {
    match catch_unwind(AssertUnwindSafe(|| judge::answer(reader, request))) {
        Ok(Ok(line)) => line,
        Ok(Err(wrong)) => format!("WRONG: {wrong}"),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or(panic.downcast_ref::<&str>().copied());
            format!("PANIC: {}", text.unwrap_or("without a text"))
        }
    }
}
