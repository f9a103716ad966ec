//! Letters and orders on their way: what a case knows of those that it put into the outbox.
//!
//! Each is known by the case's version after the event that wrote it. Nothing here sends anything: what came of sending comes
//! back as an event, like everything that happens to a case.

use super::{AccountId, Case, Event, Stamp, Version};
use crate::playbook::{LetterId, OrderName};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Which letter or which order, by its name in the playbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostName {
    /// A letter.
    Letter(LetterId),
    /// An order.
    Order(OrderName),
}

impl fmt::Display for PostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Letter(letter) => write!(f, "letter {letter}"),
            Self::Order(order) => write!(f, "order {}", order.as_str()),
        }
    }
}

/// How far a letter or an order got. An attempt that is under way changes nothing: it waits until something came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PostState {
    /// It waits for delivery.
    #[default]
    Waiting,
    /// An order that the institution's system will not carry out.
    Refused,
    /// Not tried any more: a person must look at it.
    SetAside,
    /// A letter that went out; an order that was handed over and whose answer is still to come.
    Sent,
    /// An order that was carried out.
    Done,
}

impl PostState {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::Refused, Self::SetAside, Self::Sent, Self::Done];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Refused => "refused",
            Self::SetAside => "set aside",
            Self::Sent => "sent",
            Self::Done => "done",
        }
    }

    /// Whether a person must look at it, or it is lost.
    pub fn has_failed(self) -> bool {
        matches!(self, Self::Refused | Self::SetAside)
    }
}

/// What a system says to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderAnswer {
    /// It is carried out.
    Done,
    /// It will not be carried out.
    Refused,
    /// It is not carried out yet.
    Later,
}

impl OrderAnswer {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Later => "later",
        }
    }
}

/// What came of delivering a letter or an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// The letter went out, to so many addresses; as many phone numbers of its party were passed over. An order was handed
    /// over, and its answer comes later.
    Sent {
        /// Phone numbers, to which no letter goes.
        passed_over: u32,
    },
    /// The system answered the order.
    Answered(OrderAnswer),
    /// It cannot be delivered, or was tried often enough.
    SetAside,
}

/// One letter or order of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// Its name.
    pub name: PostName,
    /// The account that an order is about.
    pub account: Option<AccountId>,
    /// The version of the case at the decision that it belongs to: what was decided together belongs together.
    pub decision: Version,
    /// How far it got.
    pub state: PostState,
    /// Whether the system's last word was that it will do it later.
    pub later: bool,
}

impl Case {
    /// The orders that were refused or set aside, in the order in which they were given.
    pub fn failed_orders(&self) -> impl Iterator<Item = &Posted> {
        let is_order = |posted: &&Posted| matches!(posted.name, PostName::Order(_));
        self.posted.values().filter(|posted| posted.state.has_failed()).filter(is_order)
    }

    /// The letters that were set aside, in the order in which they were written.
    pub fn failed_letters(&self) -> impl Iterator<Item = &Posted> {
        let is_letter = |posted: &&Posted| matches!(posted.name, PostName::Letter(_));
        self.posted.values().filter(|posted| posted.state.has_failed()).filter(is_letter)
    }

    /// Puts a letter or an order, which the event that is being applied writes, among those on their way.
    pub(super) fn post(&mut self, name: PostName, account: Option<AccountId>) {
        let (decision, state) = (self.decision, PostState::Waiting);
        self.posted.insert(self.version, Posted { name, account, decision, state, later: false });
    }

    /// Applies what came of a letter or an order.
    pub(super) fn post_came(&mut self, stamp: &Stamp, event: &Event) {
        let Some((given, state)) = event.settles() else { return };
        let Some(posted) = self.posted.get_mut(&given) else { return };
        posted.later = state.is_none();
        let Some(state) = state else { return };
        posted.state = state;
        let is_order = matches!(posted.name, PostName::Order(_));
        if is_order && state.has_failed() {
            self.failed_since.get_or_insert(stamp.at);
        } else if self.failed_orders().next().is_none() {
            self.failed_since = None;
        }
    }
}

impl Event {
    /// The letter or order that the event is about, and the state that it brings it to; no state where it stays as it is.
    pub fn settles(&self) -> Option<(Version, Option<PostState>)> {
        let (given, state) = match self {
            Self::LetterSent { given, .. } | Self::OrderSent { given, .. } => (given, Some(PostState::Sent)),
            Self::LetterSetAside { given, .. } | Self::OrderSetAside { given, .. } => {
                (given, Some(PostState::SetAside))
            }
            Self::OrderAnswered { given, answer, .. } => match answer {
                OrderAnswer::Done => (given, Some(PostState::Done)),
                OrderAnswer::Refused => (given, Some(PostState::Refused)),
                OrderAnswer::Later => (given, None),
            },
            Self::PutBack { given, .. } => (given, Some(PostState::Waiting)),
            _ => return None,
        };
        Some((*given, state))
    }

    /// Whether it only tells that what was decided is on its way: whoever decides need not have seen it.
    pub fn is_delivery_news(&self) -> bool {
        self.settles().is_some_and(|(_, state)| state.is_none_or(|state| !state.has_failed()))
    }
}

/// The name by which a letter or an order is known outside: as Message-ID, as file name, as idempotency key. It stays the same
/// however often delivery is tried.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PostId {
    /// The store that it was written in.
    pub store: String,
    /// Its number there: the row of the log that wrote it.
    pub number: i64,
}

impl fmt::Display for PostId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "docket.{}.{}", self.store, self.number)
    }
}

impl std::str::FromStr for PostId {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || "an order's id looks like docket.STORE.NUMBER, as it was sent with the order".to_owned();
        let (store, number) =
            text.strip_prefix("docket.").and_then(|rest| rest.rsplit_once('.')).ok_or_else(wrong)?;
        let is_store = (1..=64).contains(&store.len()) && store.bytes().all(|b| b.is_ascii_alphanumeric());
        let number: i64 = number.parse().map_err(|_| wrong())?;
        if is_store && number > 0 { Ok(Self { store: store.to_owned(), number }) } else { Err(wrong()) }
    }
}

impl Serialize for PostId {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PostId {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        <std::borrow::Cow<'de, str>>::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for PostId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "PostId".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^docket\\.[0-9a-zA-Z]{1,64}\\.[0-9]{1,19}$" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_is_written_and_nothing_else_is_one() {
        let id = PostId { store: "a1b2".to_owned(), number: 77 };
        assert_eq!(id.to_string(), "docket.a1b2.77");
        assert_eq!(id.to_string().parse(), Ok(id));
        for text in [
            "",
            "docket.77",
            "docket..77",
            "docket.a b.7",
            "docket.a.0",
            "docket.a.-1",
            "x.a.7",
            "docket.a.7\n",
        ] {
            assert!(text.parse::<PostId>().is_err(), "{text:?}");
        }
    }
}
