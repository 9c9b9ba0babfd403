//! The ways of linking Rust libraries into a Go program that the guide describes, each tried.

use std::fs;
use std::path::{Path, PathBuf};

use crate::step::{Failure, Run, Step};

pub const STEPS: &[Step] = &[Step {
    name: "linking",
    what: "one Go program with two Rust libraries, linked in each way that the guide describes",
    run: check,
}];

const GO: &str = "examples/linking/go";

/// What the program prints, however it was linked.
const SAYS: &str = "5 tfel\npanic: on the left\npanic: on the right\n1 1\n0 0\n";

const EXPORTS: [(&str, &str); 2] = [
    ("left", "halflap_left_library"),
    ("right", "halflap_right_library"),
];

/// A profile as one would release with, and one that halflap refuses. Options of Cargo, so that the
/// workspace has no profile for a test's sake.
const LTO: [&str; 4] = [
    "--config",
    "profile.dist.inherits=\"release\"",
    "--config",
    "profile.dist.lto=\"fat\"",
];
const ABORT: [&str; 2] = ["--config", "profile.dist.panic=\"abort\""];

/// Libraries that rustc asks for and that need not be named: the C compiler names some of them, and in
/// glibc others are empty.
const IMPLIED: [&str; 4] = ["-lgcc_s", "-lutil", "-lrt", "-lc"];

/// Where else the system looks for shared libraries.
const PATH: &str = "LD_LIBRARY_PATH";

const ARM: &str = "aarch64-unknown-linux-gnu";
const MUSL: &str = "x86_64-unknown-linux-musl";

fn check(run: &Run) -> Result<String, Failure> {
    if !cfg!(all(target_os = "linux", target_env = "gnu")) {
        return Ok("left out: the ways are those of GNU/Linux".into());
    }
    let scratch = run.empty("linking")?;
    let mut tried = Tried {
        run,
        scratch: &scratch,
        count: 0,
    };
    named(run)?;
    run.cargo("build -p linking-left -p linking-right -p linking-both")
        .run()?;
    let debug = run.program("", "debug");
    let library = |name: &str| debug.join(format!("lib{name}.a"));

    let has_lld = run.shell("ld.lld").arg("--version").ask();
    let lld = has_lld.is_ok_and(|(success, _)| success);
    let linkers: &[&str] = if lld { &["", "-fuse-ld=lld"] } else { &[""] };
    let both = flags(&[&library("both")]);
    let separate = flags(&[&library("left"), &library("right")]);
    for linker in linkers {
        tried.works(&format!("{both} {linker}"), "")?;
        tried.works(&format!("{separate} {linker}"), "")?;
    }
    stripped(&mut tried, &both)?;
    shared(&mut tried, &debug)?;
    built_differently(&mut tried, linkers)?;
    refuses_abort(run)?;

    let mut notes = vec![format!("{} programs", tried.count)];
    if !lld {
        notes.push("not with lld, which is not installed".into());
    }
    notes.push(arm(&mut tried)?);
    notes.push(musl(&mut tried)?);
    Ok(notes.join("; "))
}

/// What has been tried, and where.
struct Tried<'a> {
    run: &'a Run,
    scratch: &'a Path,
    count: usize,
}

impl Tried<'_> {
    /// Links the program, with these flags for the linker.
    fn link(&mut self, ldflags: &str, arguments: &str) -> Result<(bool, String), Failure> {
        self.count += 1;
        let program = self.program();
        let command = self.run.go(Path::new(GO), "build").words(arguments);
        let command = command.arg("-o").arg(&program).arg(".");
        command.env("CGO_LDFLAGS", ldflags).ask()
    }

    /// Links and runs the program, which has to say what it always says.
    fn works(&mut self, ldflags: &str, arguments: &str) -> Result<(), Failure> {
        match self.link(ldflags, arguments)? {
            (true, _) => self.says(&[], &[]),
            (false, said) => Err(Failure::new(said)),
        }
    }

    /// Runs the program that was linked last, alone or by way of another.
    fn says(&self, by: &[&str], variables: &[(&str, &Path)]) -> Result<(), Failure> {
        let program = self.program();
        // Cargo adds its own folders to it, where libraries would be found that are not beside the program.
        let mut command = match by {
            [] => self.run.shell(&program),
            [first, rest @ ..] => self.run.shell(first).args(rest).arg(&program),
        }
        .env(PATH, "");
        for (key, value) in variables {
            command = command.env(key, value);
        }
        let said = command.run()?;
        match said == SAYS {
            true => Ok(()),
            false => Err(Failure::new(format!("it says\n{said}instead of\n{SAYS}"))),
        }
    }

    fn program(&self) -> PathBuf {
        self.scratch.join(format!("program{}", self.count))
    }
}

