//! Checks of generated C headers: they compile, and programs find their way by them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::step::{Failure, Run, Step};

pub const STEPS: &[Step] = &[Step {
    name: "c",
    what: "generated C headers compile as C and C++, and programs that use them read buffers",
    run: check,
}];

const GENERATED: &str = "testdata/generated/c";

const WARNINGS: &str = "-Wall -Wextra -Wpedantic -Werror -Wconversion";

const SANITIZERS: &str =
    "-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer";

/// A buffer, what reads it, and what is seen then.
struct Reading {
    schema: &'static str,
    message: &'static str,
    json: &'static str,
    /// The program and its arguments; the buffer's file comes last.
    program: &'static str,
    arguments: &'static str,
    output: &'static str,
}

const READINGS: &[Reading] = &[
    Reading {
        schema: "testdata/schemas/mesh.lap",
        message: "mesh.Mesh",
        json: "testdata/c/mesh.json",
        program: "read",
        arguments: "mesh",
        output: "mesh: 2 triangles, sums 10.75 8 -2.5\nlast normal: -3.5\n",
    },
    Reading {
        schema: "testdata/schemas/v1/evolve.lap",
        message: "evolve.Item",
        json: "testdata/c/item_v1.json",
        program: "read",
        arguments: "item",
        output: "item of version 1: chair 4 (no note) sell 0 1.5 none; card 42; part leg 0; part \
                 seat 0\n",
    },
    Reading {
        schema: "testdata/schemas/evolve.lap",
        message: "evolve.Item",
        json: "testdata/c/item_v3.json",
        program: "read",
        arguments: "item",
        output: "item of version 3: chair 4 by hand buy 5 2.5 shop; voucher 77; part leg 9; part \
                 seat 30\n",
    },
    Reading {
        schema: "testdata/schemas/evolve.lap",
        message: "evolve.Item",
        json: "testdata/c/item_v3.json",
        program: "older",
        arguments: "",
        output: "item of version 3 seen by 1: chair; part leg; part seat; unknown arm\n",
    },
    Reading {
        schema: "testdata/schemas/shop.lap",
        message: "shop.Order",
        json: "testdata/c/order.json",
        program: "read",
        arguments: "--checksum order",
        output: "order: a = x; b = ; discount is 7, id ends with 0f, 2 places\n",
    },
    Reading {
        schema: "testdata/schemas/vectors.lap",
        message: "vectors.Texts",
        json: "testdata/c/texts.json",
        program: "read",
        arguments: "texts",
        output: "texts: one; ; three;\n",
    },
    Reading {
        schema: "testdata/schemas/shop.lap",
        message: "shop.Order",
        json: "testdata/c/order.json",
        program: "hostile",
        arguments: "order",
        output: "hostile order: ",
    },
    Reading {
        schema: "testdata/schemas/evolve.lap",
        message: "evolve.Item",
        json: "testdata/c/item_v3.json",
        program: "hostile",
        arguments: "item",
        output: "hostile item: ",
    },
];

/// Tests that keep the helpers inside of a buffer. Without one of them a sanitizer, or the program
/// itself, has to complain.
const BOUNDS: &[&str] = &[
    "length < sizeof *header",
    "header.body != body",
    "slot.offset > block->left - offset",
    "target.length > target.left",
    "target.length > target.left / size",
    "target.length > target.left / sizeof(halflap_slot)",
    "target.length > (target.left - 8) / stride",
    "target->left < 8",
    "payload > target.left - 8",
];

/// A compiler, and how it is told the language.
struct Compiler {
    program: String,
    standard: &'static str,
}

fn check(run: &Run) -> Result<String, Failure> {
    let scratch = run.empty("c")?;
    let found = |variable: &str, usual: &str| {
        let named = std::env::var(variable).ok();
        named.unwrap_or_else(|| usual.to_owned())
    };
    let c = Compiler {
        program: found("CC", "cc"),
        standard: "-x c -std=c11",
    };
    let cpp = Compiler {
        program: found("CXX", "c++"),
        standard: "-x c++ -std=c++17",
    };
    let mut notes = Vec::new();
    let mut compilers = vec![c];
    match run.shell(&cpp.program).arg("--version").ask() {
        Ok((true, _)) => compilers.push(cpp),
        _ => notes.push(format!("not as C++, there is no {}", cpp.program)),
    }

    let headers = headers(run)?;
    let mut count = 0;
    for compiler in &compilers {
        count = each_compiles(run, compiler, "", &headers, &scratch)?;
    }
    notes.insert(0, format!("{count} headers"));
    let probe = scratch.join("probe.c");
    fs::write(&probe, "#include <math.h>\n#include <string.h>\n")?;
    let narrow = run.shell(&compilers[0].program);
    match narrow.words("-m32 -fsyntax-only").arg(&probe).ask()? {
        (true, _) => {
            each_compiles(run, &compilers[0], "-m32", &headers, &scratch)?;
        }
        (false, _) => {
            notes.push("not for 32 bits, for which no C library is installed".to_owned());
        }
    }
    planted_layout(run, &compilers[0], &scratch)?;

    let main = scratch.join("main.c");
    fs::write(&main, "int main(void) { return 0; }\n")?;
    let sanitized = run.shell(&compilers[0].program).words(SANITIZERS);
    let (sanitized, _) = sanitized
        .arg("-o")
        .arg(scratch.join("main"))
        .arg(&main)
        .ask()?;
    let flags = if sanitized { SANITIZERS } else { "" };
    let buffers = buffers(run, &scratch)?;
    for compiler in &compilers {
        programs(run, compiler, flags, &buffers, &scratch)?;
        example(run, compiler, flags, &scratch)?;
    }
    notes.push(format!("{} readings", buffers.len()));
    if sanitized {
        planted_bounds(run, &compilers[0], &buffers, &scratch)?;
        notes.push(format!("{} planted faults", BOUNDS.len() + 3));
    } else {
        notes.push("without sanitizers, which this compiler has not".to_owned());
    }
    Ok(notes.join("; "))
}

