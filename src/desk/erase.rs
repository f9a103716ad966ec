//! Erasing what describes a person, on request or after the retention time (N4): what a case holds of it, and its evidence
//! files. That the case was decided, how and by whom, stays.

use super::DeskError;
use super::act::{Loaded, load};
use super::service::Desk;
use crate::case::{CaseId, CaseNumber, Digest, Refusal, RefusalKind};
use crate::store::{Erasure, Tx};
use crate::text::RuleId;
use std::collections::BTreeMap;

/// What was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// The cases: the one asked for first, then those that went into it.
    pub cases: Vec<CaseNumber>,
    /// How many entries of the log had personal data.
    pub entries: usize,
    /// How many files were taken out of the vault.
    pub files: usize,
    /// How many files stay, because other cases have them too.
    pub files_kept: usize,
}

impl Desk {
    /// Erases what `case`, which has ended, and the cases that were merged into it hold of persons. The registry's
    /// records of the accounts stay: [`erase_account`](Self::erase_account) erases those. What was erased before stays so; files left over then are taken away.
    ///
    /// # Errors
    /// Where the operator is no admin, the case is open or went into another one, or store or vault cannot be written. A file
    /// that could not be taken away is taken away by erasing the case again.
    pub fn erase(&mut self, case: CaseId, reason: &str) -> Result<Erased, DeskError> {
        needs_a_reason(reason)?;
        // No intake files anything between looking who has a file and taking it away.
        let lock = self.vault.lock()?;
        let (mut erased, files) = self.as_admin(|tx, stamp| {
            let family = family(tx, case)?;
            let ids: Vec<CaseId> = family.iter().map(|member| member.case.id).collect();
            let mut rows = Vec::new();
            for id in &ids {
                rows.extend(tx.timeline(*id)?.iter().map(|row| row.seq));
            }
            let entries = tx.erase_private(stamp, &Erasure { rows: &rows, cases: &ids, reason })?;
            let (files, files_kept) = files_of(tx, &ids)?;
            let cases = family.iter().map(number_of).collect::<Result<_, _>>()?;
            Ok((Erased { cases, entries, files: 0, files_kept }, files))
        })?;
        // Only now, when the log says so: a file that is gone without it would look as if somebody had taken it.
        for (sha256, media) in &files {
            erased.files += usize::from(self.vault.erase(&lock, sha256, media)?);
        }
        Ok(erased)
    }
}

/// The case and all that were merged into it.
fn family(tx: &Tx<'_>, case: CaseId) -> Result<Vec<Loaded>, DeskError> {
    let mut family = vec![load(tx, case)?];
    let root = &family[0];
    let number = number_of(root)?;
    if let Some(into) = root.case.merged_into {
        let into = number_of(&load(tx, into)?)?;
        return Err(refused(
            format!("{number} was merged into {into}"),
            format!("Erase {into}, and both are"),
        ));
    }
    if root.kind().is_none_or(|kind| root.case.outcome(kind).is_none()) {
        let what = format!("{number} is open, and nobody could decide it without what it holds");
        return Err(refused(what, "Bring it to an end first".to_owned()));
    }
    let mut next = 0;
    while let Some(member) = family.get(next) {
        let absorbed: Vec<CaseId> = member.case.absorbed.keys().copied().collect();
        for id in absorbed {
            if family.iter().all(|member| member.case.id != id) {
                family.push(load(tx, id)?);
            }
        }
        next += 1;
    }
    Ok(family)
}

/// The files that only these cases have, with their types; and how many others have too.
fn files_of(tx: &Tx<'_>, cases: &[CaseId]) -> Result<(BTreeMap<Digest, String>, usize), DeskError> {
    let (mut files, mut kept) = (BTreeMap::new(), 0);
    for id in cases {
        let brought = tx.stored_files_of(*id)?.into_iter();
        files.extend(brought.map(|file| (file.evidence.sha256, file.evidence.media)));
    }
    let erased = tx.erased_cases()?;
    let mut wanted = Vec::new();
    for sha256 in files.keys() {
        let others = tx.stored_file(sha256)?;
        if others.iter().any(|file| !cases.contains(&file.case) && !file.is_erased(&erased)) {
            wanted.push(*sha256);
        }
    }
    for sha256 in wanted {
        files.remove(&sha256);
        kept += 1;
    }
    Ok((files, kept))
}

