//! The house rules that a compiler does not hold: who may import whom, and what belongs in one place alone. Each check is a
//! function from sources to complaints, and each has a test beside it that shows that it can fail.

#[path = "architecture/source.rs"]
mod source;

use source::{Source, all};
use std::collections::{BTreeMap, BTreeSet};

/// The rooms by level, the lowest first. A room imports only rooms of lower levels.
const LEVELS: &[&[&str]] = &[
    &["text"],
    &["identity"],
    &["score"],
    &["playbook"],
    &["case"],
    &["store", "evidence"],
    &["desk"],
    &["intake", "post"],
    &["demo"],
    &["cli", "console"],
    &["main"],
];

/// Rooms without a clock, randomness, files or output of their own.
const PURE: &[&str] = &["text", "identity", "score", "playbook", "case"];

fn level(room: &str) -> Option<usize> {
    LEVELS.iter().position(|rooms| rooms.contains(&room))
}

/// Every place in `view` where `word` stands by itself, not as part of a longer name.
fn words<'s>(view: &'s str, word: &'s str) -> impl Iterator<Item = usize> + 's {
    let part = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    let bytes = view.as_bytes();
    let open = part(word.as_bytes().first());
    let closed = part(word.as_bytes().last());
    view.match_indices(word).map(|(at, _)| at).filter(move |&at| {
        let inside = open && at > 0 && part(bytes.get(at - 1));
        let goes_on = closed && part(bytes.get(at + word.len()));
        !inside && !goes_on
    })
}

/// The rooms that a file names, each with the line of its first mention.
fn imports(source: &Source) -> BTreeMap<String, usize> {
    let mut roots = vec!["crate::".to_owned(), "docket::".to_owned()];
    if source.depth() > 0 {
        roots.push("super::".repeat(source.depth()));
    }
    let mut found = BTreeMap::new();
    for root in &roots {
        for at in words(&source.code, root) {
            if root.starts_with("super") && source.code[..at].ends_with("super::") {
                continue;
            }
            for room in first_names(&source.code[at + root.len()..]) {
                if level(&room).is_some() {
                    found.entry(room).or_insert(source.line(at));
                }
            }
        }
    }
    found
}

/// The first name of a path, or of each path of a `{…}` list.
fn first_names(path: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
    };
    let Some(list) = path.strip_prefix('{') else { return vec![name(path)] };
    let mut depth = 0;
    let mut names = vec![name(list)];
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(name(&list[at + 1..])),
            _ => {}
        }
    }
    names
}

fn check_imports(sources: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for source in sources.iter().filter(|source| source.path != "lib.rs") {
        let Some(own) = level(source.room()) else {
            complaints.push(format!("{}: room `{}` has no level in LEVELS", source.path, source.room()));
            continue;
        };
        for (room, line) in imports(source) {
            if room != source.room() && level(&room).is_some_and(|other| other >= own) {
                complaints.push(format!(
                    "{}:{line} imports `{room}`, which is not below `{}`",
                    source.path,
                    source.room()
                ));
            }
        }
    }
    complaints
}

/// The order of levels already forbids circles; this one also holds where somebody puts two rooms in the wrong order.
fn check_circles(sources: &[Source]) -> Vec<String> {
    let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources {
        let rooms = imports(source).into_keys().filter(|room| room != source.room());
        graph.entry(source.room().to_owned()).or_default().extend(rooms);
    }
    // Rooms that import nothing which is still there are taken away until none is left; what stays is in or above a circle.
    loop {
        let free: Vec<String> =
            graph.iter().filter(|(_, to)| to.is_empty()).map(|(room, _)| room.clone()).collect();
        if free.is_empty() {
            break;
        }
        for room in &free {
            graph.remove(room);
        }
        let left: BTreeSet<String> = graph.keys().cloned().collect();
        graph.values_mut().for_each(|to| to.retain(|room| left.contains(room)));
    }
    graph.iter().map(|(room, to)| format!("`{room}` is in or above a circle through {to:?}")).collect()
}

