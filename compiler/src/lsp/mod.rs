//! `halflap lsp`: a language server over standard input and output.
//!
//! One thread answers one message after the other. What is found out about open files is kept until
//! one of them changes. What is looked up in a text is worked out by functions of the text and a
//! place, which know nothing of the protocol; `Server` puts the two together.

mod completion;
mod diagnostics;
mod documents;
mod formatting;
mod hover;
mod index;
mod layout;
mod offers;
mod position;
mod references;
mod requests;
mod server;
mod snapshot;
mod stdio;
mod symbols;
mod uri;
mod workspace;

#[cfg(test)]
mod tests;

use lsp_server::{Connection, Message, Notification, Request, Response};

use server::{Refusal, Server};

/// How serving ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The client shut the server down and told it to exit.
    AsAsked,
    /// The client went away, or told the server to exit without shutting it down.
    Abruptly,
}

/// Serves one client over standard input and output, until it goes away.
///
/// # Errors
/// What the client sent that is no message of the protocol.
pub fn serve() -> Result<Ended, String> {
    let (connection, threads) = stdio::connect();
    let ended = converse(&connection);
    // The thread that writes ends when no one can give it anything.
    drop(connection);
    match threads.join() {
        Ok(()) => Ok(ended),
        Err(why) => Err(why.to_string()),
    }
}

/// Answers messages until the client goes away.
fn converse(connection: &Connection) -> Ended {
    let mut state = State::New;
    loop {
        let message = match state.next(connection) {
            Some(message) => message,
            None => return Ended::Abruptly,
        };
        match message {
            Message::Request(request) => {
                // Whoever has an answer has been told the findings before it.
                state.look();
                if !state.send_all(connection) {
                    return Ended::Abruptly;
                }
                let (id, result) = (request.id.clone(), state.answer(request));
                let response = match result {
                    Ok(result) => Response::new_ok(id, result),
                    Err(refusal) => Response::new_err(id, refusal.code as i32, refusal.message),
                };
                if connection.sender.send(response.into()).is_err() {
                    return Ended::Abruptly;
                }
            }
            Message::Notification(told) if told.method == "exit" => {
                return match state {
                    State::ShutDown => Ended::AsAsked,
                    _ => Ended::Abruptly,
                };
            }
            Message::Notification(told) => state.hear(told),
            // To what the server asked: that files be watched.
            Message::Response(_) => {}
        }
        if !state.send_all(connection) {
            return Ended::Abruptly;
        }
    }
}

/// How far the conversation is.
enum State {
    /// The client has not said who it is.
    New,
    Serving(Box<Server>),
    /// Nothing but `exit` may follow.
    ShutDown,
}

impl State {
    /// The next message. Where none is waiting, open files are looked at first.
    fn next(&mut self, connection: &Connection) -> Option<Message> {
        if let Ok(message) = connection.receiver.try_recv() {
            return Some(message);
        }
        self.look();
        if !self.send_all(connection) {
            return None;
        }
        connection.receiver.recv().ok()
    }

    fn look(&mut self) {
        if let State::Serving(server) = self {
            server.look();
        }
    }

    fn answer(&mut self, request: Request) -> Result<serde_json::Value, Refusal> {
        match self {
            State::New if request.method == "initialize" => {
                let (server, result) = Server::new(request.params)?;
                *self = State::Serving(Box::new(server));
                Ok(result)
            }
            State::New => Err(Refusal::not_initialized()),
            State::Serving(_) if request.method == "shutdown" => {
                *self = State::ShutDown;
                Ok(serde_json::Value::Null)
            }
            State::Serving(_) if request.method == "initialize" => {
                Err(Refusal::invalid("the server is initialized already"))
            }
            State::Serving(server) => server.answer(request),
            State::ShutDown => Err(Refusal::invalid("the server is shut down")),
        }
    }

    fn hear(&mut self, told: Notification) {
        if let State::Serving(server) = self {
            server.hear(told);
        }
    }

    /// Sends what the server has to say by itself; whether the client still listens.
    fn send_all(&mut self, connection: &Connection) -> bool {
        let State::Serving(server) = self else {
            return true;
        };
        let mut outbox = server.take_outbox().into_iter();
        outbox.all(|message| connection.sender.send(message).is_ok())
    }
}
