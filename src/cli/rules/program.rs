//! What the program itself carries out, whatever a playbook says: by rule, what it does and the file that does it.

use crate::playbook::Does;

/// A place in the program.
#[derive(Debug)]
pub struct ProgramPlace {
    /// The rule.
    pub rule: &'static str,
    /// What it does for it.
    pub does: Does,
    /// The file, from `src/`, which names the rule.
    pub file: &'static str,
    /// What happens there.
    pub what: &'static str,
}

const fn place(rule: &'static str, does: Does, file: &'static str, what: &'static str) -> ProgramPlace {
    ProgramPlace { rule, does, file, what }
}

/// Every such place, by rule.
pub static PROGRAM: &[ProgramPlace] = &[
    place("V1", Does::Enforces, "case/decide/admit.rs", "a step before its predecessor is refused"),
    place(
        "V2",
        Does::Enforces,
        "case/submission.rs",
        "what was confirmed is compared with what is stated now",
    ),
    place("V4", Does::Shows, "console/case/checklist.rs", "how each picture came stands beside it"),
    place("V5", Does::Shows, "console/case/session.rs", "where facial verification was done"),
    place("V7", Does::Enforces, "store/attempts.rs", "attempts and denials are counted by account"),
    place(
        "C7",
        Does::Enforces,
        "identity/mask.rs",
        "no letter and no screen has more of an e-mail address than its ends",
    ),
    place(
        "C7",
        Does::Enforces,
        "case/decide/letter.rs",
        "each party gets a letter of its own, without another's addresses",
    ),
    place(
        "C7",
        Does::Enforces,
        "case/decide/paragraph/data.rs",
        "a paragraph that a reviewer adds to a letter holds no address on record",
    ),
    place("C2", Does::Enforces, "store/attempts.rs", "who else tried an identity is found by its keyed hash"),
    place("C12", Does::Tells, "case/decide/letter.rs", "one letter lists all that is missing"),
    place("C13", Does::Enforces, "evidence/stamp.rs", "a picture that leaves the desk is marked across"),
    place(
        "C13",
        Does::Enforces,
        "desk/export.rs",
        "what cannot be marked stays, and what leaves is recorded before",
    ),
    place(
        "C14",
        Does::Enforces,
        "case/decide/paragraph/words.rs",
        "a paragraph that a reviewer adds names no other channel and asks for no password or code",
    ),
    place("C15", Does::Enforces, "store/open.rs", "the store's file can be read by its owner alone"),
    place("C15", Does::Enforces, "evidence/vault.rs", "evidence files can be read by their owner alone"),
    place("R1", Does::Enforces, "case/decide/guard.rs", "no role passes a failed check"),
    place(
        "R2",
        Does::Shows,
        "case/clue.rs",
        "each clue is held against the record: match, mismatch, unknown",
    ),
    place(
        "R3",
        Does::Enforces,
        "case/decide/requirement.rs",
        "the document is compared with the one of the verification",
    ),
    place("R4", Does::Shows, "score/signal.rs", "device and address seen before are signals of the score"),
    place("R6", Does::Enforces, "store/find.rs", "a picture that came in another case is found by its hash"),
    place("R7", Does::Enforces, "desk/phrase.rs", "the desk draws the random phrase"),
    place("R12", Does::Shows, "score/distance.rs", "the distance to earlier logins is worked out"),
    place("R16", Does::Tells, "playbook/letter_facts.rs", "a letter names the category of the reason"),
    place(
        "R17",
        Does::Enforces,
        "case/decide/paragraph/words.rs",
        "a paragraph that a reviewer adds names no messenger and nothing to pay to",
    ),
    place("R18", Does::Shows, "desk/lead.rs", "the rate of approvals stands beside the one that is expected"),
    place("R21", Does::Enforces, "case/tickets.rs", "tickets of one case are told apart by their senders"),
    place("L2", Does::Shows, "case/lockout.rs", "codes sent lately are held against the limit"),
    place("L3", Does::Enforces, "case/lockout.rs", "a lock's end is worked out anew with each attempt"),
    place("L11", Does::Enforces, "case/tickets.rs", "what was tried stays with the case, in its log"),
    place("M9", Does::Shows, "case/clock.rs", "a clock stands still while the desk waits for the applicant"),
    place("N1", Does::Enforces, "case/decide/letter.rs", "a letter can name nothing of any comparison"),
    place(
        "N1",
        Does::Enforces,
        "case/decide/paragraph/data.rs",
        "a paragraph that a reviewer adds holds no datum of the record, and tells no outcome of a comparison",
    ),
    place("N2", Does::Enforces, "case/decide/letter.rs", "an announcement is written to each party known"),
    place(
        "N3",
        Does::Enforces,
        "case/decide/act.rs",
        "only a person turns somebody down, and another looks again",
    ),
    place(
        "N4",
        Does::Enforces,
        "desk/erase.rs",
        "a person's data and pictures are erased, the decision stays",
    ),
    place("N5", Does::Shows, "identity/mrz.rs", "the check digits of a machine-readable zone are worked out"),
    place("N5", Does::Shows, "desk/zone.rs", "a zone is held against what the applicant says"),
    place("N6", Does::Enforces, "identity/mask.rs", "personal data is masked"),
    place(
        "N6",
        Does::Enforces,
        "console/update/case.rs",
        "revealing asks for a reason, is recorded, and covers itself again",
    ),
    place(
        "N7",
        Does::Enforces,
        "case/decide/act.rs",
        "whoever proposed is not the second, and new evidence undoes the proposal",
    ),
];
