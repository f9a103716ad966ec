//! Personal data: kept outside the log so that it can be erased while the log stays whole.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Personal data of an event. The store takes it out of the event's body, keeps it in a table of its own and leaves a
/// salted commitment in the log; after an erasure it is gone while the event stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Private<T> {
    /// Still kept.
    Kept(T),
    /// Erased on request or after the retention time (N4), or never brought.
    #[default]
    Erased,
}

impl<T> Private<T> {
    /// The data, unless erased.
    pub fn get(&self) -> Option<&T> {
        match self {
            Self::Kept(data) => Some(data),
            Self::Erased => None,
        }
    }
}

impl<T: Serialize> Serialize for Private<T> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.get().serialize(s)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Private<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(d)?.map_or(Self::Erased, Self::Kept))
    }
}
