//! Running other programs, with what they print kept for the log.

use std::env::consts::EXE_SUFFIX;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::step::{Failure, Run};

/// A program to run in a folder of the repository.
pub struct Shell<'a> {
    run: &'a Run,
    command: Command,
    line: String,
}

impl Run {
    /// A program that runs at the root of the repository.
    pub fn shell(&self, program: impl AsRef<OsStr>) -> Shell<'_> {
        let mut command = Command::new(&program);
        command.current_dir(self.root()).stdin(Stdio::null());
        Shell {
            run: self,
            command,
            line: shown(program.as_ref()),
        }
    }

    /// `cargo`, the one that runs this.
    pub fn cargo(&self, arguments: &str) -> Shell<'_> {
        self.shell("cargo").words(arguments)
    }

    /// Builds a program of the workspace and tells where it is.
    pub fn built(&self, package: &str, name: &str, profile: &str) -> Result<PathBuf, Failure> {
        let command = self.cargo("build --quiet").words(profile);
        command.args(["--package", package, "--bin", name]).run()?;
        let folder = if profile.is_empty() {
            "debug"
        } else {
            "release"
        };
        Ok(self.program(name, folder))
    }

    /// Where Cargo puts a program: in the folder `debug` or `release` of the target folder.
    pub fn program(&self, name: &str, folder: &str) -> PathBuf {
        let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
        let target = self.root().join(target.unwrap_or_else(|| "target".into()));
        target.join(folder).join(format!("{name}{EXE_SUFFIX}"))
    }

    /// `go` in one of the Go modules.
    pub fn go(&self, module: &Path, arguments: &str) -> Shell<'_> {
        self.shell("go").words(arguments).folder(module)
    }
}

impl Shell<'_> {
    /// Adds arguments that hold no spaces.
    pub fn words(self, arguments: &str) -> Self {
        arguments.split_whitespace().fold(self, Shell::arg)
    }

    /// Adds one argument.
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.line.push(' ');
        self.line.push_str(&shown(argument.as_ref()));
        self.command.arg(argument);
        self
    }

    /// Adds arguments.
    pub fn args<S: AsRef<OsStr>>(self, arguments: impl IntoIterator<Item = S>) -> Self {
        arguments.into_iter().fold(self, Shell::arg)
    }

    /// Runs in another folder, counted from the root of the repository.
    pub fn folder(mut self, folder: impl AsRef<Path>) -> Self {
        self.command.current_dir(self.run.root().join(folder));
        self
    }

    /// Sets an environment variable.
    pub fn env(mut self, key: &str, value: impl AsRef<OsStr>) -> Self {
        self.line = format!("{key}={} {}", shown(value.as_ref()), self.line);
        self.command.env(key, value);
        self
    }

    /// Lets what it prints as errors be seen at once, rather than in the log.
    pub fn watched(mut self) -> Self {
        self.command.stderr(Stdio::inherit());
        self
    }

    /// Runs it. What it printed, errors after output, goes to the step's log and is handed out;
    /// an exit code other than zero is a failure.
    pub fn run(self) -> Result<String, Failure> {
        let (success, text) = self.ask()?;
        match success {
            true => Ok(text),
            false => Err(Failure::new(text)),
        }
    }

    /// Runs it; whether its exit code is zero is part of the answer.
    pub fn ask(mut self) -> Result<(bool, String), Failure> {
        self.run.now(&self.line);
        let output = self
            .command
            .output()
            .map_err(|error| Failure::new(format!("{}: cannot be started: {error}", self.line)))?;
        let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.push_str(&String::from_utf8_lossy(&output.stderr));
        self.run.log(&format!("$ {}\n{text}\n", self.line));
        Ok((output.status.success(), text))
    }
}

fn shown(text: &OsStr) -> String {
    text.to_string_lossy().into_owned()
}
