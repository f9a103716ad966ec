//! A case's two accounts, and how an account can stand.

use serde::{Deserialize, Serialize};

/// Which of a case's accounts.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// The account that asks.
    Claimant,
    /// The account that holds the identity.
    Holder,
    /// Every other account that tried the same identity and does not hold it (C2); only orders about verification go there.
    Duplicates,
}

impl Which {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Claimant => "claimant",
            Self::Holder => "holder",
            Self::Duplicates => "duplicates",
        }
    }
}

/// How an account stands at the institution.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum AccountStatus {
    /// In use.
    Active,
    /// Locked, for example while an appeal is pending (R20).
    Locked,
    /// Frozen for good.
    Frozen,
    /// Deactivated by its owner; its identity is free (M12).
    Deactivated,
    /// Deleted; its identity is free (C5).
    Deleted,
    /// Being deleted: not free yet.
    DeletionPending,
    /// Restricted by risk control, until whose it is has been verified (L5).
    Restricted,
}

impl AccountStatus {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Locked => "locked",
            Self::Frozen => "frozen",
            Self::Deactivated => "deactivated",
            Self::Deleted => "deleted",
            Self::DeletionPending => "deletion_pending",
            Self::Restricted => "restricted",
        }
    }

    /// Whether an account in this state still holds its identity (C1, C5).
    pub fn holds_identity(self) -> bool {
        !matches!(self, Self::Deactivated | Self::Deleted)
    }
}
