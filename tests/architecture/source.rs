//! Reading Rust source well enough to judge it: comments and texts told apart from code, test code left out.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

/// One file of `src/`, without its test code and comments.
pub struct Source {
    /// Path from `src/`, parts joined by `/`.
    pub path: String,
    /// Its code; comments and the insides of literals are blanks.
    pub code: String,
    /// The same with the insides of string literals kept.
    pub code_and_text: String,
}

impl Source {
    /// Takes `text` as the file at `path`.
    pub fn new(path: &str, text: &str) -> Self {
        let (code, code_and_text) = lex(text);
        let test_code = test_items(&code);
        Self {
            path: path.to_owned(),
            code: blank(&code, &test_code),
            code_and_text: blank(&code_and_text, &test_code),
        }
    }

    /// The room that the file belongs to: the folder or file right below `src/`.
    pub fn room(&self) -> &str {
        let head = self.path.split('/').next().unwrap_or_default();
        head.strip_suffix(".rs").unwrap_or(head)
    }

    /// How many `super::` lead from this file's module to the root of the crate.
    pub fn depth(&self) -> usize {
        let parts: Vec<_> = self.path.split('/').collect();
        let own =
            usize::from(parts.last().is_some_and(|file| !["mod.rs", "lib.rs", "main.rs"].contains(file)));
        parts.len() - 1 + own
    }

    /// The line, from 1, of a byte offset.
    pub fn line(&self, offset: usize) -> usize {
        self.code[..offset].matches('\n').count() + 1
    }
}

/// Every source file, but for those that only test code includes.
pub fn all() -> &'static [Source] {
    static ALL: OnceLock<Vec<Source>> = OnceLock::new();
    ALL.get_or_init(read_all)
}

fn read_all() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, "", &mut files);
    files.sort();
    let test_only: Vec<String> = files.iter().flat_map(|(path, text)| test_modules(path, text)).collect();
    files.retain(|(path, _)| {
        !test_only
            .iter()
            .any(|module| *path == format!("{module}.rs") || path.starts_with(&format!("{module}/")))
    });
    files.iter().map(|(path, text)| Source::new(path, text)).collect()
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{prefix}{name}/"), files);
        } else if name.ends_with(".rs") {
            files.push((format!("{prefix}{name}"), fs::read_to_string(entry.path()).unwrap()));
        }
    }
}

/// The modules that `text` declares as `#[cfg(test)] mod name;`, as paths from `src/` without an ending.
fn test_modules(path: &str, text: &str) -> Vec<String> {
    let folder = match path.rsplit_once('/') {
        Some((folder, "mod.rs")) => format!("{folder}/"),
        _ if matches!(path, "lib.rs" | "main.rs") => String::new(),
        _ => format!("{}/", path.trim_end_matches(".rs")),
    };
    let (code, _) = lex(text);
    let items = test_items(&code);
    let names = items.iter().filter_map(|&(from, to)| {
        // Whatever stands before `mod`: another attribute, `pub`, `pub(crate)`.
        let (_, name) = code[from..to].strip_suffix(';')?.rsplit_once("mod ")?;
        Some(name.trim())
    });
    names.map(|name| format!("{folder}{name}")).collect()
}

/// How an attribute begins that leaves an item to tests.
const FOR_TESTS: [&str; 2] = ["#[cfg(test)]", "#[cfg(all(test,"];

/// Byte ranges of the items that only tests have, attribute included.
fn test_items(code: &str) -> Vec<(usize, usize)> {
    let mut ranges = Vec::new();
    let mut from = 0;
    while let Some(found) = FOR_TESTS.iter().filter_map(|attribute| code[from..].find(attribute)).min() {
        let start = from + found;
        let mut depth = 0_usize;
        let mut end = code.len();
        for (at, c) in code[start..].char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 && matches!(c, ';' | '}') {
                end = start + at + 1;
                break;
            }
        }
        ranges.push((start, end));
        from = end;
    }
    ranges
}

/// `text` with the ranges blanked, line breaks kept.
fn blank(text: &str, ranges: &[(usize, usize)]) -> String {
    let hidden = |at: usize| ranges.iter().any(|&(from, to)| (from..to).contains(&at));
    text.char_indices().map(|(at, c)| if c != '\n' && hidden(at) { ' ' } else { c }).collect()
}

