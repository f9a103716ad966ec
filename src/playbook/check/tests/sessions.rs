//! Kinds that verifications open: what is asked of a session, and what speaks of one.

use super::*;

/// A kind of verification for the made-up institution, with everything that can be said of sessions.
const KIND: &str = r#"
[documents]
default = ["passport"]

[documents.countries]
NO = ["passport", "id_card"]

[kind.entry]
title = "Entry"
queue = "Entries"
prefix = "EN"
opens_on_verification = "H1"

[[kind.entry.admission]]
rule = "H1"
must = { steps = ["nationality", "basic_information", "document"] }

[[kind.entry.admission]]
rule = "H1"
must = { minutes = 20 }

[[kind.entry.admission]]
rule = "H1"
must = { attempts_a_day = 3 }

[[kind.entry.admission]]
rule = "H1"
must = { denials = { denials = 2, within_hours = 5, closed_hours = 6 } }

[[kind.entry.admission]]
rule = "H1"
must = { document = "accepted" }

[[kind.entry.stage]]
id = "desk"
title = "At the desk"

[[kind.entry.stage]]
id = "in"
title = "In"
end = "approved"

[[kind.entry.action]]
id = "let_in"
title = "Let in"
from = ["desk"]
to = "in"
guards = [{ rule = "H1", must = { identity = "unheld" } }, { rule = "H1", must = { session = "complete" } }]
effects = [{ order = { do = "verify_identity", account = "claimant" } }]

[[kind.entry.action]]
id = "over"
title = "Over"
from = ["desk"]
to = "in"
by = ["timer"]

[[kind.entry.timer]]
stage = "desk"
start = "session_over"
actions = ["over"]
"#;

/// The whole playbook with one thing changed in the kind.
fn with(from: &str, to: &str) -> String {
    // Tables of the file's root come before its letters, wherever they stand.
    format!("{HARBOUR}\n{}", replaced(KIND, from, to))
}

#[test]
fn a_kind_of_verification_is_without_fault() {
    let found: Vec<_> = faults(&with("Entry", "Way in")).iter().map(ToString::to_string).collect();
    assert_eq!(found, [""; 0]);
}

#[test]
fn v01_each_fault_of_a_session_is_told() {
    for (from, to, what) in [
        ("minutes = 20", "minutes = 0", "too few or too many"),
        ("attempts_a_day = 3", "attempts_a_day = 0", "too few or too many"),
        ("denials = 2", "denials = 0", "too few or too many"),
        ("\"nationality\", \"basic_information\"", "\"nationality\", \"nationality\"", "stands here twice"),
        ("\"nationality\", \"basic_information\", \"document\"", "\"document\", \"nationality\"", "V1"),
        ("must = { attempts_a_day = 3 }", "must = { minutes = 4 }", "asked twice"),
        ("default = [\"passport\"]", "default = []", "no document is accepted"),
        ("NO = [", "no = [", "no country code"),
        ("{ rule = \"H1\", must = { identity = \"unheld\" } }, ", "", "C1"),
        ("must = { minutes = 20 }", "must = { review = \"none\" }", "no session has a time"),
        ("opens_on_verification = \"H1\"\n", "rules = [\"H1\"]\n", "no verification opens this kind"),
    ] {
        let told: Vec<_> = faults(&with(from, to)).iter().map(ToString::to_string).collect();
        assert!(told.iter().any(|fault| fault.contains(what)), "{from} → {to}: {told:#?}");
    }
}

#[test]
fn v03_documents_must_be_said_where_they_are_asked_for() {
    let without = KIND.split_once("[kind.entry]").map(|(_, kind)| format!("[kind.entry]{kind}")).unwrap();
    let told: Vec<_> = faults(&format!("{HARBOUR}\n{without}")).iter().map(ToString::to_string).collect();
    assert!(told.iter().any(|fault| fault.contains("which documents are accepted")), "{told:#?}");
}

#[test]
fn c02_orders_to_duplicates_are_about_verification_alone() {
    let freeze = "{ do = \"revoke_access\", account = \"duplicates\" }";
    let told: Vec<_> = faults(&with("{ do = \"verify_identity\", account = \"claimant\" }", freeze))
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(told.iter().any(|fault| fault.contains("only tried the identity")), "{told:#?}");
}