/// All generated headers, by folder.
fn headers(run: &Run) -> Result<BTreeMap<PathBuf, Vec<String>>, Failure> {
    let mut folders = BTreeMap::<PathBuf, Vec<String>>::new();
    for header in run.files(".h")? {
        let text = run.read(&header)?;
        let (Some(folder), Some(name)) = (header.parent(), header.file_name()) else {
            continue;
        };
        if text.starts_with("// Code generated by halflap") {
            let names = folders.entry(folder.to_path_buf()).or_default();
            names.push(name.to_string_lossy().into_owned());
        }
    }
    match folders.len() {
        0 => Err(Failure::new("no generated header was found")),
        _ => Ok(folders),
    }
}

/// Compiles each header alone, and those of a folder together, twice over. Gives their number.
fn each_compiles(
    run: &Run,
    compiler: &Compiler,
    machine: &str,
    headers: &BTreeMap<PathBuf, Vec<String>>,
    scratch: &Path,
) -> Result<usize, Failure> {
    let mut count = 0;
    for (folder, names) in headers {
        let include = |name: &String| format!("#include \"{name}\"\n");
        let together: String = names.iter().chain(names).map(include).collect();
        let mut texts: Vec<String> = names.iter().map(include).collect();
        texts.push(together);
        let mut files = Vec::new();
        for (index, text) in texts.iter().enumerate() {
            let file = scratch.join(format!("alone{index}.c"));
            fs::write(&file, text)?;
            files.push(file);
        }
        let command = run.shell(&compiler.program).words(compiler.standard);
        let command = command.words(WARNINGS).words(machine).arg("-fsyntax-only");
        command.arg("-I").arg(folder).args(&files).run()?;
        count += names.len();
    }
    Ok(count)
}

/// A struct that lies otherwise than its header says is no program.
fn planted_layout(run: &Run, compiler: &Compiler, scratch: &Path) -> Result<(), Failure> {
    let text = run.read(format!("{GENERATED}/mesh.lap.h"))?;
    for (right, wrong) in [
        ("sizeof(mesh_Vec3) == 12", "sizeof(mesh_Vec3) == 16"),
        ("alignof(mesh_Vec3) == 4", "alignof(mesh_Vec3) == 8"),
        ("offsetof(mesh_Vec3, y) == 4", "offsetof(mesh_Vec3, y) == 8"),
    ] {
        let planted = replaced(&text, right, wrong)?;
        let file = scratch.join("planted.c");
        fs::write(&file, planted)?;
        let command = run.shell(&compiler.program).words(compiler.standard);
        let command = command.arg("-fsyntax-only").arg("-I").arg(GENERATED);
        match command.arg(&file).ask()? {
            (false, said) if said.contains("static assertion failed") => {}
            (_, said) => {
                let why = format!("`{wrong}` is not found to be wrong:\n{said}");
                return Err(Failure::new(why));
            }
        }
    }
    Ok(())
}

fn replaced(text: &str, right: &str, wrong: &str) -> Result<String, Failure> {
    match text.contains(right) {
        true => Ok(text.replace(right, wrong)),
        false => Err(Failure::new(format!(
            "`{right}` is not there to be damaged"
        ))),
    }
}

/// Writes the buffers with the command.
fn buffers(run: &Run, scratch: &Path) -> Result<Vec<(&'static Reading, PathBuf)>, Failure> {
    let halflap = run.built("halflap-compiler", "halflap", "")?;
    let mut buffers = Vec::new();
    for (index, reading) in READINGS.iter().enumerate() {
        let file = scratch.join(format!("buffer{index}"));
        let mut command = run.shell(&halflap).arg("from-json");
        if reading.arguments.contains("--checksum") {
            command = command.arg("--checksum");
        }
        let command = command.args(["--schema", reading.schema, "--type", reading.message]);
        command.arg("-o").arg(&file).arg(reading.json).run()?;
        buffers.push((reading, file));
    }
    Ok(buffers)
}

