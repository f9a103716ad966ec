//! A case on a bench: commands go in, the case moves on or says why not.

use crate::case::record::{
    AccountRecord, Document, DocumentType, Kyc, KycLevel, Login, Origin, Phrase, Ticket, Verification,
};
use crate::case::{
    Act, Actor, Case, CaseId, Command, Digest, Event, Evidence, Facts, LetterBody, Opening, Refusal, Spoken,
    Stamp, Verdict, decide,
};
use crate::playbook::{AccountStatus, Answer, FollowUpState, Kind, Playbook, PlaybookSource, Role, shipped};
use crate::score::Signal;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use std::collections::BTreeMap;
use std::sync::LazyLock;

static PLAYBOOKS: LazyLock<Vec<Playbook>> = LazyLock::new(|| {
    shipped().iter().map(|source: &PlaybookSource| Playbook::load(source).unwrap()).collect()
});

pub fn id<T: std::str::FromStr<Err = crate::text::IdentError>>(text: &str) -> T {
    text.parse().unwrap()
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Monday morning, far from weekends and holidays.
pub const MONDAY: &str = "2026-11-23T09:00:00Z";
pub const PHRASE: &str = "copper lantern otter maple drum";

pub struct Bench {
    pub case: Case,
    pub facts: Facts,
    pub playbook: &'static Playbook,
    pub events: Vec<Event>,
}

impl Bench {
    /// A bench on which nothing has been opened.
    pub fn of(institution: &str) -> Self {
        let playbook =
            PLAYBOOKS.iter().find(|playbook| playbook.institution.as_str() == institution).unwrap();
        let mut facts = Facts::bare(at(MONDAY), Actor::Applicant);
        facts.fresh_phrase = "velvet canyon ribbon spoon eagle".into();
        Self { case: Case::unopened(CaseId(812)), facts, playbook, events: Vec::new() }
    }

    pub fn opened(institution: &str, kind: &str, ticket: Ticket) -> Self {
        let mut bench = Self::of(institution);
        bench.facts.claimant = Some(account("A-1"));
        bench.open(kind, ticket).unwrap();
        bench.alice();
        bench
    }

    pub fn open(&mut self, kind: &str, ticket: Ticket) -> Result<(), Refusal> {
        let opening = opening(kind, ticket);
        self.facts.actor = Actor::Applicant;
        self.run(&Command::Open(Box::new(opening)))
    }

    pub fn kind(&self) -> &'static Kind {
        &self.playbook.kinds[&self.case.matter.as_ref().unwrap().kind]
    }

    pub fn stage(&self) -> &str {
        self.case.matter.as_ref().unwrap().stage.as_str()
    }

    pub fn run(&mut self, command: &Command) -> Result<(), Refusal> {
        let events = decide(&self.case, command, &self.facts, self.playbook)?;
        self.happen(&events);
        Ok(())
    }

    /// Makes `events` part of the case.
    pub fn happen(&mut self, events: &[Event]) {
        let stamp = Stamp { at: self.facts.now, actor: self.facts.actor.clone() };
        for event in events {
            let kind = match event {
                Event::Opened(opened) => &self.playbook.kinds[&opened.kind],
                _ => self.kind(),
            };
            self.case.apply(&stamp, event, kind);
        }
        self.events.extend_from_slice(events);
    }

    pub fn act(&mut self, action: &str) -> Result<(), Refusal> {
        self.run(&Command::Act(Act::plain(id(action))))
    }

    /// Acts with everything said that the action may want.
    pub fn act_fully(&mut self, action: &str) -> Result<(), Refusal> {
        let wanted = self.kind().action(&id(action)).unwrap();
        let act = Act {
            action: id(action),
            reason: wanted.reasons.first().cloned(),
            note: Some("looked at everything".into()),
            confirm: self.case.matter.as_ref().map(|matter| matter.number.to_string()),
            paragraph: None,
        };
        self.run(&Command::Act(act))
    }

    pub fn by(&mut self, name: &str, role: Role) -> &mut Self {
        self.facts.actor = Actor::Operator(id(name), role);
        self
    }

    pub fn alice(&mut self) -> &mut Self {
        self.by("alice", Role::Reviewer)
    }

    pub fn later(&mut self, hours: i64) -> &mut Self {
        self.facts.now += Duration::hours(hours);
        self
    }

    /// Fires what the stage's timers allow.
    pub fn tick(&mut self) -> Option<String> {
        let actor = std::mem::replace(&mut self.facts.actor, Actor::Timer);
        let fired = loop {
            let Some(firing) = crate::case::firing(&self.case, &self.facts, self.playbook) else {
                break None;
            };
            self.happen(&firing.events);
            // What only reminds is told by the tests that are about reminders.
            if firing.sort == crate::case::FiringSort::Action {
                break firing.action.map(|action| action.to_string());
            }
        };
        self.facts.actor = actor;
        fired
    }

    pub fn tick_all(&mut self) {
        for item in &self.kind().items {
            for requirement in &item.requirements {
                if !self.case.evidence(&item.id).is_empty() {
                    self.judge(item.id.as_str(), requirement.id.as_str(), Verdict::Ticked).unwrap();
                }
            }
        }
    }

    pub fn judge(&mut self, item: &str, requirement: &str, verdict: Verdict) -> Result<(), Refusal> {
        self.run(&Command::Judge { item: id(item), requirement: id(requirement), verdict: Some(verdict) })
    }

    pub fn pass_all(&mut self) {
        for check in self.kind().checks.iter().filter(|check| check.required) {
            self.answer(check.id.as_str(), Answer::Passed);
        }
    }

    pub fn answer(&mut self, check: &str, answer: Answer) {
        self.run(&Command::Answer { check: id(check), answer: Some(answer) }).unwrap();
    }

    pub fn follow_up(&mut self, follow_up: &str, state: Option<FollowUpState>) -> Result<(), Refusal> {
        self.run(&Command::FollowUp { follow_up: id(follow_up), state })
    }

    /// Sees to everything that is to be followed up now.
    pub fn follow_all_up(&mut self) {
        let open: Vec<String> = self
            .case
            .open_follow_ups(self.case.phase(self.kind()), self.kind())
            .map(|follow_up| follow_up.id.to_string())
            .collect();
        open.iter().for_each(|follow_up| self.follow_up(follow_up, Some(FollowUpState::Done)).unwrap());
    }

    pub fn cause(&mut self, cause: &str) {
        self.run(&Command::NameCause { cause: id(cause) }).unwrap();
    }

    pub fn attach(&mut self, evidence: Evidence) -> Result<(), Refusal> {
        let actor = std::mem::replace(&mut self.facts.actor, Actor::Applicant);
        let ticket = self.case.matter.as_ref().unwrap().reference.clone();
        let (evidence, signals) = (vec![evidence], BTreeMap::new());
        let done = self.run(&Command::Attach { ticket, evidence, document: None, signals });
        self.facts.actor = actor;
        done
    }

    pub fn orders(&self) -> Vec<String> {
        let orders = self.events.iter().filter_map(|event| match event {
            Event::OrderGiven { order, account, .. } => Some(format!("{} {account}", order.as_str())),
            _ => None,
        });
        orders.collect()
    }

    pub fn letters(&self) -> Vec<(String, LetterBody)> {
        let letters = self.events.iter().filter_map(|event| match event {
            Event::LetterWritten { letter, private, .. } => {
                Some((letter.to_string(), private.get()?.clone()))
            }
            _ => None,
        });
        letters.collect()
    }

    pub fn last_letter(&self) -> LetterBody {
        self.letters().pop().unwrap().1
    }
}