/// Complains of each of `words` in files that `allowed` does not name.
fn forbid(
    sources: &[Source],
    list: &[&str],
    texts: bool,
    why: &str,
    allowed: impl Fn(&Source) -> bool,
) -> Vec<String> {
    let mut complaints = Vec::new();
    for source in sources.iter().filter(|source| !allowed(source)) {
        let view = if texts { &source.code_and_text } else { &source.code };
        for word in list {
            for at in words(view, word) {
                complaints.push(format!("{}:{}: `{word}` – {why}", source.path, source.line(at)));
            }
        }
    }
    complaints
}

fn check_sql(sources: &[Source]) -> Vec<String> {
    let sql = [
        "SELECT ",
        "INSERT INTO",
        "INSERT OR",
        "DELETE FROM",
        "CREATE TABLE",
        "CREATE INDEX",
        "ALTER TABLE",
        "DROP TABLE",
        "PRAGMA ",
        "BEGIN IMMEDIATE",
        "ORDER BY",
    ];
    let outside = |source: &Source| source.room() == "store";
    let mut complaints = forbid(sources, &sql, true, "SQL stands in store/ alone", outside);
    complaints.extend(forbid(sources, &["rusqlite"], false, "only store/ knows the database", outside));
    complaints
}

fn check_keys(sources: &[Source]) -> Vec<String> {
    let keymap =
        |source: &Source| source.path == "console/keymap.rs" || source.path.starts_with("console/keymap/");
    forbid(sources, &["KeyCode"], false, "keys are named in console/keymap.rs alone", keymap)
}

fn check_pure(sources: &[Source]) -> Vec<String> {
    let impure = [
        "SystemTime",
        "Instant::now",
        "Utc::now",
        "Local::now",
        "std::fs",
        "fs::read",
        "fs::write",
        "File::open",
        "std::net::Tcp",
        "std::env",
        "env::var",
        "std::process",
        "std::thread",
        "rand::",
        "rand_chacha",
        "getrandom",
        "println!",
        "eprintln!",
        "print!",
        "eprint!",
        "dbg!",
        "tokio",
        "ratatui::",
        "crossterm",
    ];
    forbid(sources, &impure, false, "this room is pure", |source| !PURE.contains(&source.room()))
}

fn check_wrapping(sources: &[Source]) -> Vec<String> {
    forbid(
        sources,
        &[".wrap(Wrap", "widgets::Wrap"],
        false,
        "break lines with `Clean::wrap`: ratatui's panics on श्री",
        |source| source.room() != "console",
    )
}

fn check_panics(sources: &[Source]) -> Vec<String> {
    let panics = [
        ".unwrap()",
        ".expect(",
        ".unwrap_err()",
        "panic!",
        "todo!",
        "unimplemented!",
        "unreachable!",
        "unsafe",
    ];
    forbid(sources, &panics, false, "only tests may panic", |_| false)
}

fn check_institutions(sources: &[Source]) -> Vec<String> {
    let names = ["binance", "Binance", "BINANCE", "okx", "Okx", "OKX"];
    forbid(sources, &names, true, "an institution stands in its playbook, not in code", |source| {
        source.room() == "demo"
    })
}

fn check_printing(sources: &[Source]) -> Vec<String> {
    let printing = ["println!", "eprintln!", "print!", "eprint!", "dbg!"];
    forbid(
        sources,
        &printing,
        false,
        "only the command line writes to the terminal, through its `out`",
        |_| false,
    )
}

/// Fails with all complaints, one a line.
fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

/// Whether `check` complains of `text` as the file at `path`.
fn complains(check: impl Fn(&[Source]) -> Vec<String>, path: &str, text: &str) -> bool {
    !check(&[Source::new(path, text)]).is_empty()
}

