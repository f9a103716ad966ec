//! `KEY=VALUE` words behind a verb or an action.

use crate::cli::CliError;
use std::fmt::Display;
use std::str::FromStr;

/// What is still to be read, in the order it was typed.
#[derive(Debug)]
pub struct Words(Vec<(String, String)>);

impl Words {
    /// Takes what was typed.
    ///
    /// # Errors
    /// The first word without `=`.
    pub fn new(words: &[String]) -> Result<Self, CliError> {
        let pair = |word: &String| {
            let (key, value) = word.split_once('=').filter(|(key, _)| !key.is_empty()).ok_or_else(|| {
                CliError::usage(
                    format!("{word:?} is no KEY=VALUE"),
                    "Write it like reason=inconsistent or text='a note'.",
                )
            })?;
            Ok((key.to_owned(), value.to_owned()))
        };
        words.iter().map(pair).collect::<Result<_, _>>().map(Self)
    }

    /// Every value of `key`.
    pub fn all(&mut self, key: &str) -> Vec<String> {
        let (found, rest) = std::mem::take(&mut self.0).into_iter().partition(|(name, _)| name == key);
        self.0 = rest;
        let found: Vec<(String, String)> = found;
        found.into_iter().map(|(_, value)| value).collect()
    }

    /// The value of `key`, where it was given.
    ///
    /// # Errors
    /// Where it was given twice.
    pub fn maybe(&mut self, key: &str) -> Result<Option<String>, CliError> {
        let mut values = self.all(key);
        if values.len() > 1 {
            return Err(CliError::usage(format!("{key}= is given {} times", values.len()), "Give it once."));
        }
        Ok(values.pop())
    }

    /// The value of `key`.
    ///
    /// # Errors
    /// Where it was not given, or twice.
    pub fn need(&mut self, key: &str) -> Result<String, CliError> {
        self.maybe(key)?.ok_or_else(|| CliError::usage(format!("{key}= is missing"), format!("Add {key}=….")))
    }

    /// The value of `key` as a name.
    ///
    /// # Errors
    /// Where it was not given, or is no such name.
    pub fn named<T>(&mut self, key: &str) -> Result<T, CliError>
    where
        T: FromStr,
        T::Err: Display,
    {
        let text = self.need(key)?;
        text.parse()
            .map_err(|error: T::Err| CliError::usage(error.to_string(), "`docket case ID` lists the names."))
    }

    /// Whether all was read.
    ///
    /// # Errors
    /// The first word that `what` does not take; `takes` is what it does.
    pub fn none_left(self, what: &str, takes: &str) -> Result<(), CliError> {
        let Some((key, _)) = self.0.into_iter().next() else { return Ok(()) };
        let hint = if takes.is_empty() { "It takes none.".to_owned() } else { format!("It takes {takes}.") };
        Err(CliError::usage(format!("`{what}` takes no {key}="), hint))
    }
}