/// Compiles a program. The headers of the first folder go before those of the repository.
fn compiled(
    run: &Run,
    compiler: &Compiler,
    flags: &str,
    source: &str,
    folder: &Path,
    scratch: &Path,
) -> Result<PathBuf, Failure> {
    let program = scratch.join("program");
    let command = run.shell(&compiler.program).words(compiler.standard);
    let command = command.words(WARNINGS).words("-O1 -g").words(flags);
    let command = command.arg("-I").arg(folder).arg("-I").arg(GENERATED);
    command.arg("-o").arg(&program).arg(source).run()?;
    Ok(program)
}

/// Runs a reading. What is leaked at the end of a program is not the point here.
fn read(run: &Run, program: &Path, reading: &Reading, buffer: &Path) -> Result<String, Failure> {
    let arguments = reading.arguments.replace("--checksum", "");
    let command = run
        .shell(program)
        .env("ASAN_OPTIONS", "detect_leaks=0")
        .words(&arguments);
    command.arg(buffer).run()
}

fn programs(
    run: &Run,
    compiler: &Compiler,
    flags: &str,
    buffers: &[(&Reading, PathBuf)],
    scratch: &Path,
) -> Result<(), Failure> {
    for name in ["read", "older", "hostile"] {
        let source = format!("testdata/c/{name}.c");
        let program = compiled(run, compiler, flags, &source, Path::new(GENERATED), scratch)?;
        for (reading, buffer) in buffers.iter().filter(|(r, _)| r.program == name) {
            let output = read(run, &program, reading, buffer)?;
            let fits = match name {
                "hostile" => output.starts_with(reading.output),
                _ => output == reading.output,
            };
            if !fits {
                return Err(Failure::new(format!(
                    "{name} {}:\n{output}instead of\n{}",
                    reading.arguments, reading.output
                )));
            }
        }
    }
    Ok(())
}

/// The example prints what it says at its end.
fn example(run: &Run, compiler: &Compiler, flags: &str, scratch: &Path) -> Result<(), Failure> {
    const SOURCE: &str = "examples/c/track.c";
    let text = run.read(SOURCE)?;
    let wanted = text
        .lines()
        .find_map(|line| line.strip_prefix("// Output: "));
    let buffer = scratch.join("track.bin");
    let halflap = run.built("halflap-compiler", "halflap", "")?;
    let command = run.shell(halflap).words("from-json --type track.Track");
    let command = command
        .words("--schema examples/c/track.lap -o")
        .arg(&buffer);
    command.arg("examples/c/track.json").run()?;
    let program = compiled(
        run,
        compiler,
        flags,
        SOURCE,
        Path::new("examples/c"),
        scratch,
    )?;
    let output = run.shell(program).arg(&buffer).run()?;
    match wanted {
        Some(wanted) if output.trim_end() == wanted => Ok(()),
        _ => Err(Failure::new(format!("{SOURCE} prints\n{output}"))),
    }
}

/// The damaged buffers find whatever test of the helpers is missing.
fn planted_bounds(
    run: &Run,
    compiler: &Compiler,
    buffers: &[(&Reading, PathBuf)],
    scratch: &Path,
) -> Result<(), Failure> {
    let folder = run.empty("c/planted")?;
    for name in ["evolve.lap.h", "money.lap.h", "shop.lap.h"] {
        fs::copy(run.root().join(GENERATED).join(name), folder.join(name))?;
    }
    let helpers = run.read(format!("{GENERATED}/halflap.h"))?;
    for test in BOUNDS {
        // A test alone in its `if`, or the one of several.
        let (right, wrong) = match test.contains("header.body") {
            true => (format!("|| {test}"), String::new()),
            false => (format!("({test})"), "(false)".to_owned()),
        };
        let other = format!("|| {test})");
        let planted = match helpers.contains(&right) {
            true => helpers.replace(&right, &wrong),
            false => replaced(&helpers, &other, ")")?,
        };
        fs::write(folder.join("halflap.h"), planted)?;
        let program = compiled(
            run,
            compiler,
            &format!("{SANITIZERS} -Wno-error"),
            "testdata/c/hostile.c",
            &folder,
            scratch,
        )?;
        let hostile = buffers.iter().filter(|(r, _)| r.program == "hostile");
        let found = hostile
            .map(|(reading, buffer)| read(run, &program, reading, buffer))
            .any(|outcome| outcome.is_err());
        if !found {
            return Err(Failure::new(format!("nothing misses the test `{test}`")));
        }
    }
    Ok(())
}
