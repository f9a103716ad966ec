//! The tickets of a case: who sent each, whose application counts, and which document was told last (R3, R21).
//!
//! Two tickets with the same address have the same sender. Who is who among several senders is not for a machine to say:
//! until a reviewer has settled it all that came counts, but no contacts are replaced; from then on only what the applicant
//! sent counts.

use super::record::Document;
use super::{Application, CaseId, Private, Reference};
use crate::identity::{Agreement, compare_emails, compare_phones};
use crate::playbook::{ChoiceId, RemedyId};

/// One ticket of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// The ticket.
    pub reference: Reference,
    /// Who sent it, counted from 0 for whoever sent the first.
    pub sender: u32,
    /// What it said.
    pub application: Private<Box<Application>>,
    /// The case that it came from, where a merge brought it.
    pub merged_from: Option<CaseId>,
    /// What it complains of, as an answer to the first question of the triage.
    pub trouble: Option<ChoiceId>,
    /// What was tried before it was sent (L11).
    pub tried: Vec<RemedyId>,
}

/// The tickets of a case, the oldest first; the first is the one that opened it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tickets {
    all: Vec<Applied>,
    /// The sender whose application counts, once a reviewer has said so.
    settled: Option<u32>,
    /// Documents in the order in which they were told; those that a merge brought stand before the case's own.
    documents: Vec<Told>,
}

/// A document and how it was told.
#[derive(Debug, Clone, PartialEq)]
struct Told {
    ticket: Reference,
    document: Private<Document>,
    /// Whether it came after its ticket.
    later: bool,
    merged: bool,
}

impl Tickets {
    /// Every ticket, the oldest first.
    pub fn all(&self) -> &[Applied] {
        &self.all
    }

    /// The tickets that joined after the first.
    pub fn joined(&self) -> impl Iterator<Item = &Reference> {
        self.all.iter().skip(1).map(|ticket| &ticket.reference)
    }

    /// The ticket whose application counts: the first of the sender that was settled on, or else the first of all.
    pub fn chosen(&self) -> Option<&Applied> {
        self.all.iter().find(|ticket| self.settled.is_none_or(|sender| ticket.sender == sender))
    }

    /// What the applicant says; none once erased.
    pub fn application(&self) -> Option<&Application> {
        self.chosen()?.application.get().map(AsRef::as_ref)
    }

    /// The document that was told last by whoever counts (R3); none where none was, or where it was erased.
    pub fn document(&self) -> Option<&Document> {
        self.documents.iter().rev().find(|told| self.counts(&told.ticket))?.document.get()
    }

    /// What whoever counts complains of, by their newest ticket that says so.
    pub fn trouble(&self) -> Option<&ChoiceId> {
        self.all
            .iter()
            .rev()
            .filter(|ticket| self.counts(&ticket.reference))
            .find_map(|one| one.trouble.as_ref())
    }

    /// All that whoever counts has tried, each once, in the order in which it was told (L11).
    pub fn tried(&self) -> Vec<&RemedyId> {
        let counting = self.all.iter().filter(|ticket| self.counts(&ticket.reference));
        let mut tried: Vec<&RemedyId> = Vec::new();
        for remedy in counting.flat_map(|ticket| &ticket.tried) {
            if !tried.contains(&remedy) {
                tried.push(remedy);
            }
        }
        tried
    }

    /// Documents that were told after their ticket, the oldest first.
    pub fn told_later(&self) -> impl Iterator<Item = (&Reference, &Private<Document>)> {
        self.documents.iter().filter(|told| told.later).map(|told| (&told.ticket, &told.document))
    }

    /// What each sender says in their first ticket, whoever came first before; none of one whose data was erased.
    pub fn senders(&self) -> impl Iterator<Item = Option<&Application>> {
        let first = |(at, ticket): &(usize, &Applied)| {
            self.all.iter().position(|known| known.sender == ticket.sender) == Some(*at)
        };
        let firsts = self.all.iter().enumerate().filter(first);
        firsts.map(|(_, ticket)| ticket.application.get().map(AsRef::as_ref))
    }

    /// Whether several people sent tickets and nobody has settled yet who of them applies.
    pub fn is_unsettled(&self) -> bool {
        self.settled.is_none() && self.all.iter().any(|ticket| ticket.sender != 0)
    }

    /// Whether what comes for `ticket` counts.
    pub fn counts(&self, ticket: &Reference) -> bool {
        match (self.settled, self.sender(ticket)) {
            (Some(settled), Some(sender)) => settled == sender,
            _ => true,
        }
    }

    /// Who sent `ticket`; none where it is not of this case.
    pub fn sender(&self, ticket: &Reference) -> Option<u32> {
        self.all.iter().find(|known| known.reference == *ticket).map(|known| known.sender)
    }

    /// The number of whoever sent `application`: that of a ticket with the same address, or the next. Of an erased one nobody
    /// can say who sent it.
    pub fn number(&self, application: Option<&Application>) -> u32 {
        let same = |other: &Application| application.is_some_and(|said| same_address(said, other));
        let known = self.all.iter().find(|ticket| ticket.application.get().is_some_and(|other| same(other)));
        match known {
            Some(ticket) => ticket.sender,
            None => self.all.iter().map(|ticket| ticket.sender + 1).max().unwrap_or(0),
        }
    }

