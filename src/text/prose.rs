//! Plain text as what it means to a reader: paragraphs, lists, lines that stand apart.
//!
//! Letters are plain text with lines of a fixed length. Where they are shown in another width (a dialog, a page of HTML), those
//! breaks are not the reader's: lines of one paragraph are joined, and broken anew for the width at hand.

/// What a block of text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sort {
    /// A paragraph.
    Paragraph,
    /// An item of a list, with the mark before it: `-`, `1.`.
    Item(String),
    /// A line of its own, set in from the left: words to be copied or read aloud.
    Set,
    /// The line before what stands at the end of every letter: `--`.
    Rule,
}

/// A piece of text that is broken into lines as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub sort: Sort,
    /// Its text, without breaks; empty for a rule.
    pub text: String,
    /// Whether an empty line stands before it.
    pub apart: bool,
}

/// Reads `text` into blocks. An item goes on in lines that are indented; a line indented by four columns stands for itself.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let (mut open, mut apart) = (false, false);
    for line in text.lines() {
        let words = line.trim();
        if words.is_empty() {
            (open, apart) = (false, !blocks.is_empty());
            continue;
        }
        let last = blocks.last_mut().filter(|_| open);
        let indented = line.starts_with([' ', '\t', '\u{3000}']);
        let (sort, words) = match (sort_of(line), last) {
            (Sort::Paragraph, Some(block)) if goes_on(&block.sort, indented) => {
                block.text = joined(&block.text, words);
                continue;
            }
            (Sort::Set, Some(block)) if matches!(block.sort, Sort::Item(_)) => {
                block.text = joined(&block.text, words);
                continue;
            }
            (Sort::Item(mark), _) => {
                let rest = words.strip_prefix(&mark).unwrap_or(words).trim_start();
                (Sort::Item(mark), rest)
            }
            (Sort::Rule, _) => (Sort::Rule, ""),
            (sort, _) => (sort, words),
        };
        open = matches!(sort, Sort::Paragraph | Sort::Item(_));
        blocks.push(Block { sort, text: words.to_owned(), apart });
        apart = false;
    }
    blocks
}

/// Whether a further line belongs to a block: to a paragraph always, to an item where it is indented as the item is.
fn goes_on(sort: &Sort, indented: bool) -> bool {
    match sort {
        Sort::Paragraph => true,
        Sort::Item(_) => indented,
        Sort::Set | Sort::Rule => false,
    }
}

fn sort_of(line: &str) -> Sort {
    let words = line.trim();
    if words == "--" {
        return Sort::Rule;
    }
    if let Some((mark, rest)) = words.split_once(' ')
        && !rest.trim().is_empty()
        && is_mark(mark)
    {
        return Sort::Item(mark.to_owned());
    }
    if line.starts_with("    ") || line.starts_with('\t') { Sort::Set } else { Sort::Paragraph }
}

fn is_mark(word: &str) -> bool {
    let number = |word: &str| {
        word.strip_suffix(['.', ')']).is_some_and(|number| {
            (1..=2).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
        })
    };
    matches!(word, "-" | "*" | "•" | "–") || number(word)
}

/// Two lines as one, with a space between them where their writing has spaces.
fn joined(first: &str, second: &str) -> String {
    let (last, next) = (first.chars().next_back(), second.chars().next());
    let close = match (last, next) {
        (Some(last), Some(next)) => {
            (is_unspaced(last) && is_unspaced(next)) || is_wide_sign(last) || is_wide_sign(next)
        }
        _ => true,
    };
    format!("{first}{}{second}", if close { "" } else { " " })
}

/// Whether `c` belongs to a writing without spaces between its words: Chinese characters, kana, and their signs.
pub(super) fn is_unspaced(c: char) -> bool {
    is_wide_sign(c)
        || matches!(u32::from(c), 0x2E80..=0x2FDF | 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xF900..=0xFAFF
            | 0x20000..=0x3FFFF)
}

/// Whether `c` is a sign that brings its own space: `，`, `。`, `（`.
fn is_wide_sign(c: char) -> bool {
    matches!(u32::from(c), 0x3000..=0x303F | 0xFF01..=0xFF0F | 0xFF1A..=0xFF20 | 0xFF3B..=0xFF40 | 0xFF5B..=0xFF65)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(text: &str) -> Vec<(String, String)> {
        let name = |block: &Block| match &block.sort {
            Sort::Paragraph => "p".to_owned(),
            Sort::Item(mark) => mark.clone(),
            Sort::Set => "set".to_owned(),
            Sort::Rule => "rule".to_owned(),
        };
        blocks(text)
            .iter()
            .map(|block| {
                (format!("{}{}", if block.apart { "|" } else { "" }, name(block)), block.text.clone())
            })
            .collect()
    }

    #[test]
    fn lines_of_one_paragraph_are_joined_and_lists_stay_lists() {
        let text = "One long\nparagraph.\n\nPlease\n- send it\n  soon;\n- or not.\nThen wait.\n\n    seven rivers\n\n1. First\n   of all.\n--\nFoot\n";
        let told = told(text);
        let told: Vec<_> = told.iter().map(|(sort, text)| (sort.as_str(), text.as_str())).collect();
        assert_eq!(
            told,
            [
                ("p", "One long paragraph."),
                ("|p", "Please"),
                ("-", "send it soon;"),
                ("-", "or not."),
                ("p", "Then wait."),
                ("|set", "seven rivers"),
                ("|1.", "First of all."),
                ("rule", ""),
                ("p", "Foot"),
            ]
        );
    }

    #[test]
    fn chinese_lines_are_joined_without_a_space() {
        for (text, joined) in [
            ("我们已收到\n您的申请。", "我们已收到您的申请。"),
            ("请登录。\nAPP 内可见", "请登录。APP 内可见"),
            ("请打开 APP\n查看", "请打开 APP 查看"),
            ("one\ntwo", "one two"),
            ("안녕\n하세요", "안녕 하세요"),
        ] {
            assert_eq!(blocks(text)[0].text, joined);
        }
    }

    proptest! {
        #[test]
        fn nothing_but_spaces_and_marks_is_lost(text in "[a-z 漢。\\-\n]{0,80}") {
            let bare = |text: &str| text.replace([' ', '\n', '-'], "");
            let all: String = blocks(&text).iter().map(|block| bare(&block.text)).collect();
            prop_assert_eq!(all, bare(&text));
        }
    }
}