#[test]
fn rooms_import_only_rooms_below_them() {
    none(&check_imports(all()));
}

#[test]
fn an_upward_or_sideways_import_is_seen() {
    for (path, text) in [
        ("case/mod.rs", "use crate::store::Page;"),
        ("case/mod.rs", "use crate::{playbook::Kind, desk};"),
        ("case/mod.rs", "use super::desk::Desk;"),
        ("case/decide/guard.rs", "use super::super::super::store::{Page};"),
        ("store/mod.rs", "fn f() { crate::evidence::Vault::new() }"),
        ("cli/mod.rs", "use crate::console;"),
        ("cli.rs", "use crate::main;"),
        ("attic/mod.rs", ""),
    ] {
        assert!(complains(check_imports, path, text), "{path}: {text}");
    }
    for (path, text) in [
        ("case/mod.rs", "use crate::{playbook::{Kind, store}, text};"),
        ("case/mod.rs", "// use crate::store;\n#[cfg(test)]\nmod tests { use crate::store; }"),
        ("case/decide/guard.rs", "use super::super::store;"),
        ("main.rs", "use docket::console;"),
    ] {
        assert!(!complains(check_imports, path, text), "{path}: {text}");
    }
}

#[test]
fn no_rooms_import_each_other_in_a_circle() {
    none(&check_circles(all()));
    let there = Source::new("score/mod.rs", "use crate::identity::Agreement;");
    let back = Source::new("identity/mod.rs", "use crate::score::Band;");
    assert!(!check_circles(&[there, back]).is_empty());
}

#[test]
fn sql_stands_in_the_store_alone() {
    none(&check_sql(all()));
    assert!(complains(check_sql, "desk/x.rs", "let q = \"SELECT 1\";"));
    assert!(complains(check_sql, "desk/x.rs", "use rusqlite::Connection;"));
    assert!(!complains(check_sql, "store/x.rs", "let q = \"SELECT 1\";"));
}

#[test]
fn keys_are_named_in_the_keymap_alone() {
    none(&check_keys(all()));
    assert!(complains(check_keys, "console/update.rs", "KeyCode::Enter => {}"));
    assert!(!complains(check_keys, "console/keymap.rs", "KeyCode::Enter => {}"));
}

#[test]
fn deciding_has_no_clock_no_randomness_and_no_files() {
    none(&check_pure(all()));
    for text in
        ["Utc::now()", "use std::time::SystemTime;", "std::fs::read(p)", "rand::rng()", "println!(\"x\")"]
    {
        assert!(complains(check_pure, "case/x.rs", text), "{text}");
    }
    assert!(!complains(check_pure, "desk/x.rs", "Utc::now()"));
}

#[test]
fn the_console_breaks_lines_by_graphemes() {
    none(&check_wrapping(all()));
    assert!(complains(check_wrapping, "console/view.rs", "p.wrap(Wrap { trim: false })"));
}

#[test]
fn only_tests_panic() {
    none(&check_panics(all()));
    for text in ["x.unwrap()", "x.expect(\"y\")", "panic!()", "todo!()", "unsafe {}"] {
        assert!(complains(check_panics, "desk/x.rs", text), "{text}");
    }
    assert!(!complains(
        check_panics,
        "desk/x.rs",
        "x.unwrap_or(1); // panic!\n#[cfg(all(test, unix))]\nmod t { fn f() { x.unwrap() } }"
    ));
}

#[test]
fn institutions_stand_in_playbooks_alone() {
    none(&check_institutions(all()));
    assert!(complains(check_institutions, "case/x.rs", "if id == \"okx\" {}"));
    assert!(!complains(check_institutions, "demo/x.rs", "(\"okx\", 3)"));
}

#[test]
fn nothing_prints_past_the_writers() {
    none(&check_printing(all()));
    assert!(complains(check_printing, "intake/x.rs", "println!(\"{name}\")"));
}