pub(super) fn number_of(loaded: &Loaded) -> Result<CaseNumber, DeskError> {
    let matter = loaded.case.matter.as_ref();
    matter
        .map(|matter| matter.number.clone())
        .ok_or_else(|| DeskError::NoSuchCase(loaded.case.id.0.to_string()))
}

pub(super) fn needs_a_reason(reason: &str) -> Result<(), DeskError> {
    if !reason.trim().is_empty() {
        return Ok(());
    }
    Err(DeskError::Invalid {
        what: "an erasure needs a reason".into(),
        remedy: "Tell who asked for it and when, or which retention time is over".into(),
    })
}

pub(super) fn refused(what: String, remedy: String) -> DeskError {
    let rule = RuleId::new("N4").ok();
    DeskError::Refused(Refusal { kind: RefusalKind::Stage, rule, what, remedy })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Office, office};
    use super::super::{LogRows, Request, Whereabouts};
    use super::*;
    use crate::case::{Act, Actor, Command, Event, OperatorId, Stamp};
    use crate::store::{ListQuery, LogWindow, OutboxFilter};
    use serde_json::json;

    fn act(office: &mut Office, case: CaseId, command: Command) {
        office.desk.act(&Request { case, seen: None, command, key: None }).unwrap();
    }

    fn withdraw(office: &mut Office, case: CaseId) {
        let act_ = Act { note: Some("asked for by phone".into()), ..Act::plain("withdraw".parse().unwrap()) };
        act(office, case, Command::Act(act_));
    }

    /// Ends a case by an event that nobody decided.
    fn end(office: &mut Office, case: CaseId) {
        let event = json!({ "event": "acted", "action": "keep_old", "from": "open", "to": "kept_old" });
        let event: Event = serde_json::from_value(event).unwrap();
        let stamp = Stamp { at: office.desk.now(), actor: Actor::Timer };
        let ended = office.desk.store.write::<_, DeskError>(|tx| {
            let case = load(tx, case)?.case;
            Ok(tx.append(&case, &stamp, &[event])?)
        });
        ended.unwrap();
    }

    fn refusal(office: &mut Office, case: CaseId) -> String {
        office.desk.erase(case, "asked for").unwrap_err().to_string()
    }

    /// Whether a text stands anywhere in the office's folder: store, journal, vault.
    fn stands(office: &Office, needle: &str) -> bool {
        fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
            let below = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            below.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
        }
        let needle = needle.as_bytes();
        files(office.folder.path()).iter().any(|file| {
            let bytes = std::fs::read(file).unwrap().to_ascii_lowercase();
            !file.ends_with("in/file") && bytes.windows(needle.len()).any(|window| window == needle)
        })
    }

    #[test]
    fn n04_an_erased_case_is_still_shown_and_nothing_of_the_person_is_left() {
        let mut office = office();
        let case = CaseId(1);
        let own = office.bring("E-1", "T-1", b"the face of quentin");
        let shared = office.bring("E-2", "T-1", b"a form");
        office.bring("E-3", "V-1", b"a form");
        act(&mut office, case, Command::Note { text: "Quentin called".into() });
        withdraw(&mut office, case);
        for needle in ["i lost my phone", "please hurry", "quentin called", "the face of quentin"] {
            assert!(stands(&office, needle), "{needle}");
        }

        let erased = office.desk.erase(case, "request of 2026-11-20").unwrap();
        assert_eq!((erased.files, erased.files_kept), (1, 1));
        assert_eq!(erased.cases.iter().map(ToString::to_string).collect::<Vec<_>>(), ["RC-000001"]);
        assert!(erased.entries >= 3, "{erased:?}");
        for needle in ["i lost my phone", "please hurry", "quentin", "asked for by phone"] {
            assert!(!stands(&office, needle), "{needle}");
        }
        assert!(!own.path.exists() && shared.path.exists());

        let view = office.desk.case(case).unwrap();
        let wheres: Vec<_> = view.evidence.iter().map(|file| view.whereabouts(file)).collect();
        assert!(wheres.contains(&Whereabouts::Erased), "{wheres:?}");
        assert!(view.timeline.iter().any(|row| row.text.as_str() == "note (erased)"));
        assert_eq!(office.desk.find("T-1").unwrap(), case, "the ticket is a name, not a person");
        let query = ListQuery { limit: 9, ..ListQuery::default() };
        assert_eq!(office.desk.list(&query).unwrap().rows.len(), 1, "the open one");
        office.desk.outbox(OutboxFilter::default(), 0, 100).unwrap();
        let log = office.desk.log(None, LogWindow::Before(i64::MAX), 1, LogRows::All).unwrap().remove(0);
        assert_eq!((log.name.as_str(), log.actor.as_str()), ("erased", "alice"));
        assert!(log.text.as_str().contains("request of 2026-11-20"), "{}", log.text);

        assert_eq!(office.desk.check(&mut |_, _| {}).unwrap().findings, []);
        let vault = office.desk.check_vault(&mut |_, _| {}).unwrap();
        assert_eq!((vault.findings, vault.orphans), (vec![], vec![]));
        let head = office.desk.log(None, LogWindow::Before(i64::MAX), 1, LogRows::All).unwrap().remove(0).seq;
        let again = office.desk.erase(case, "once more").unwrap();
        assert_eq!((again.entries, again.files), (0, 0));
        assert_eq!(
            office.desk.log(None, LogWindow::Before(i64::MAX), 1, LogRows::All).unwrap().remove(0).seq,
            head
        );
    }

    #[test]
    fn n04_a_file_that_an_erasure_left_behind_is_told_of_and_taken_away_by_the_next() {
        let mut office = office();
        let case = CaseId(1);
        let taken = office.bring("E-1", "T-1", b"a picture");
        withdraw(&mut office, case);
        office.desk.erase(case, "asked for").unwrap();
        std::fs::write(&taken.path, b"a picture").unwrap();
        let orphans = office.desk.check_vault(&mut |_, _| {}).unwrap().orphans;
        assert_eq!(orphans, std::slice::from_ref(&taken.path));
        assert_eq!(office.desk.erase(case, "asked for").unwrap().files, 1);
        assert!(!taken.path.exists());
    }

    #[test]
    fn n04_cases_that_went_into_one_another_are_erased_together() {
        let mut office = office();
        let lines = r#"
{"type":"ticket","institution":"binance","ref":"V-3","kind":"conflict","account":"B-2","contact_email":"b2@example.org","opened_at":"2026-11-23T08:00:00Z","name":"Canyon Echo","born":"1990-04-02","nationality":"DE","document":{"type":"id_card","country":"DE","number":"L01X00T47"}}
"#;
        office.receive(lines);
        let (case, into) = (CaseId(3), CaseId(2));
        let taken = office.bring("E-1", "V-3", b"a picture");
        office.desk.merge(case, into).unwrap();
        assert!(refusal(&mut office, case).contains("was merged into IC-000002"));
        end(&mut office, into);
        let erased = office.desk.erase(into, "asked for").unwrap();
        assert_eq!(
            erased.cases.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["IC-000002", "IC-000003"]
        );
        assert_eq!(erased.files, 1);
        assert!(!taken.path.exists() && !stands(&office, "canyon echo"));
        let view = office.desk.case(into).unwrap();
        assert_eq!(view.whereabouts(&view.evidence[0]), Whereabouts::Erased);
        assert_eq!(office.desk.check(&mut |_, _| {}).unwrap().findings, []);
        assert_eq!(office.desk.check_vault(&mut |_, _| {}).unwrap().findings, []);
    }

    #[test]
    fn n04_what_must_not_be_erased_is_refused() {
        let mut office = office();
        let told = refusal(&mut office, CaseId(1));
        assert!(told.contains("N4") && told.contains("RC-000001 is open"), "{told}");
        assert!(refusal(&mut office, CaseId(9)).contains("no case"));
        withdraw(&mut office, CaseId(1));
        assert!(office.desk.erase(CaseId(1), " ").unwrap_err().to_string().contains("needs a reason"));
        office.desk.set_operator_at_desk(OperatorId::new("lea").unwrap());
        assert!(refusal(&mut office, CaseId(1)).contains("needs an admin"));
        assert!(office.desk.case(CaseId(1)).unwrap().case.tickets.application().is_some());
    }
}
