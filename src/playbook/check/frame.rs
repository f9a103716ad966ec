//! The page that letters stand in as HTML: it holds the letter once and loads nothing.

use super::{Check, Path, letters::MOST_BYTES};
use crate::playbook::fault::did_you_mean;
use crate::playbook::letter::placed;
use crate::playbook::letter_frame::{NAMES, Page, loads_something, named};
use crate::playbook::{Frame, Playbook, PlaybookSource, is_letter_file};

pub(super) fn check(check: &mut Check<'_>, playbook: &Playbook, source: &PlaybookSource) {
    let Some(frame) = &playbook.letter_html else { return };
    let path = Path::of("letter_html");
    let Some((at, text)) = text(check, &path, frame, source) else { return };
    if text.len() > MOST_BYTES {
        let what = format!("the page is longer than {} KiB", MOST_BYTES / 1024);
        return check.fault(&at, what, "Shorten it.");
    }
    if text.contains("{%") {
        return check.fault(&at, "a page only prints, it asks and lists nothing", "Leave `{% … %}` out.");
    }
    let names = match named(text) {
        Ok(names) => names,
        Err(what) => return check.fault(&at, what, "Mend the template."),
    };
    for name in names.iter().filter(|name| !NAMES.contains(&name.as_str())) {
        let what = format!("a page cannot name `{}`", name.escape_debug());
        check.fault(&at, what, did_you_mean(name, NAMES));
    }
    if placed(text, "body") != 1 {
        check.fault(&at, "the letter does not stand in the page once", "Place `{{ body }}` once.");
    }
    if let Some(what) = loads_something(text) {
        check.fault(&at, what, "A page is text and its look, and fetches nothing from anywhere.");
    }
    let written = Page::compile(text).and_then(|page| page.write("Institution", "en", ("Subject", "Text")));
    if let Err(error) = written
        && names.iter().all(|name| NAMES.contains(&name.as_str()))
    {
        check.fault(&at, error.what, "Mend the template.");
    }
}

/// The one text of the page, and where it comes from.
fn text<'f>(
    check: &mut Check<'_>,
    path: &Path,
    frame: &'f Frame,
    source: &PlaybookSource,
) -> Option<(Path, &'f str)> {
    let own = check.tree.node(&check.repairs.original(&path.key("body"))).is_some();
    let fault = match &frame.file {
        Some(_) if own => (
            path.key("body"),
            "the page has both a body and a file".to_owned(),
            "Leave one of them out.".to_owned(),
        ),
        None if !own => (
            path.clone(),
            "the page has no text".to_owned(),
            "Add `body`, or `file` with a file of the letters folder.".to_owned(),
        ),
        Some(file) if !is_letter_file(file) => {
            let what = format!("{file:?} does not stay in the letters folder");
            let remedy = "Write a path of a-z, 0-9, `_`, `-` and `.` inside it: `house/frame.html`.";
            (path.key("file"), what, remedy.to_owned())
        }
        Some(file) if !source.letters.contains_key(file) => {
            let remedy = did_you_mean(file, source.letters.keys().map(String::as_str));
            (path.key("file"), format!("there is no file {file:?} among the letters"), remedy)
        }
        _ => return Some((path.key(if own { "body" } else { "file" }), frame.body.as_deref()?)),
    };
    check.fault(&fault.0, fault.1, fault.2);
    None
}
