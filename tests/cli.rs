//! The command line, a case a file: `tests/cmd/*.toml`.
//!
//! A case says what it guards, which files there are, what is run, and what must come of it:
//!
//! ```toml
//! # What it guards.
//! args = ["clean", "a.txt", "-o", "out.txt"]
//! status = 0                        # 0 where it is left out
//! stdout = "exactly this"           # or stdout_has = ["this", "and this"]
//! stderr = ""                       # nothing where both are left out and the status is 0
//! [files]
//! "a.txt" = "text of a file"
//! [bytes]
//! "b.bin" = "63 61 66 e9"           # a file by its bytes in hex
//! [repeat]
//! "c.txt" = ["word ", 100000]       # a file that says the same over and over
//! [after]
//! "out.txt" = "text of a file after all runs"
//! ```
//!
//! More keys: `links`, symbolic links and where they lead; `stdin`; `stdin_hex`; `stdout_lacks`; `env`; `stdout_to` (`full`, a full disk; `closed`, a pipe that nobody
//! reads); `folders`, empty ones that must be there; `made`, files that may come, with whatever in them; `same`, pairs of
//! files that must be alike. Where one run is not enough, each is a table in `[[run]]`. Every case runs in a folder of its
//! own, on no terminal; what is in `[files]` and not in `[after]` must be as it was, and nothing else may lie there, not
//! even an empty folder.
//!
//! `CASE=clean cargo test --test cli` tries those that are called so.

use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[serde(default)]
    folders: Vec<String>,
    #[serde(default)]
    links: BTreeMap<String, String>,
    #[serde(default)]
    files: BTreeMap<String, String>,
    #[serde(default)]
    bytes: BTreeMap<String, String>,
    /// Files that say the same over and over: what, and how often.
    #[serde(default)]
    repeat: BTreeMap<String, (String, usize)>,
    #[serde(default)]
    after: BTreeMap<String, String>,
    /// Files that may lie there after, with whatever in them.
    #[serde(default)]
    made: Vec<String>,
    /// Files that must be the same after, byte for byte.
    #[serde(default)]
    same: Vec<(String, String)>,
    run: Vec<Run>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Run {
    args: Vec<String>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    stdin: Option<String>,
    stdin_hex: Option<String>,
    stdout_to: Option<String>,
    #[serde(default)]
    status: i32,
    stdout: Option<String>,
    #[serde(default)]
    stdout_has: Vec<String>,
    #[serde(default)]
    stdout_lacks: Vec<String>,
    stderr: Option<String>,
    #[serde(default)]
    stderr_has: Vec<String>,
    #[serde(default)]
    stderr_lacks: Vec<String>,
}