fn flags(libraries: &[&Path]) -> String {
    let texts: Vec<String> = libraries
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    texts.join(" ")
}

/// What rustc asks for is what generated code names, or need not be named.
fn named(run: &Run) -> Result<(), Failure> {
    let out = run.scratch("native.a")?;
    let empty = run.scratch("native.rs")?;
    fs::write(&empty, "")?;
    let command = run.shell("rustc").words("--print native-static-libs");
    let command = command.words("--crate-type staticlib -o").arg(out);
    let said = command.arg(empty).run()?;
    let asked = said
        .lines()
        .find_map(|line| line.split_once("native-static-libs:"))
        .ok_or_else(|| Failure::new(format!("rustc names no libraries:\n{said}")))?;
    let generated = run.read(format!("{GO}/left/leftffi/link_static.go"))?;
    let missing: Vec<String> = asked
        .1
        .split_whitespace()
        .filter(|library| !IMPLIED.contains(library) && !generated.contains(library))
        .map(|library| format!("{library}: rustc asks for it, generated code does not name it"))
        .collect();
    Failure::unless_empty(&missing)
}

/// Without symbols and debug information the program does the same, and is smaller.
fn stripped(tried: &mut Tried<'_>, both: &str) -> Result<(), Failure> {
    tried.works(both, "")?;
    let before = fs::metadata(tried.program())?.len();
    tried.works(both, "-ldflags=-s")?;
    let after = fs::metadata(tried.program())?.len();
    match after < before {
        true => Ok(()),
        false => Err(Failure::new(format!(
            "{after} bytes stripped, {before} not"
        ))),
    }
}

/// Shared libraries are found where the program says, beside it, or where the environment says.
fn shared(tried: &mut Tried<'_>, debug: &Path) -> Result<(), Failure> {
    const TAG: &str = "-tags=halflap_shared";
    let there = debug.display();
    tried.works(&format!("-L{there} -lleft -lright -Wl,-rpath,{there}"), TAG)?;
    // One of them static, the other shared: where there are both, the linker takes the shared one.
    let left = debug.join("libleft.a");
    let mixed = format!("{} -L{there} -lright -Wl,-rpath,{there}", left.display());
    tried.works(&mixed, "")?;

    let beside = format!("-L{there} -lleft -lright -Wl,-rpath,$ORIGIN");
    built(tried.link(&beside, TAG)?)?;
    for (name, _) in EXPORTS {
        let file = format!("lib{name}.so");
        fs::copy(debug.join(&file), tried.scratch.join(&file))?;
    }
    tried.says(&[], &[])?;

    built(tried.link(&format!("-L{there} -lleft -lright"), TAG)?)?;
    let alone = tried.run.shell(tried.program()).env(PATH, "");
    let (found, said) = alone.ask()?;
    if found || !said.contains("cannot open shared object file") {
        return Err(Failure::new(format!("it needs no library?\n{said}")));
    }
    tried.says(&[], &[(PATH, tried.scratch)])
}

fn built((success, said): (bool, String)) -> Result<(), Failure> {
    match success {
        true => Ok(()),
        false => Err(Failure::new(said)),
    }
}

/// Libraries that have a standard library of their own each, as optimized across crates: they clash,
/// and don't where each is isolated.
fn built_differently(tried: &mut Tried<'_>, linkers: &[&str]) -> Result<(), Failure> {
    for (name, _) in EXPORTS {
        // Cargo optimizes no library across crates that is to be a crate too.
        let command = tried.run.cargo("rustc --profile dist").args(LTO);
        let command = command.arg("--package").arg(format!("linking-{name}"));
        command.words("--crate-type staticlib").run()?;
    }
    let folder = tried.run.program("", "dist");
    let libraries = EXPORTS.map(|(name, _)| folder.join(format!("lib{name}.a")));
    let clash = flags(&[&libraries[0], &libraries[1]]);
    match tried.link(&clash, "")? {
        (false, said) if said.contains("rust_eh_personality") => {}
        (_, said) => return Err(Failure::new(format!("they do not clash:\n{said}"))),
    }
    let mut isolated = Vec::new();
    for ((name, symbol), library) in EXPORTS.iter().zip(&libraries) {
        let out = tried.scratch.join(format!("lib{name}_alone.a"));
        let command = tried.run.shell("sh").arg("examples/linking/isolate.sh");
        command.arg(library).arg(&out).arg(symbol).run()?;
        isolated.push(out);
    }
    for linker in linkers {
        let apart = flags(&[&isolated[0], &isolated[1]]);
        tried.works(&format!("{apart} {linker}"), "")?;
        // One that is isolated beside one that is not.
        let mixed = flags(&[&libraries[0], &isolated[1]]);
        tried.works(&format!("{mixed} {linker}"), "")?;
    }
    Ok(())
}

