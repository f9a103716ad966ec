//! What came of an attempt to deliver, and how systems answer an order.

use crate::case::OrderAnswer;
use serde::Deserialize;
use std::time::Duration;

/// The most of an answer that is read, in bytes.
pub const MOST_ANSWER: u64 = 64 * 1024;
/// The most of a reason that is kept, in characters.
const MOST_REASON: usize = 500;
/// The longest that a system may ask to be left alone.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// What came of one attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// A letter went out, or an order was handed over to be answered later.
    Sent,
    /// An order was carried out.
    Done,
    /// Whoever was to take it will not, now or later.
    Refused(String),
    /// It cannot be delivered as it is; nobody was asked.
    Misfit(String),
    /// Somebody was reached, and it is to be tried again. Whether it went out may be unknown.
    Later {
        /// Why.
        reason: String,
        /// How long to wait, where that was said.
        wait: Option<Duration>,
        /// Whether the system itself said that it will do the order later.
        said: bool,
    },
    /// Nobody was reached: that is no fault of the letter or order.
    Unreachable(String),
}

impl Verdict {
    /// To be tried again because of `reason`.
    pub fn later(reason: impl AsRef<str>) -> Self {
        Self::Later { reason: reason_of(reason.as_ref()), wait: None, said: false }
    }

    /// Refused because of `reason`.
    pub fn refused(reason: impl AsRef<str>) -> Self {
        Self::Refused(reason_of(reason.as_ref()))
    }
}

/// A reason in one line of bounded length.
pub fn reason_of(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(MOST_REASON).collect()
}

/// An answer as systems write it: `{"answer": "refused", "reason": "…", "retry_after": 60}`. Whatever else they say is theirs.
#[derive(Debug, Deserialize)]
struct Said {
    answer: String,
    #[serde(default)]
    reason: Option<String>,
    /// Seconds.
    #[serde(default)]
    retry_after: Option<f64>,
}

/// What a system says in `body`; none where it says nothing that docket understands as an answer.
pub fn read_answer(body: &str) -> Option<Verdict> {
    let said: Said = serde_json::from_str(body.trim()).ok()?;
    let reason = reason_of(said.reason.as_deref().unwrap_or_default());
    let answer = serde_json::from_value::<OrderAnswer>(said.answer.clone().into());
    Some(match answer {
        Ok(OrderAnswer::Done) => Verdict::Done,
        Ok(OrderAnswer::Refused) => Verdict::Refused(reason),
        Ok(OrderAnswer::Later) => {
            Verdict::Later { reason, wait: said.retry_after.and_then(seconds), said: true }
        }
        // It may mean either: a person must find out, and no order is repeated on a guess.
        Err(_) => Verdict::Misfit(format!(
            "it was answered {:?}, which docket does not know",
            reason_of(&said.answer)
        )),
    })
}

/// So many seconds, within reason.
pub fn seconds(seconds: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(seconds).ok().map(|wait| wait.min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_and_what_is_none_is_not_guessed_at() {
        assert_eq!(read_answer(r#"{"answer":"done"}"#), Some(Verdict::Done));
        let refused = read_answer(" {\"answer\":\"refused\",\"reason\":\"no such\\n account\",\"code\":7}\n");
        assert_eq!(refused, Some(Verdict::Refused("no such account".into())));
        let Some(Verdict::Later { wait, said, .. }) = read_answer(r#"{"answer":"later","retry_after":1.5}"#)
        else {
            panic!("no later");
        };
        assert_eq!((wait, said), (Some(Duration::from_millis(1500)), true));
        assert!(matches!(read_answer(r#"{"answer":"maybe"}"#), Some(Verdict::Misfit(_))));
        for none in ["", "OK", "{}", "[1]", r#"{"status":"done"}"#] {
            assert_eq!(read_answer(none), None, "{none}");
        }
    }

    #[test]
    fn a_wait_is_neither_negative_nor_endless() {
        assert_eq!(seconds(-1.0), None);
        assert_eq!(seconds(f64::NAN), None);
        assert_eq!(seconds(1e300), None);
        assert_eq!(seconds(1e9), Some(LONGEST_WAIT));
    }
}
