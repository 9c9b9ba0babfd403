//! A client that speaks the protocol by hand, so that nothing of the server's libraries is taken
//! on trust.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};

use serde_json::{Value, json};

pub struct Client {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    next: i64,
    /// Notifications and requests of the server that no one asked for yet.
    told: Vec<Value>,
    pub folder: PathBuf,
}

impl Client {
    /// Starts a server that knows nothing of its client, in a folder of its own.
    pub fn start(test: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .join("lsp")
            .join(test);
        let _not_there = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        let folder = folder.canonicalize().expect("it is there");
        let mut child = Command::new(env!("CARGO_BIN_EXE_halflap"))
            .arg("lsp")
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command runs");
        let output = child.stdout.take().expect("a pipe");
        Client {
            input: child.stdin.take(),
            output: BufReader::new(output),
            child,
            next: 0,
            told: Vec::new(),
            folder,
        }
    }

    /// Starts a server and says what the client can do.
    pub fn meet(test: &str, capabilities: Value) -> (Self, Value) {
        let mut client = Client::start(test);
        let folder = client.uri("");
        let params = json!({
            "processId": null,
            "rootUri": folder,
            "capabilities": capabilities,
            "workspaceFolders": [{"uri": folder, "name": "test"}],
        });
        let result = client.ask("initialize", params);
        client.tell("initialized", json!({}));
        (client, result["capabilities"].clone())
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.join(name), text).expect("written");
    }

    pub fn uri(&self, name: &str) -> String {
        let path = self.folder.join(name);
        let path = path.to_string_lossy().replace('\\', "/");
        format!("file://{}", path.trim_end_matches('/'))
    }

    /// Sends bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("the pipe is open");
        input.write_all(bytes).expect("the server listens");
        input.flush().expect("the server listens");
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    pub fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request and waits for its response, result or error.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        self.next += 1;
        let id = self.next;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        loop {
            let message = self.read().expect("the server answers");
            assert_eq!(message["jsonrpc"], "2.0");
            if message.get("method").is_some() {
                self.told.push(message);
            } else {
                assert_eq!(message["id"], id, "{message}");
                return message;
            }
        }
    }

    /// The result of a request.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        let response = self.request(method, params);
        assert!(response.get("error").is_none(), "{method}: {response}");
        response["result"].clone()
    }

    /// The code and the message with which a request is refused.
    pub fn refused(&mut self, method: &str, params: Value) -> (i64, String) {
        let response = self.request(method, params);
        let error = &response["error"];
        let code = error["code"].as_i64();
        let code = code.unwrap_or_else(|| panic!("{method}: {response}"));
        (code, error["message"].as_str().expect("a text").to_owned())
    }

    /// The next thing that the server says by itself with this method.
    pub fn heard(&mut self, method: &str) -> Value {
        loop {
            if let Some(at) = self.told.iter().position(|m| m["method"] == method) {
                return self.told.remove(at);
            }
            let message = self.read().expect("the server says something");
            self.told.push(message);
        }
    }

    /// The findings of a file that the server told last: at a version, or not open. They come
    /// before the response to any request that is sent after a change.
    pub fn findings(&mut self, name: &str, version: Option<i64>) -> Vec<Value> {
        let uri = self.uri(name);
        self.request("test/findingsComeFirst", Value::Null);
        let mut last = None;
        self.told.retain(|message| {
            let params = &message["params"];
            let of_file =
                message["method"] == "textDocument/publishDiagnostics" && params["uri"] == uri;
            if of_file {
                last = Some(params.clone());
            }
            !of_file
        });
        let last = last.unwrap_or_else(|| panic!("nothing was said of {name}"));
        assert_eq!(last["version"].as_i64(), version, "{name}");
        last["diagnostics"].as_array().expect("a list").clone()
    }

    pub fn open(&mut self, name: &str, text: &str) {
        let uri = self.uri(name);
        let document = json!({"uri": uri, "languageId": "lap", "version": 1, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Replaces the whole text.
    pub fn replace(&mut self, name: &str, version: i64, text: &str) {
        let document = json!({"uri": self.uri(name), "version": version});
        let params = json!({"textDocument": document, "contentChanges": [{"text": text}]});
        self.tell("textDocument/didChange", params);
    }

    /// Parameters of a request about a place.
    pub fn at(&self, name: &str, line: u32, character: u32) -> Value {
        json!({
            "textDocument": {"uri": self.uri(name)},
            "position": {"line": line, "character": character},
        })
    }

    fn read(&mut self) -> Option<Value> {
        let mut length = None;
        loop {
            let mut line = String::new();
            if self.output.read_line(&mut line).expect("text") == 0 {
                return None;
            }
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("Content-Length: ") {
                length = value.parse::<usize>().ok();
            }
        }
        let mut body = vec![0; length.expect("a length")];
        self.output.read_exact(&mut body).expect("all of it");
        Some(serde_json::from_slice(&body).expect("JSON"))
    }

    /// Closes the server's input and waits for its end; also gives what it wrote to standard error.
    pub fn end(mut self) -> (ExitStatus, String) {
        self.input = None;
        while self.read().is_some() {}
        let mut errors = String::new();
        let mut pipe = self.child.stderr.take().expect("a pipe");
        pipe.read_to_string(&mut errors).expect("text");
        (self.child.wait().expect("it ends"), errors)
    }

    /// Ends the conversation as the protocol wants it.
    pub fn finish(mut self) {
        assert_eq!(self.ask("shutdown", Value::Null), Value::Null);
        self.tell("exit", Value::Null);
        let (status, errors) = self.end();
        assert_eq!((status.code(), errors.as_str()), (Some(0), ""));
    }
}

/// The text of a file of `testdata/schemas`.
pub fn schema(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/schemas");
    std::fs::read_to_string(folder.join(name)).expect("read")
}
