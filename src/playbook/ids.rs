//! The names that a playbook gives to its parts.

use crate::text::ident::is_slug;

macro_rules! slugs {
    ($($(#[$doc:meta])* $name:ident $what:literal;)*) => {
        $(crate::ident!($(#[$doc])* $name, $what, is_slug, "a word of a-z, 0-9 and _, beginning with a letter");)*
    };
}

slugs! {
    /// An institution: `harbour`.
    InstitutionId "institution";
    /// A kind of case: `recovery`.
    KindId "kind";
    /// A stage of a kind: `manual_review`.
    StageId "stage";
    /// An action of a kind: `approve`.
    ActionId "action";
    /// An evidence item of a kind: `id_front`.
    ItemId "item";
    /// One requirement of an item: `no_glare`.
    RequirementId "requirement";
    /// A check of a kind: `same_person`.
    CheckId "check";
    /// A clue of a kind: `cards`.
    ClueId "clue";
    /// A cause of a conflict: `identity_theft`.
    CauseId "cause";
    /// A reason for turning somebody down: `biometric_mismatch`.
    ReasonId "reason";
    /// Something to be followed up around a decision: `new_password`.
    FollowUpId "follow-up";
    /// A letter: `recovery_approved`.
    LetterId "letter";
    /// A question of a kind's triage: `trouble`.
    QuestionId "question";
    /// One answer to a question of a triage: `code_not_received`.
    ChoiceId "answer";
    /// Something that applicants can try by themselves: `spam_folder`.
    RemedyId "remedy";
}
