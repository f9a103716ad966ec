//! A letter as a page of HTML: the recorded text, put into the institution's frame.
//!
//! What is recorded of a letter is its subject and its text. The page is worked out of them and of the frame in the playbook
//! that the case pins, so it is the same for ever, and nothing can stand in it that the text does not say. It loads nothing
//! from anywhere: no picture, no font, no link that tells who read it.

use super::letter::{LetterError, engine, reworded};
use crate::text::prose::{Block, Sort, blocks};
use minijinja::{AutoEscape, Environment, Value, context};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt::Write;

/// The page that an institution's letters stand in, as a playbook gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// Its template; loading fills it from `file` where that is given instead.
    #[serde(default)]
    pub body: Option<String>,
    /// A file that holds it, found as letters are.
    #[serde(default)]
    pub file: Option<String>,
}

/// What a frame may name: the letter's subject and body, the institution, and the language's tag.
pub(super) const NAMES: [&str; 4] = ["subject", "body", "institution", "language"];

/// Template name of the frame; no letter can be called so.
const FRAME: &str = "(frame)";

/// Elements that a frame may have: those that lay text out and load nothing.
const ELEMENTS: [&str; 26] = [
    "html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section", "div", "span",
    "p", "h1", "h2", "hr", "br", "ul", "ol", "li", "strong", "em", "table", "tbody", "tr", "td",
];

/// What no frame may hold, in lower case: whatever could fetch something, lead somewhere or run.
const FORBIDDEN: [&str; 11] = [
    "://",
    "url(",
    "@import",
    "@font-face",
    "src",
    "href",
    "javascript",
    "http-equiv",
    "expression(",
    "<!--[",
    "&#",
];

/// A frame, compiled.
#[derive(Debug, Clone)]
pub(super) struct Page {
    template: Environment<'static>,
}

impl Page {
    /// Compiles a frame.
    ///
    /// # Errors
    /// Where it does not parse.
    pub fn compile(frame: &str) -> Result<Self, LetterError> {
        let mut template = engine();
        template.set_auto_escape_callback(|_| AutoEscape::Html);
        let fault =
            |error: minijinja::Error| LetterError { letter: FRAME.to_owned(), what: reworded(&error) };
        template.add_template_owned(FRAME, frame.to_owned()).map_err(fault)?;
        Ok(Self { template })
    }

    /// The page of a letter.
    ///
    /// # Errors
    /// Where the frame names what there is not.
    pub fn write(
        &self,
        institution: &str,
        language: &str,
        (subject, text): (&str, &str),
    ) -> Result<String, LetterError> {
        let fault =
            |error: minijinja::Error| LetterError { letter: FRAME.to_owned(), what: reworded(&error) };
        let body = Value::from_safe_string(html(text));
        let facts = context! { subject, body, institution, language };
        self.template.get_template(FRAME).and_then(|page| page.render(facts)).map_err(fault)
    }
}

/// What a frame names.
///
/// # Errors
/// Where it does not parse.
pub(super) fn named(frame: &str) -> Result<BTreeSet<String>, String> {
    let engine = engine();
    let template = engine.template_from_str(frame).map_err(|error| reworded(&error))?;
    Ok(template.undeclared_variables(false).into_iter().collect())
}

/// What makes a frame more than a page of text, in words; none where nothing does.
pub(super) fn loads_something(frame: &str) -> Option<String> {
    let lower = frame.to_ascii_lowercase();
    if let Some(found) = FORBIDDEN.iter().find(|part| lower.contains(*part)) {
        return Some(format!("`{found}` could fetch something or lead somewhere"));
    }
    if lower.split_whitespace().any(|word| word.starts_with("on") && word.contains('=')) {
        return Some("an attribute `on…=` could run something".to_owned());
    }
    let names = lower.split('<').skip(1).map(|rest| {
        let rest = rest.trim_start_matches('/');
        rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '!').next().unwrap_or_default().to_owned()
    });
    let known = |name: &String| name == "!doctype" || ELEMENTS.contains(&name.as_str());
    let mut others = names.filter(|name| !known(name));
    others.next().map(|name| format!("`<{}>` is no element of a page of text", name.escape_debug()))
}