/// A library whose panics end the process can't keep its promise, and does not compile.
fn refuses_abort(run: &Run) -> Result<(), Failure> {
    let command = run.cargo("check --profile dist").args(LTO).args(ABORT);
    match command.words("-p linking-left").ask()? {
        (false, said) if said.contains("panic") && said.contains("abort") => Ok(()),
        (_, said) => Err(Failure::new(format!(
            "a library with `panic = \"abort\"` is not refused:\n{said}"
        ))),
    }
}

/// Whether Rust's standard library for a target is installed.
fn has_target(run: &Run, target: &str) -> Result<bool, Failure> {
    let sysroot = run.shell("rustc").words("--print sysroot").run()?;
    let folder = Path::new(sysroot.trim()).join("lib/rustlib").join(target);
    Ok(folder.join("lib").is_dir())
}

fn runs(run: &Run, program: &str) -> bool {
    let asked = run.shell(program).arg("--version").ask();
    asked.is_ok_and(|(success, _)| success)
}

/// For linux/arm64, by a C compiler that makes programs for it; run where qemu can play one.
fn arm(tried: &mut Tried<'_>) -> Result<String, Failure> {
    const COMPILER: &str = "aarch64-linux-gnu-gcc";
    let run = tried.run;
    if !runs(run, COMPILER) || !has_target(run, ARM)? {
        return Ok(format!(
            "not for arm64, which needs {COMPILER} and `rustup target add {ARM}`"
        ));
    }
    let command = run.cargo("build -p linking-both --target").arg(ARM);
    // The libraries are shared ones, too, which rustc links.
    let command = command.env("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER", COMPILER);
    command.run()?;
    let library = run.program("", "").join(ARM).join("debug/libboth.a");
    tried.count += 1;
    let command = run.go(Path::new(GO), "build -o").arg(tried.program());
    let command = command.arg(".").env("CGO_LDFLAGS", &library);
    let command = command.env("CC", COMPILER).env("CGO_ENABLED", "1");
    command.env("GOOS", "linux").env("GOARCH", "arm64").run()?;
    for qemu in ["qemu-aarch64", "qemu-aarch64-static"] {
        if runs(run, qemu) {
            tried.says(&[qemu, "-L", "/usr/aarch64-linux-gnu"], &[])?;
            return Ok(format!("one for arm64, run by {qemu}"));
        }
    }
    Ok("one for arm64, linked but not run without qemu".into())
}

/// A program that needs no other file, with musl as its C library.
fn musl(tried: &mut Tried<'_>) -> Result<String, Failure> {
    let run = tried.run;
    let compiler = run.shell("musl-gcc").arg("-dumpversion").ask();
    if !compiler.is_ok_and(|(success, _)| success) || !has_target(run, MUSL)? {
        return Ok(format!(
            "not with musl, which needs musl-gcc and `rustup target add {MUSL}`"
        ));
    }
    run.cargo("build -p linking-both --target")
        .arg(MUSL)
        .run()?;
    let library = run.program("", "").join(MUSL).join("debug/libboth.a");
    let sysroot = run.shell("rustc").words("--print sysroot").run()?;
    let unwind = format!("{}/lib/rustlib/{MUSL}/lib/self-contained", sysroot.trim());
    let flags = format!("{} -L{unwind} -lunwind -lc", library.display());
    tried.count += 1;
    let command = run.go(Path::new(GO), "build -o").arg(tried.program());
    let command = command
        .arg("-ldflags")
        .arg("-linkmode external -extldflags '-static -nodefaultlibs -Wl,--eh-frame-hdr'");
    let command = command.arg(".").env("CGO_LDFLAGS", flags);
    command.env("CC", "musl-gcc").run()?;
    tried.says(&[], &[])?;
    Ok("one with musl, static".into())
}