/// The rule of a refusal.
pub fn rule(result: Result<(), Refusal>) -> String {
    let refusal = result.unwrap_err();
    refusal.rule.map(|rule| rule.to_string()).unwrap_or_else(|| format!("none: {}", refusal.what))
}

pub fn account(name: &str) -> AccountRecord {
    AccountRecord {
        institution: id("binance"),
        reference: id("acc-1"),
        account: id(name),
        email: Some(format!("lin.wei.{}@example.com", name.to_lowercase())),
        phone: Some("+49 170 5550123".into()),
        status: AccountStatus::Active,
        kyc: Some(Kyc {
            level: KycLevel::Advanced,
            name: "Lin Wei".into(),
            born: NaiveDate::from_ymd_opt(1990, 4, 2),
            nationality: Some("DE".into()),
            document: Some(document(DocumentType::IdCard)),
            verified_at: Some(at("2021-03-05T10:00:00Z")),
        }),
        registered_at: Some(at("2021-03-04T10:00:00Z")),
        last_active_at: Some(at("2026-11-01T10:00:00Z")),
        assets: Some(0.0),
        open_orders: Some(0),
        logins: vec![Login {
            at: at("2026-11-01T10:00:00Z"),
            ip: Some("203.0.113.7".parse().unwrap()),
            city: Some("Berlin".into()),
            country: Some("DE".into()),
            lat: Some(52.52),
            lon: Some(13.4),
            device: Some("pixel-7".into()),
        }],
        cards_last4: vec!["4821".into()],
        withdrawal_addresses: vec!["bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh".into()],
        two_factor: Some(true),
        region: Some("DE".into()),
        language: None,
        lock: None,
        codes: Vec::new(),
    }
}

