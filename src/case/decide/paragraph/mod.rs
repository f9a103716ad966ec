//! The one part of a letter that a reviewer writes, and what of it may not go out.
//!
//! Everything else in a letter was written before the case and read by somebody with time. A free paragraph is written in a
//! hurry, to somebody who may be an impostor, so a machine reads it first. It refuses what it can recognise:
//!
//! | what | rule | how it is recognised |
//! |---|---|---|
//! | a datum of the record, or of what was recalled | N1, an e-mail address C7 | compared in normal forms, spaced and spelt digits too (`data`) |
//! | addresses, links, messengers, numbers to call | C14, R17 | by their form and by names (`words`) |
//! | asking for a password or a code | C14 | words for giving and words for secrets in one sentence (`words`) |
//! | an address to pay to | R17 | by its form (`words`) |
//! | what matched or failed | N1 | what is compared and a word for the outcome in one sentence (`words`) |
//! | hidden and reordering characters, great length | – | by character |
//!
//! It is a net for slips and for bad habits, not a wall: words can be chosen that no list knows. What was written stands in
//! the letter that is kept, under the name of whoever wrote it.

mod data;
mod digits;
mod lists;
mod words;

use super::super::{Refusal, RefusalKind};
use super::draft::Draft;
use crate::text::{RuleId, is_hidden};

/// The longest paragraph, in characters.
const LONGEST: usize = 1_000;

/// Something in a paragraph that may not go out.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fault {
    /// The rules behind it; the first that the playbook carries out is named.
    rules: &'static [&'static str],
    what: String,
    remedy: &'static str,
}

/// The paragraph as it goes into letters: trimmed, at most one empty line between its parts. None where nothing was written.
///
/// # Errors
/// What of it may not go out, by its rule. No datum is repeated there.
pub(super) fn fit(draft: &Draft<'_>, text: &str) -> Result<Option<String>, Refusal> {
    let text = tidy(text);
    if text.is_empty() {
        return Ok(None);
    }
    let fault = form(&text).or_else(|| words::fault(&text, draft.kind)).or_else(|| data::fault(&text, draft));
    match fault {
        None => Ok(Some(text)),
        Some(fault) => Err(Refusal {
            kind: RefusalKind::Paragraph,
            rule: rule(draft, fault.rules),
            what: fault.what,
            remedy: fault.remedy.to_owned(),
        }),
    }
}

/// The refusal of a paragraph for which no letter has a place.
pub(super) fn no_place(action: &str) -> Refusal {
    Refusal::plain(
        RefusalKind::Paragraph,
        format!("no letter of “{action}” has a place for a paragraph"),
        "Leave it out, or write a note, which stays inside.",
    )
}

fn rule(draft: &Draft<'_>, rules: &[&str]) -> Option<RuleId> {
    let mut ids = rules.iter().filter_map(|rule| RuleId::new(rule).ok());
    let first = ids.clone().next();
    ids.find(|rule| draft.playbook.rules.contains_key(rule)).or(first)
}

/// Without spaces at the ends of lines, and with one empty line where there are several.
fn tidy(text: &str) -> String {
    let mut out = String::new();
    let mut empty = 0;
    for line in text.replace("\r\n", "\n").trim().split('\n').map(str::trim_end) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn form(text: &str) -> Option<Fault> {
    if let Some(c) = text.chars().find(|c| *c != '\n' && is_hidden(*c)) {
        let what = format!("the paragraph holds U+{:04X}, which hides or reorders text", u32::from(c));
        return Some(Fault { rules: &[], what, remedy: "Write it anew without that character." });
    }
    let length = text.chars().count();
    (length > LONGEST).then(|| Fault {
        rules: &[],
        what: format!("the paragraph has {length} characters, and {LONGEST} are the most"),
        remedy: "Shorten it.",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_is_tidied() {
        assert_eq!(tidy("  a  \r\nb\n\n\n\nc \n\n"), "a\nb\n\nc");
        assert_eq!(tidy(" \n "), "");
    }

    #[test]
    fn hidden_and_reordering_characters_do_not_go_out() {
        for bad in ["a\u{202e}b", "a\u{200b}b", "a\u{1b}[31mb", "a\u{7}", "a\tb", "a\u{feff}b"] {
            assert!(form(bad).unwrap().what.contains("hides or reorders"), "{bad:?}");
        }
        assert_eq!(form("one\ntwo, 中文。"), None);
        assert_eq!(form(&"字".repeat(1_000)), None);
        assert!(form(&"字".repeat(1_001)).unwrap().what.contains("1001 characters"));
    }
}