/// A letter's text as HTML: paragraphs, lists, lines set apart, and a rule before the footer. All of it is escaped.
pub(super) fn html(text: &str) -> String {
    let mut out = String::new();
    let mut list: Option<&'static str> = None;
    for Block { sort, text, .. } in blocks(text) {
        let tag = match &sort {
            Sort::Item(mark) if mark.starts_with(|c: char| c.is_ascii_digit()) => Some("ol"),
            Sort::Item(_) => Some("ul"),
            _ => None,
        };
        if list != tag {
            close(&mut out, list);
            if let Some(tag) = tag {
                out.push_str(&format!("<{tag}>\n"));
            }
            list = tag;
        }
        let text = escaped(&text);
        // Writing to a string cannot fail.
        let _ = match sort {
            Sort::Paragraph => writeln!(out, "<p>{text}</p>"),
            Sort::Item(_) => writeln!(out, "<li>{text}</li>"),
            Sort::Set => writeln!(out, "<p class=\"set\">{text}</p>"),
            Sort::Rule => writeln!(out, "<hr>"),
        };
    }
    close(&mut out, list);
    out
}

fn close(out: &mut String, list: Option<&str>) {
    if let Some(tag) = list {
        let _ = writeln!(out, "</{tag}>");
    }
}

/// Text as it may stand in an element or an attribute.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FRAME: &str = "<!doctype html><html lang=\"{{ language }}\"><head><title>{{ subject }}</title></head>\
        <body><h1>{{ institution }}</h1>{{ body }}</body></html>";

    #[test]
    fn paragraphs_and_lists_of_the_text_become_those_of_the_page() {
        let text =
            "Please\nsend:\n\n- one\n  thing\n- another\n\n    seven rivers\n\n1. First\n\n--\nHouse\n";
        assert_eq!(
            html(text),
            "<p>Please send:</p>\n<ul>\n<li>one thing</li>\n<li>another</li>\n</ul>\n\
             <p class=\"set\">seven rivers</p>\n<ol>\n<li>First</li>\n</ol>\n<hr>\n<p>House</p>\n"
        );
    }

    #[test]
    fn all_that_a_letter_says_is_escaped() {
        let page = Page::compile(FRAME).unwrap();
        let written =
            page.write("House & Sons", "zh", ("<b>", "<script>alert('x')</script> & \"more\"")).unwrap();
        assert!(
            written.contains("<html lang=\"zh\">") && written.contains("<title>&lt;b&gt;</title>"),
            "{written}"
        );
        assert!(written.contains("House &amp; Sons"), "{written}");
        assert!(written.contains("<p>&lt;script&gt;alert(&#39;x&#39;)"), "{written}");
        assert_eq!(written.matches("<script").count(), 0);
    }

    #[test]
    fn a_frame_loads_nothing() {
        assert_eq!(loads_something(FRAME), None);
        for (bad, why) in [
            ("<img alt=x>", "<img>"),
            ("<p style=\"background:url(x)\">", "url("),
            ("<a href=x>", "href"),
            ("<script>", "<script>"),
            ("<body onload=\"x()\">", "on…="),
            ("<p>see https://example.com</p>", "://"),
            ("<iframe>", "<iframe>"),
            ("<style>@import 'x';</style>", "@import"),
        ] {
            assert!(loads_something(bad).unwrap().contains(why), "{bad}: {:?}", loads_something(bad));
        }
    }

    proptest! {
        #[test]
        fn whatever_a_letter_says_no_element_of_its_own_comes_of_it(text in "[<>&a-z\"'/ =\n\\-]{0,80}") {
            let known = ["p", "ul", "li", "ol", "hr"];
            for tag in html(&text).split('<').skip(1) {
                let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap();
                prop_assert!(known.contains(&name), "{}", tag);
            }
        }
    }
}