pub fn document(kind: DocumentType) -> Document {
    Document { kind, country: "DE".into(), number: "L01X00T47".into(), mrz: Vec::new() }
}

pub fn evidence(item: &str) -> Evidence {
    let mut sha256 = [0; 32];
    for (place, byte) in sha256.iter_mut().zip(item.bytes()) {
        *place = byte;
    }
    let video = item == "video";
    Evidence {
        item: id(item),
        sha256: Digest(sha256),
        bytes: 48_213,
        media: if video { "video/mp4" } else { "image/png" }.into(),
        stored: false,
        brought_on: at(MONDAY).date_naive(),
        dated: (item == "note").then(|| at(MONDAY).date_naive()),
        spoken: video.then(|| Spoken::Words(PHRASE.into())),
        recorded_at: Some(at(MONDAY) - Duration::minutes(5)),
        captured: None,
        merged_from: None,
    }
}

/// What a careful owner sends; `items` are what comes along.
pub fn ticket() -> Ticket {
    Ticket {
        institution: id("binance"),
        reference: id("T-4711"),
        kind: None,
        category: None,
        account: id("A-1"),
        contact_email: "new.address@example.org".into(),
        contact_phone: Some("+49 170 5559999".into()),
        opened_at: at(MONDAY),
        from: Origin {
            ip: Some("203.0.113.7".parse().unwrap()),
            city: Some("Berlin".into()),
            country: Some("DE".into()),
            lat: Some(52.5),
            lon: Some(13.4),
            device: Some("pixel-7".into()),
            utc_offset_minutes: Some(60),
        },
        name: Some("Lin Wei".into()),
        born: NaiveDate::from_ymd_opt(1990, 4, 2),
        nationality: Some("DE".into()),
        document: Some(document(DocumentType::IdCard)),
        clues: BTreeMap::new(),
        signals: [(Signal::FaceMatch, 0.981), (Signal::Liveness, 0.97)].into(),
        challenge: Some(Phrase { phrase: PHRASE.into(), given_at: at(MONDAY) - Duration::minutes(30) }),
        evidence: Vec::new(),
        text: None,
        language: None,
        trouble: None,
        tried: Vec::new(),
    }
}

pub fn opening(kind: &str, ticket: Ticket) -> Opening {
    let signals =
        ticket.signals.iter().map(|(signal, value)| (*signal, signal.value(*value).unwrap())).collect();
    let items: &[&str] = match kind {
        "recovery" => &["id_front", "id_back", "note", "video"],
        "access" => &[],
        "migration" => &["id_photos", "video", "codes"],
        _ if ticket.institution.as_str() == "okx" => &["face_scan"],
        _ => &["id_front", "id_back", "selfie", "description"],
    };
    let evidence = items.iter().map(|item| evidence(item)).collect();
    Opening { kind: id(kind), ticket, evidence, signals, submission: None }
}

/// The submission of verification that a ticket amounts to, without steps of a session.
pub fn submission_of(ticket: &Ticket) -> Verification {
    Verification {
        institution: ticket.institution.clone(),
        reference: ticket.reference.clone(),
        account: ticket.account.clone(),
        contact_email: ticket.contact_email.clone(),
        submitted_at: ticket.opened_at,
        level: None,
        started_at: None,
        steps: Vec::new(),
        name: ticket.name.clone().unwrap(),
        born: ticket.born.unwrap(),
        nationality: ticket.nationality.clone().unwrap(),
        number: None,
        document: ticket.document.clone(),
        printed: None,
        face_channel: None,
        signals: ticket.signals.clone(),
        evidence: Vec::new(),
        from: ticket.from.clone(),
        language: ticket.language.clone(),
    }
}
