//! Digits in a text, however they are written: in figures, in words, in Chinese, one by one.

/// Rows of digits, with at most three signs between two of them; letters end a row, words and characters for digits are
/// digits.
pub(super) fn rows(text: &str) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = vec![Vec::new()];
    let mut between = 0;
    let mut push = |digits: &str, between: usize| {
        let Some(row) = rows.last_mut() else { return };
        match row.last_mut() {
            Some(piece) if between == 0 => piece.push_str(digits),
            _ => row.push(digits.to_owned()),
        }
        if digits.is_empty() {
            rows.push(Vec::new());
        }
    };
    for token in tokens(text) {
        match token {
            Token::Digits(digits) => {
                push(&digits, between);
                between = 0;
            }
            Token::Sign if between < 3 => between += 1,
            Token::Sign | Token::Word => {
                push("", 1);
                between = 1;
            }
        }
    }
    rows.iter_mut().for_each(|row| row.retain(|piece| !piece.is_empty()));
    rows.retain(|row| !row.is_empty());
    rows
}

enum Token {
    Digits(String),
    /// Something between letters and digits.
    Sign,
    /// A word that is no digit.
    Word,
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if let Some(digit) = digit(c) {
            tokens.push(Token::Digits(digit.to_string()));
        } else if c.is_alphabetic() {
            let mut word = String::from(c);
            while let Some(next) = chars.next_if(|next| next.is_alphabetic() && digit(*next).is_none()) {
                word.push(next);
            }
            tokens.push(match spelt(&word) {
                Some(digit) => Token::Digits(digit.to_string()),
                None => Token::Word,
            });
        } else {
            tokens.push(Token::Sign);
        }
    }
    tokens
}

/// The digit that a character stands for, in figures or in Chinese.
fn digit(c: char) -> Option<char> {
    const CHINESE: [&str; 10] =
        ["零〇", "一壹", "二贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"];
    if let Some(value) = c.to_digit(10) {
        return char::from_digit(value, 10);
    }
    let value = CHINESE.iter().position(|forms| forms.contains(c))?;
    char::from_digit(u32::try_from(value).ok()?, 10)
}

fn spelt(word: &str) -> Option<char> {
    const WORDS: [&str; 10] =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let value = WORDS.iter().position(|digit| *digit == word)?;
    char::from_digit(u32::try_from(value).ok()?, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_end_at_words_and_at_more_than_three_signs() {
        for (text, expected) in [
            ("card 4821, or 48-21", vec![vec!["4821"], vec!["48", "21"]]),
            ("one two – 3", vec![vec!["1", "2", "3"]]),
            ("1 ---- 2", vec![vec!["1"], vec!["2"]]),
            ("二〇二一年3月", vec![vec!["2021"], vec!["3"]]),
            ("no digit at all", vec![]),
        ] {
            assert_eq!(rows(text), expected, "{text}");
        }
    }
}