/// `text` twice, of the same length: code alone, and code with the insides of string literals. Both are ASCII, whatever
/// else stands in the text becoming `?`, so that offsets mean the same in both.
fn lex(text: &str) -> (String, String) {
    let text: String = text.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect();
    let bytes = text.as_bytes();
    let mut code = text.clone().into_bytes();
    let mut code_and_text = code.clone();
    let hide = |view: &mut Vec<u8>, from: usize, to: usize| {
        let to = to.min(view.len());
        view[from..to].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
    };
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text[at..];
        let word_before = at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_');
        if rest.starts_with("//") {
            let end = at + rest.find('\n').unwrap_or(rest.len());
            hide(&mut code, at, end);
            hide(&mut code_and_text, at, end);
            at = end;
        } else if rest.starts_with("/*") {
            let end = at + rest.find("*/").map_or(rest.len(), |end| end + 2);
            hide(&mut code, at, end);
            hide(&mut code_and_text, at, end);
            at = end;
        } else if let Some((open, close)) = (!word_before).then(|| raw_string(rest)).flatten() {
            hide(&mut code, at + open, at + close);
            at += close;
        } else if rest.starts_with('"') {
            let end = at + quoted(rest, b'"');
            hide(&mut code, at + 1, end - 1);
            at = end;
        } else if let Some(length) = character(rest) {
            hide(&mut code, at + 1, at + length - 1);
            hide(&mut code_and_text, at + 1, at + length - 1);
            at += length;
        } else {
            at += 1;
        }
    }
    (String::from_utf8(code).unwrap(), String::from_utf8(code_and_text).unwrap())
}

/// Where the inside of a raw string begins, and where the literal ends, if `rest` begins with one.
fn raw_string(rest: &str) -> Option<(usize, usize)> {
    let after = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'))?;
    let prefix = rest.len() - after.len();
    let hashes = after.bytes().take_while(|byte| *byte == b'#').count();
    after[hashes..].starts_with('"').then(|| {
        let open = prefix + hashes + 1;
        let close = format!("\"{}", "#".repeat(hashes));
        (open, rest[open..].find(&close).map_or(rest.len(), |end| open + end + close.len()))
    })
}

/// The length of a quoted literal at the start of `rest`.
fn quoted(rest: &str, quote: u8) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 1;
    while at < bytes.len() && bytes[at] != quote {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(bytes.len())
}

/// The length of a character literal at the start of `rest`; none where it is a lifetime or something else.
fn character(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    match (bytes.first()?, bytes.get(1)?, bytes.get(2)) {
        (b'\'', b'\\', _) => Some(quoted(rest, b'\'')),
        (b'\'', _, Some(b'\'')) => Some(3),
        _ => None,
    }
}

#[test]
fn comments_texts_and_tests_are_no_code() {
    let text = "let a = \"b // {\\\" c\"; // d\nlet e = r#\"f\"g\"#; /* h */ let i: &'j str = '\\'';\n\
                #[cfg(test)]\nmod tests { fn k() {} }\nlet l;";
    let source = Source::new("x/y.rs", text);
    for gone in ["b //", "d", "f", "h", "tests", "fn k"] {
        assert!(!source.code.contains(gone), "{gone}: {}", source.code);
    }
    assert!(source.code.contains("&'j str") && source.code.contains("let l;"), "{}", source.code);
    assert!(source.code_and_text.contains("b //") && source.code_and_text.contains("f\"g"));
    assert!(!source.code_and_text.contains("// d"));
}

#[test]
fn a_module_declared_for_tests_is_found() {
    let text = "mod a;\n#[cfg(test)]\nmod b;\nmod c;\n#[cfg(test)]\npub(crate) mod d;";
    assert_eq!(test_modules("room/mod.rs", text), ["room/b", "room/d"]);
    assert_eq!(test_modules("room/x.rs", text), ["room/x/b", "room/x/d"]);
    assert!(all().iter().all(|source| source.path != "text/samples.rs"));
}