#[test]
fn cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let only = std::env::var("CASE").unwrap_or_default();
    paths.retain(|path| path.to_string_lossy().contains(&only));
    assert!(!paths.is_empty(), "no case is called {only}");
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let failures: String = std::thread::scope(|scope| {
        let share = |nth: usize| paths.iter().skip(nth).step_by(threads).map(|path| try_case(path)).collect::<String>();
        let workers: Vec<_> = (0..threads).map(|nth| scope.spawn(move || share(nth))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    assert!(failures.is_empty(), "{failures}");
}

/// Told to stop in the midst of it, the program leaves nothing behind.
#[cfg(unix)]
#[test]
fn a_signal_leaves_no_temporary_file() {
    let folder = tempfile::TempDir::new().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_unblurb"))
        .args(["clean", "-", "-o", "new/out.txt"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    // Held open: to wait for the program would close it, and its end would be one by itself.
    let input = child.stdin.take();
    let begun = || fs::read_dir(folder.path().join("new")).is_ok_and(|mut entries| entries.next().is_some());
    let start = std::time::Instant::now();
    while !begun() {
        assert!(start.elapsed().as_secs() < 60, "no temporary file appeared");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    // The file is made before it is known to the handler.
    std::thread::sleep(std::time::Duration::from_millis(200));
    assert!(Command::new("sh").args(["-c", &format!("kill -TERM {}", child.id())]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    drop(input);
    assert_eq!(leaves_below(folder.path()), Vec::<PathBuf>::new());
}

/// What is wrong with a case, nothing where nothing is.
fn try_case(path: &Path) -> String {
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let case = read_case(path);
    let folder = tempfile::TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    for folder in &case.folders {
        fs::create_dir_all(at(folder)).unwrap();
    }
    let mut expected: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    expected.extend(case.files.iter().map(|(name, text)| (name.clone(), text.clone().into_bytes())));
    expected.extend(case.bytes.iter().map(|(name, hex)| (name.clone(), from_hex(hex))));
    expected.extend(case.repeat.iter().map(|(name, (text, times))| (name.clone(), text.repeat(*times).into_bytes())));
    for (name, bytes) in &expected {
        fs::create_dir_all(at(name).parent().unwrap()).unwrap();
        fs::write(at(name), bytes).unwrap();
    }
    #[cfg(unix)]
    for (name, target) in &case.links {
        fs::create_dir_all(at(name).parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(target, at(name)).unwrap();
    }
    let mut failures = String::new();
    for run in &case.run {
        try_run(run, folder.path(), &mut failures);
    }
    expected.extend(case.after.iter().map(|(name, text)| (name.clone(), text.clone().into_bytes())));
    for (name, bytes) in &expected {
        match fs::read(at(name)) {
            Ok(found) if found == *bytes => {}
            Ok(found) => differ(&mut failures, name, &String::from_utf8_lossy(bytes), &String::from_utf8_lossy(&found)),
            Err(e) => writeln!(failures, "{name}: {e}").unwrap(),
        }
    }
    for (one, other) in &case.same {
        if fs::read(at(one)).ok() != fs::read(at(other)).ok() {
            writeln!(failures, "{one} and {other} differ").unwrap();
        }
    }
    let known = expected.keys().chain(&case.made).chain(case.links.keys()).chain(&case.folders);
    let known: BTreeSet<PathBuf> = known.map(|name| at(name)).collect();
    for found in leaves_below(folder.path()) {
        if !known.contains(&found) {
            writeln!(failures, "{}: nobody asked for this", found.display()).unwrap();
        }
    }
    if failures.is_empty() { failures } else { format!("\n=== {name}\n{failures}") }
}

fn try_run(run: &Run, folder: &Path, failures: &mut String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_unblurb"));
    command.args(&run.args).current_dir(folder).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").envs(&run.env);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    match run.stdout_to.as_deref() {
        None => {}
        Some("full") => drop(command.stdout(fs::OpenOptions::new().write(true).open("/dev/full").unwrap())),
        Some("closed") => drop(command.stdout(std::io::pipe().unwrap().1)),
        Some(other) => panic!("stdout_to = {other:?}"),
    }
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = match &run.stdin_hex {
        Some(hex) => from_hex(hex),
        None => run.stdin.clone().unwrap_or_default().into_bytes(),
    };
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();

    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let shown = |failures: &mut String| {
        writeln!(failures, "$ unblurb {}\n--- stdout\n{stdout}--- stderr\n{stderr}---", run.args.join(" ")).unwrap();
    };
    let before = failures.len();
    if output.status.code() != Some(run.status) {
        writeln!(failures, "exits with {:?}, expected {}", output.status.code(), run.status).unwrap();
    }
    if let Some(expected) = run.stdout.as_ref().filter(|expected| **expected != stdout) {
        differ(failures, "stdout", expected, &stdout);
    }
    let silent = run.stderr_has.is_empty() && run.stderr.is_none() && run.status == 0;
    let expected = if silent { Some(String::new()) } else { run.stderr.clone() };
    if let Some(expected) = expected.filter(|expected| *expected != stderr) {
        differ(failures, "stderr", &expected, &stderr);
    }
    for (name, text, has, lacks) in [
        ("stdout", &stdout, &run.stdout_has, &run.stdout_lacks),
        ("stderr", &stderr, &run.stderr_has, &run.stderr_lacks),
    ] {
        for part in has.iter().filter(|part| !text.contains(part.as_str())) {
            writeln!(failures, "{name} lacks {part:?}").unwrap();
        }
        for part in lacks.iter().filter(|part| text.contains(part.as_str())) {
            writeln!(failures, "{name} has {part:?}").unwrap();
        }
    }
    if stderr.contains("panicked") {
        writeln!(failures, "it panicked").unwrap();
    }
    if failures.len() > before {
        shown(failures);
    }
}

fn read_case(path: &Path) -> Case {
    let mut table: toml::Table = fs::read_to_string(path).unwrap().parse().unwrap_or_else(|e| panic!("{path:?}: {e}"));
    if !table.contains_key("run") {
        let ours = ["folders", "links", "files", "bytes", "repeat", "after", "made", "same"];
        let (case, run): (toml::Table, toml::Table) =
            table.into_iter().partition(|(key, _)| ours.contains(&key.as_str()));
        table = case;
        table.insert("run".to_owned(), toml::Value::Array(vec![toml::Value::Table(run)]));
    }
    table.try_into().unwrap_or_else(|e| panic!("{path:?}: {e}"))
}

fn from_hex(hex: &str) -> Vec<u8> {
    let digits: Vec<u32> = hex.chars().filter_map(|c| c.to_digit(16)).collect();
    digits.chunks(2).map(|pair| (pair[0] * 16 + pair[1]) as u8).collect()
}

fn differ(failures: &mut String, name: &str, expected: &str, found: &str) {
    writeln!(failures, "{name} differs\n--- expected\n{expected:?}\n--- found\n{found:?}").unwrap();
}

/// Files and empty folders.
fn leaves_below(folder: &Path) -> Vec<PathBuf> {
    let mut leaves = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let below = if path.is_dir() { leaves_below(&path) } else { Vec::new() };
        if below.is_empty() { leaves.push(path) } else { leaves.extend(below) }
    }
    leaves
}
