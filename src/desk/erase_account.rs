//! Erasing what the registry's records say of an account's owner (N4): when the institution's relationship with them has been
//! over for the retention time, or where the institution asks for it.

use super::DeskError;
use super::act::load;
use super::erase::{needs_a_reason, number_of, refused};
use super::service::Desk;
use crate::case::AccountId;
use crate::playbook::InstitutionId;
use crate::store::Erasure;

impl Desk {
    /// Erases every record of `account` that ever came in; gives how many had personal data. The account's name stays, for
    /// cases name it. A record that comes in later makes it known again.
    ///
    /// # Errors
    /// Where the operator is no admin, no record of such an account came in, a case about it is open, or the store cannot be
    /// written.
    pub fn erase_account(
        &mut self,
        institution: &InstitutionId,
        account: &AccountId,
        reason: &str,
    ) -> Result<usize, DeskError> {
        needs_a_reason(reason)?;
        self.as_admin(|tx, stamp| {
            if let Some(open) = tx.open_cases_about(institution, account)?.first() {
                let number = number_of(&load(tx, *open)?)?;
                let what = format!("{number} about account {account} is open");
                return Err(refused(what, "Bring it to an end first".to_owned()));
            }
            let rows = tx.account_rows(institution, account)?;
            if rows.is_empty() {
                return Err(DeskError::Invalid {
                    what: format!("{institution} never sent a record of account {account}"),
                    remedy: "Write the account as the registry does".into(),
                });
            }
            Ok(tx.erase_private(stamp, &Erasure { rows: &rows, cases: &[], reason })?)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::office;
    use crate::case::Act;
    use crate::case::{AccountId, CaseId, Command};
    use crate::desk::Request;
    use crate::playbook::InstitutionId;

    #[test]
    fn n04_the_records_of_an_account_are_erased_when_no_case_about_it_is_open() {
        let mut office = office();
        let institution = InstitutionId::new("binance").unwrap();
        let account = AccountId::new("A-1").unwrap();
        let stands = |office: &super::super::tests::Office| {
            std::fs::read(office.folder.path().join("desk.docket"))
                .unwrap()
                .windows(7)
                .any(|it| it == b"Lin Wei")
        };
        let told = office.desk.erase_account(&institution, &account, "retention").unwrap_err().to_string();
        assert!(told.contains("N4") && told.contains("is open"), "{told}");
        let mut open: Vec<CaseId> = (1..=3).map(CaseId).collect();
        open.retain(|case| office.desk.case(*case).is_ok());
        for case in open {
            for action in ["withdraw", "close"] {
                let _ = office.desk.act(&Request {
                    case,
                    seen: None,
                    command: Command::NameCause { cause: "forgotten".parse().unwrap() },
                    key: None,
                });
                let act = Act { note: Some("over".into()), ..Act::plain(action.parse().unwrap()) };
                let _ = office.desk.act(&Request { case, seen: None, command: Command::Act(act), key: None });
            }
            office.desk.erase(case, "retention").unwrap();
        }
        assert!(stands(&office));
        assert_eq!(office.desk.erase_account(&institution, &account, "retention").unwrap(), 1);
        assert!(!stands(&office));
        assert_eq!(office.desk.check(&mut |_, _| {}).unwrap().findings, []);
        let nobody = AccountId::new("A-99").unwrap();
        assert!(office.desk.erase_account(&institution, &nobody, "retention").is_err());
    }
}