    /// Takes in a ticket. One of a sender who was not there before opens again who applies.
    pub(super) fn add(&mut self, ticket: Applied) {
        if self.all.iter().all(|known| known.sender != ticket.sender) {
            self.settled = None;
        }
        let document = match &ticket.application {
            Private::Kept(said) => said.document.clone().map(Private::Kept),
            // It may have told one, so that nothing can be said of the document any more.
            Private::Erased => Some(Private::Erased),
        };
        let (reference, merged) = (ticket.reference.clone(), ticket.merged_from.is_some());
        if let Some(document) = document {
            self.insert(Told { ticket: reference, document, later: false, merged });
        }
        self.all.push(ticket);
    }

    /// Takes in a document that was told after its ticket; `merged` where a merge brought it.
    pub(super) fn tell(&mut self, ticket: Reference, document: Private<Document>, merged: bool) {
        self.insert(Told { ticket, document, later: true, merged });
    }

    fn insert(&mut self, told: Told) {
        let own = self.documents.iter().position(|known| !known.merged);
        let at = own.filter(|_| told.merged).unwrap_or(self.documents.len());
        self.documents.insert(at, told);
    }

    /// Lets only what the sender of `ticket` sent count.
    pub(super) fn settle(&mut self, ticket: &Reference) {
        self.settled = self.sender(ticket);
    }

    /// Takes out what a merge with `case` brought.
    pub(super) fn part(&mut self, case: CaseId) {
        let gone: Vec<Reference> = self
            .all
            .iter()
            .filter(|ticket| ticket.merged_from == Some(case))
            .map(|ticket| ticket.reference.clone())
            .collect();
        self.all.retain(|ticket| ticket.merged_from != Some(case));
        self.documents.retain(|told| !gone.contains(&told.ticket));
        if self.settled.is_some_and(|settled| self.all.iter().all(|ticket| ticket.sender != settled)) {
            self.settled = None;
        }
    }
}

/// A phone that only one of the two gives is a difference: contacts are replaced by what a ticket gives.
fn same_address(a: &Application, b: &Application) -> bool {
    let phones = match (&a.contact_phone, &b.contact_phone) {
        (None, None) => true,
        (a, b) => compare_phones(a.as_deref(), b.as_deref()) == Agreement::Equal,
    };
    phones && compare_emails(Some(&a.contact_email), Some(&b.contact_email)) == Agreement::Equal
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::record::Origin;
    use std::collections::BTreeMap;

    fn said(email: &str, phone: Option<&str>) -> Application {
        Application {
            contact_email: email.into(),
            contact_phone: phone.map(Into::into),
            from: Origin::default(),
            name: None,
            born: None,
            nationality: None,
            document: None,
            clues: BTreeMap::new(),
            text: None,
            language: None,
        }
    }

    fn with(applications: &[Application]) -> Tickets {
        let mut tickets = Tickets::default();
        for (index, application) in applications.iter().enumerate() {
            tickets.add(Applied {
                reference: format!("T-{index}").parse().unwrap(),
                sender: tickets.number(Some(application)),
                application: Private::Kept(Box::new(application.clone())),
                merged_from: None,
                trouble: None,
                tried: Vec::new(),
            });
        }
        tickets
    }

    #[test]
    fn r21_tickets_with_the_same_address_have_the_same_sender() {
        let one = said("lin@example.org", Some("+49 170 5550123"));
        for (other, sender) in [
            (said(" LIN@example.org", Some("+491705550123")), 0),
            (said("eve@example.org", Some("+491705550123")), 1),
            (said("lin@example.org", Some("+491705550124")), 1),
            (said("lin@example.org", None), 1),
        ] {
            let tickets = with(&[one.clone(), other.clone()]);
            assert_eq!(tickets.all()[1].sender, sender, "{other:?}");
            assert_eq!(tickets.is_unsettled(), sender != 0);
        }
    }

    #[test]
    fn r21_a_sender_who_was_weighed_already_opens_nothing_again_and_a_new_one_does() {
        let (eve, lin) = (said("eve@example.org", None), said("lin@example.org", None));
        let mut tickets = with(&[eve.clone(), lin]);
        let ticket: Reference = "T-1".parse().unwrap();
        tickets.settle(&ticket);
        assert!(
            !tickets.is_unsettled() && tickets.counts(&ticket) && !tickets.counts(&"T-0".parse().unwrap())
        );
        let again = |tickets: &mut Tickets, reference: &str, said: &Application| {
            let (sender, application) = (tickets.number(Some(said)), Private::Kept(Box::new(said.clone())));
            let reference = reference.parse().unwrap();
            let (trouble, tried) = (None, Vec::new());
            tickets.add(Applied { reference, sender, application, merged_from: None, trouble, tried });
        };
        again(&mut tickets, "T-2", &eve);
        assert_eq!(tickets.application().unwrap().contact_email, "lin@example.org");
        again(&mut tickets, "T-3", &said("mallory@example.org", None));
        assert!(tickets.is_unsettled());
    }
}
