//! Asking before something that cannot be undone: what is about to happen is told, and a word must be typed.

use super::{CliError, Out};
use std::io::{self, BufRead, IsTerminal};

/// Tells `warning` on standard error and asks for `word`. Where `yes` was given nobody is asked.
///
/// # Errors
/// Where another word is typed, or nobody can be asked.
pub fn confirm(yes: bool, warning: &str, word: &str) -> Result<(), CliError> {
    if yes {
        return Ok(());
    }
    let mut told = Out::new(Box::new(io::stderr()), false);
    told.line(warning)?;
    if !io::stdin().is_terminal() {
        told.flush()?;
        return Err(CliError::usage(
            "nobody can be asked whether this is meant: standard input is no terminal",
            "Give --yes where it is.",
        ));
    }
    told.line(format!("It cannot be undone. Type {word} to go on:"))?;
    told.flush()?;
    typed(&mut io::stdin().lock(), word)
}

fn typed(input: &mut impl BufRead, word: &str) -> Result<(), CliError> {
    let mut line = String::new();
    input
        .read_line(&mut line)
        .map_err(|source| CliError::io("standard input", source, "Give --yes instead."))?;
    if line.trim().eq_ignore_ascii_case(word) {
        return Ok(());
    }
    Err(CliError::usage(
        format!("{word} was not typed: nothing was done"),
        format!("Type {word}, or give --yes."),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_word_itself_goes_on() {
        for (input, goes_on) in [
            ("RC-000812\n", true),
            (" rc-000812 ", true),
            ("y\n", false),
            ("RC-000813\n", false),
            ("", false),
        ] {
            assert_eq!(typed(&mut input.as_bytes(), "RC-000812").is_ok(), goes_on, "{input:?}");
        }
        confirm(true, "", "RC-000812").unwrap();
    }
}
