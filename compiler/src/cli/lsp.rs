//! `halflap lsp`: a language server for editors.

use clap::Args;

use super::{Outcome, bad_call};
use crate::lsp::{Ended, serve};

/// Serve an editor: findings as you type, and answers about what is under the cursor
///
/// Speaks the Language Server Protocol over standard input and output; editors start it, people
/// don't. It finds what `halflap check` finds, in open files before they are saved, and offers:
/// hover (layout, documentation, values), definition, references, renaming what is no part of the
/// wire format, outline, completion, and formatting as `halflap fmt` does it. docs/editors.md says
/// how editors are told of it.
///
/// Exit code 0 after `shutdown` and `exit`; 1 where the client went away without; 2 where it sent
/// what is no message of the protocol.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Does nothing: it is what some editors pass to every language server
    #[arg(long)]
    stdio: bool,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    // The only way there is.
    let Arguments { stdio: _ } = arguments;
    match serve() {
        Ok(Ended::AsAsked) => Outcome::Good,
        Ok(Ended::Abruptly) => Outcome::BadInput,
        Err(why) => bad_call(why),
    }
}
