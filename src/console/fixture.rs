//! Cases for the tests of the screens, made the way the desk makes them: by `case::decide` on a shipped playbook.

use crate::case::record::{AccountRecord, Document, Phrase, Ticket};
use crate::case::{
    Act, Actor, Case, CaseId, CaseNumber, Command, Digest, Event, Evidence, Facts, Linked, Opening,
    OperatorId, Refusal, Spoken, Stamp, Version, by_itself, decide, describe, obstacles, permit,
    test_requirement, triage_standing,
};
use crate::desk::{
    AccountView, ActionView, CaseView, EvidenceView, FieldRow, LeadView, LinkedView, OperatorLoad, Preview,
    PreviewLetter, PreviewOrder, QueueView, RateView, StageView, TimelineRow,
};
use crate::identity::{self, Agreement, mask_email, mask_name, mask_number};
use crate::playbook::{ActionId, ItemId, KindId, Outcome, Playbook, Role, Which, shipped};
use crate::score::Signal;
use crate::text::Clean;
use chrono::{DateTime, Duration, NaiveDate, TimeZone, Utc};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

/// The words that the fixture's system gives to be read aloud.
const PHRASE: &str = "amber river seven lanterns";

/// The time of the fixtures: a Thursday afternoon.
pub fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 19, 14, 32, 0).unwrap()
}

/// A shipped playbook.
pub fn playbook(name: &str) -> Arc<Playbook> {
    static ALL: OnceLock<Vec<Arc<Playbook>>> = OnceLock::new();
    let all = ALL
        .get_or_init(|| shipped().iter().map(|source| Arc::new(Playbook::reopen(source).unwrap())).collect());
    all.iter().find(|playbook| playbook.institution.as_str() == name).unwrap().clone()
}

/// A desk of one case, without a store.
#[derive(Debug, Clone)]
pub struct Desk {
    pub case: Case,
    pub facts: Facts,
    pub playbook: Arc<Playbook>,
    pub kind: KindId,
    pub events: Vec<(Stamp, Event)>,
}

impl Desk {
    /// Does what is wanted, as the actor in the facts.
    pub fn act(&mut self, command: &Command) -> Result<(), Refusal> {
        let events = decide(&self.case, command, &self.facts, &self.playbook)?;
        let kind = &self.playbook.kinds[&self.kind];
        for event in events {
            let stamp = Stamp { at: self.facts.now, actor: self.facts.actor.clone() };
            self.case.apply(&stamp, &event, kind);
            self.events.push((stamp, event));
        }
        Ok(())
    }

    /// Does it as somebody else, some time ago.
    pub fn act_as(&mut self, actor: Actor, ago: Duration, command: &Command) {
        let (was, at) = (self.facts.actor.clone(), self.facts.now);
        self.facts.actor = actor;
        self.facts.now = at - ago;
        self.act(command).unwrap();
        self.facts.actor = was;
        self.facts.now = at;
    }

    /// What the case screen shows.
    pub fn view(&self) -> CaseView {
        let kind = &self.playbook.kinds[&self.kind];
        let matter = self.case.matter.as_ref().unwrap();
        let actions = kind
            .actions_from(&matter.stage)
            .map(|action| ActionView {
                action: action.clone(),
                state: permit(&self.case, &action.id, &self.facts, &self.playbook),
                obstacles: obstacles(&self.case, &action.id, &self.facts, &self.playbook),
            })
            .collect();
        CaseView {
            case: self.case.clone(),
            playbook: self.playbook.clone(),
            kind_id: self.kind.clone(),
            now: self.facts.now,
            accounts: self.accounts(),
            holders: self.facts.identity_holders.clone().unwrap_or_default(),
            comparison: self.comparison(),
            actions,
            tests: self.tests(),
            evidence: self.evidence(),
            timeline: self.timeline(),
            due: self.case.due(&self.playbook.kinds[&self.kind], &self.playbook.calendar),
            by_itself: by_itself(&self.case, &self.facts, &self.playbook),
            ledger: self
                .case
                .clock
                .as_ref()
                .map(|clock| clock.ledger(&self.playbook.calendar, self.facts.now))
                .unwrap_or_default(),
            triage: triage_standing(&self.case, &self.facts, &self.playbook),
            related: vec![related()],
            verification: crate::desk::VerificationView::of(&self.facts, kind),
            duplicates: Vec::new(),
        }
    }

    /// What an action would do.
    pub fn preview(&self, act: &Act) -> Result<Preview, Refusal> {
        let needs = permit(&self.case, &act.action, &self.facts, &self.playbook)?;
        let kind = &self.playbook.kinds[&self.kind];
        let action = kind.action(&act.action).unwrap();
        let complete = Act {
            reason: act.reason.clone().or_else(|| needs.reasons.first().cloned()),
            note: Some("as it is".to_owned()),
            confirm: self.case.matter.as_ref().map(|matter| matter.number.to_string()),
            ..act.clone()
        };
        let events = decide(&self.case, &Command::Act(complete), &self.facts, &self.playbook)?;
        let mut preview = Preview {
            title: action.title.clone(),
            stage: None,
            proposes: false,
            letters: Vec::new(),
            orders: Vec::new(),
            hold_until: None,
            happens: events.iter().map(|event| describe(event, kind).into_string()).collect(),
        };
        for event in events {
            match event {
                Event::Acted { to, .. } => {
                    let title = kind.stage(&to).unwrap().title.clone();
                    preview.stage = Some((to, title));
                }
                Event::Proposed { .. } => preview.proposes = true,
                Event::HoldStarted { until } => preview.hold_until = Some(until),
                Event::LetterWritten { reach, private, .. } => {
                    let body = private.get().unwrap();
                    preview.letters.push(PreviewLetter {
                        reach,
                        to: body.to.iter().map(|to| mask_email(to).into_string()).collect(),
                        subject: body.subject.clone(),
                        body: body.body.clone(),
                        language: body.language.clone(),
                    });
                }
                Event::OrderGiven { order, account, until, .. } => {
                    preview.orders.push(PreviewOrder { order, account: account.to_string(), until });
                }
                _ => {}
            }
        }
        Ok(preview)
    }

    fn accounts(&self) -> Vec<AccountView> {
        let of = |which: Which| {
            self.facts.account(which).map(|record| AccountView { which, record: record.clone() })
        };
        [Which::Claimant, Which::Holder].into_iter().filter_map(of).collect()
    }

    fn comparison(&self) -> Vec<FieldRow> {
        let record = self.facts.holder.as_ref().or(self.facts.claimant.as_ref());
        let application = self.case.tickets.application();
        let kyc = record.and_then(|record| record.kyc.as_ref());
        let row = |field, left: Option<String>, right: Option<String>, agreement, mask: fn(&str) -> Clean| {
            FieldRow {
                field,
                masked: (left.as_deref().map(mask), right.as_deref().map(mask)),
                claimant: left.as_deref().map(Clean::name),
                holder: right.as_deref().map(Clean::name),
                agreement,
            }
        };
        let names = (application.and_then(|a| a.name.clone()), kyc.map(|kyc| kyc.name.clone()));
        let born = (
            application.and_then(|a| a.born).map(|day| day.to_string()),
            kyc.and_then(|kyc| kyc.born).map(|day| day.to_string()),
        );
        let numbers = (
            application.and_then(|a| a.document.as_ref()).map(|d| d.number.clone()),
            kyc.and_then(|kyc| kyc.document.as_ref()).map(|d| d.number.clone()),
        );
        let emails =
            (application.map(|a| a.contact_email.clone()), record.and_then(|record| record.email.clone()));
        let phones = (
            application.and_then(|a| a.contact_phone.clone()),
            record.and_then(|record| record.phone.clone()),
        );
        let same = |a: &Option<String>, b: &Option<String>| match (a, b) {
            (Some(a), Some(b)) if a == b => Agreement::Equal,
            (Some(_), Some(_)) => Agreement::Different,
            _ => Agreement::Unknown,
        };
        let name_agreement = identity::compare_names(names.0.as_deref(), names.1.as_deref());
        let born_agreement = same(&born.0, &born.1);
        let number_agreement = same(&numbers.0, &numbers.1);
        let email_agreement = same(&emails.0, &emails.1);
        let phone_agreement = same(&phones.0, &phones.1);
        vec![
            row("Full name", names.0, names.1, name_agreement, mask_name),
            row("Born", born.0, born.1, born_agreement, |text| {
                Clean::line(&format!("{}-••-••", text.split('-').next().unwrap_or_default()))
            }),
            row("Document number", numbers.0, numbers.1, number_agreement, mask_number),
            row("E-mail", emails.0, emails.1, email_agreement, mask_email),
            row("Phone", phones.0, phones.1, phone_agreement, mask_number),
        ]
    }

    fn tests(&self) -> BTreeMap<(ItemId, crate::playbook::RequirementId), crate::case::RequirementState> {
        let kind = &self.playbook.kinds[&self.kind];
        let mut tests = BTreeMap::new();
        for item in &kind.items {
            for requirement in &item.requirements {
                if let Some(test) = requirement.test {
                    let state = test_requirement(test, &item.id, &self.case, &self.facts);
                    tests.insert((item.id.clone(), requirement.id.clone()), state);
                }
            }
        }
        tests
    }

    fn evidence(&self) -> Vec<EvidenceView> {
        let of = |evidence: &Evidence, set_aside| EvidenceView {
            path: evidence.stored.then(|| PathBuf::from(format!("/vault/{}.jpg", evidence.sha256))),
            pixels: (evidence.media == "image/png").then_some((1_280, 800)),
            seen_in: self.facts.seen_elsewhere.get(&evidence.sha256).copied(),
            evidence: evidence.clone(),
            ticket: None,
            set_aside,
        };
        let items = self.case.items.values();
        items
            .flat_map(|item| {
                let counting = item.evidence.iter().map(|evidence| of(evidence, false));
                counting.chain(item.set_aside.iter().map(|evidence| of(evidence, true)))
            })
            .collect()
    }

    fn timeline(&self) -> Vec<TimelineRow> {
        let kind = &self.playbook.kinds[&self.kind];
        let rows = self.events.iter().enumerate().map(|(index, (stamp, event))| TimelineRow {
            seq: 4_100 + i64::try_from(index).unwrap(),
            at: stamp.at,
            actor: stamp.actor.to_string(),
            event: event.name(),
            text: describe(event, kind),
        });
        let mut rows: Vec<_> = rows.collect();
        rows.reverse();
        rows
    }
}

fn id<T: std::str::FromStr>(text: &str) -> T
where
    T::Err: std::fmt::Debug,
{
    text.parse().unwrap()
}

fn account(json: serde_json::Value) -> AccountRecord {
    serde_json::from_value(json).unwrap()
}

/// The account that is to be recovered.
fn lost_account() -> AccountRecord {
    account(serde_json::json!({
        "institution": "binance", "ref": "reg-77", "account": "A-1000077",
        "email": "wei.lin@example.com", "phone": "+8613800004711", "status": "active",
        "kyc": { "level": "advanced", "name": "Lin Wei", "born": "1991-04-12", "nationality": "CN",
                 "document": { "type": "id_card", "country": "CN", "number": "110101199104121234" },
                 "verified_at": "2021-03-02T10:00:00Z" },
        "registered_at": "2021-03-01T09:30:00Z", "last_active_at": "2026-10-30T20:00:00Z",
        "assets": 18423.5, "open_orders": 2,
        "logins": [{ "at": "2026-10-30T20:00:00Z", "ip": "203.0.113.7", "city": "Shanghai", "country": "CN",
                     "lat": 31.23, "lon": 121.47, "device": "iPhone 15" }],
        "cards_last4": ["4821"], "withdrawal_addresses": ["0x52908400098527886E0F7030069857D2E4169EE7"],
        "two_factor": true, "region": "CN"
    }))
}

fn evidence(item: &str, byte: u8, media: &str, bytes: u64) -> Evidence {
    Evidence {
        item: id(item),
        sha256: Digest([byte; 32]),
        bytes,
        media: media.to_owned(),
        stored: true,
        brought_on: NaiveDate::from_ymd_opt(2026, 11, 16).unwrap(),
        dated: None,
        spoken: None,
        recorded_at: None,
        captured: None,
        merged_from: None,
    }
}

pub fn ticket() -> Ticket {
    serde_json::from_value(serde_json::json!({
        "institution": "binance", "ref": "T-20261116-0042", "kind": "recovery", "account": "A-1000077",
        "contact_email": "wei.lin.new@example.org", "contact_phone": "+8613900001111",
        "opened_at": "2026-11-16T08:12:00Z",
        "from": { "ip": "198.51.100.23", "city": "Shanghai", "country": "CN", "lat": 31.2, "lon": 121.5,
                  "device": "iPhone 15", "utc_offset_minutes": 480 },
        "name": "Wei Lin", "born": "1991-04-12", "nationality": "CN",
        "document": { "type": "id_card", "country": "CN", "number": "110101199104121234" },
        "clues": { "registered_month": ["2021-03"], "cards": ["4821"], "last_login_city": ["Shanghai"],
                   "phones": ["4711"] },
        "challenge": { "phrase": PHRASE, "given_at": "2026-11-16T07:00:00Z" },
        "text": "I lost my phone on the train and my old mailbox was closed by the provider.\n\nPlease help me back in; \
                 I have used this account since March 2021 and traded from Shanghai only."
    }))
    .unwrap()
}

fn brought() -> Vec<Evidence> {
    let day = NaiveDate::from_ymd_opt(2026, 11, 16);
    let note = Evidence { dated: day, ..evidence("note", 0xc3, "image/jpeg", 1_204_221) };
    let video = Evidence {
        spoken: Some(Spoken::Words(PHRASE.to_owned())),
        recorded_at: Some(Utc.with_ymd_and_hms(2026, 11, 16, 7, 40, 0).unwrap()),
        ..evidence("video", 0xd4, "video/mp4", 24_800_113)
    };
    vec![
        evidence("id_front", 0xa1, "image/jpeg", 1_433_902),
        evidence("id_back", 0xb2, "image/jpeg", 1_388_020),
        note,
        video,
    ]
}

fn opened(
    ticket: Ticket,
    evidence: Vec<Evidence>,
    signals: &[(Signal, f64)],
    account: AccountRecord,
) -> Desk {
    let playbook = playbook(ticket.institution.as_str());
    let kind: KindId = ticket.kind.clone().unwrap();
    let opened_at = ticket.opened_at;
    let facts = Facts {
        claimant: Some(account),
        fresh_phrase: PHRASE.to_owned(),
        ..Facts::bare(opened_at, Actor::Applicant)
    };
    let case = Case::unopened(CaseId(812));
    let mut desk = Desk { case, facts, playbook, kind: kind.clone(), events: Vec::new() };
    let signals = signals.iter().map(|(signal, value)| (*signal, signal.value(*value).unwrap())).collect();
    desk.act(&Command::Open(Box::new(Opening { kind, ticket, evidence, signals, submission: None })))
        .unwrap();
    // The desk gives its phrase on opening; the applicant read that one.
    let given = desk.case.phrases.last().map(|phrase: &Phrase| phrase.given_at);
    if let Some(video) = desk.case.items.get_mut(&id::<ItemId>("video")) {
        video
            .evidence
            .iter_mut()
            .for_each(|evidence| evidence.recorded_at = given.map(|at| at + Duration::hours(1)));
    }
    desk
}

fn reviewed_by(mut desk: Desk, operator: &str, role: Role) -> Desk {
    desk.facts.actor = Actor::Timer;
    desk.facts.now = desk.case.matter.as_ref().unwrap().opened_at + Duration::minutes(1);
    desk.act(&Command::Act(Act::plain(id("auto_pass")))).unwrap();
    desk.facts.actor = Actor::Operator(id::<OperatorId>(operator), role);
    desk.facts.now = now();
    desk
}

/// A straightforward appeal in manual review: everything came, nothing is judged, nothing speaks against it.
pub fn straightforward() -> Desk {
    static MADE: OnceLock<Desk> = OnceLock::new();
    MADE.get_or_init(make_straightforward).clone()
}

fn make_straightforward() -> Desk {
    let signals = [(Signal::FaceMatch, 0.981), (Signal::Liveness, 0.94)];
    reviewed_by(opened(ticket(), brought(), &signals, lost_account()), "alice", Role::Reviewer)
}

/// The same appeal from somebody who reads another language.
pub fn straightforward_in(language: &str) -> Desk {
    let signals = [(Signal::FaceMatch, 0.981), (Signal::Liveness, 0.94)];
    let ticket = Ticket { language: Some(id(language)), ..ticket() };
    reviewed_by(opened(ticket, brought(), &signals, lost_account()), "alice", Role::Reviewer)
}

/// An appeal with everything that can trouble one: a stale note, a reused picture, another passport, a far-away origin, a
/// clue that does not match, half of it judged, notes, and hostile text.
pub fn troubled() -> Desk {
    static MADE: OnceLock<Desk> = OnceLock::new();
    MADE.get_or_init(make_troubled).clone()
}

fn make_troubled() -> Desk {
    let mut ticket = ticket();
    ticket.name = Some("Lin\u{202e} W\u{1b}[31mei 陈美玲 श्री".to_owned());
    ticket.text = Some(format!("HELP\u{7} {}\nसंपादक श्री 👩‍👩‍👧‍👦", "verylongword".repeat(30)));
    ticket.from = serde_json::from_value(serde_json::json!({
        "ip": "192.0.2.200", "city": "Lagos", "country": "NG", "lat": 6.45, "lon": 3.39, "device": "Pixel 9"
    }))
    .unwrap();
    ticket.document = Some(Document {
        kind: crate::case::record::DocumentType::Passport,
        country: "CN".into(),
        number: "E1234567".into(),
        mrz: Vec::new(),
    });
    ticket.clues.insert(id("cards"), vec!["9999".to_owned(), "1\u{200b}234".to_owned()]);
    let mut evidence = brought();
    evidence[2].dated = NaiveDate::from_ymd_opt(2026, 11, 13);
    let signals = [(Signal::FaceMatch, 0.91), (Signal::Liveness, 0.55), (Signal::FailedLogins, 12.0)];
    let mut desk = opened(ticket, evidence, &signals, lost_account());
    desk.facts.seen_elsewhere.insert(Digest([0xa1; 32]), CaseId(640));
    let mut desk = reviewed_by(desk, "alice", Role::Reviewer);
    let bo = Actor::Operator(id("bo"), Role::Reviewer);
    let judge = |item: &str, requirement: &str, verdict| Command::Judge {
        item: id(item),
        requirement: id(requirement),
        verdict: Some(verdict),
    };
    let day = Duration::hours(26);
    desk.act_as(bo.clone(), day, &judge("id_front", "edges_visible", crate::case::Verdict::Ticked));
    desk.act_as(bo.clone(), day, &judge("id_back", "emblem_clear", crate::case::Verdict::Refused));
    let answer =
        Command::Answer { check: id("details_match"), answer: Some(crate::playbook::Answer::Failed) };
    desk.act_as(bo.clone(), day, &answer);
    let note = Command::Note {
        text: "The passport is not the document of the verification; asked the lead.".to_owned(),
    };
    desk.act_as(bo, Duration::hours(25), &note);
    desk
}

/// Somebody who cannot log in because of `trouble`, and has tried one thing; `more` is what the registry knows besides.
pub fn login_trouble(trouble: &str, more: serde_json::Value) -> Desk {
    let mut account = serde_json::to_value(lost_account()).unwrap();
    for (key, value) in more.as_object().unwrap() {
        account[key] = value.clone();
    }
    let mut ticket = ticket();
    ticket.kind = Some(id("access"));
    ticket.clues.clear();
    ticket.challenge = None;
    ticket.trouble = Some(id(trouble));
    ticket.tried = vec![id("waited")];
    ticket.text = Some("I cannot log in any more. Please help me.".to_owned());
    let mut desk = opened(ticket, Vec::new(), &[], serde_json::from_value(account).unwrap());
    desk.facts.actor = Actor::Operator(id("alice"), Role::Reviewer);
    desk.facts.now = now();
    desk
}

/// An identity conflict with a holder, whose cause is not named yet.
pub fn conflict() -> Desk {
    static MADE: OnceLock<Desk> = OnceLock::new();
    MADE.get_or_init(make_conflict).clone()
}

fn make_conflict() -> Desk {
    let mut holder = lost_account();
    holder.account = id("A-1000012");
    let mut claimant = lost_account();
    claimant.account = id("A-2000001");
    claimant.kyc = None;
    claimant.email = Some("lin.w@example.net".to_owned());
    let mut ticket = ticket();
    ticket.kind = Some(id("conflict"));
    ticket.account = id("A-2000001");
    ticket.clues = BTreeMap::from([(id("old_email"), vec!["wei.lin@example.com".to_owned()])]);
    ticket.challenge = None;
    let evidence = vec![
        evidence("id_front", 0xa1, "image/jpeg", 1_433_902),
        evidence("id_back", 0xb2, "image/jpeg", 1_388_020),
        evidence("selfie", 0xe5, "image/png", 3_010_554),
        evidence("description", 0xf6, "text/plain", 812),
    ];
    let playbook = playbook("binance");
    let facts = Facts {
        claimant: Some(claimant),
        holder: Some(holder),
        ..Facts::bare(ticket.opened_at, Actor::Applicant)
    };
    let kind: KindId = id("conflict");
    let mut desk =
        Desk { case: Case::unopened(CaseId(31)), facts, playbook, kind: kind.clone(), events: Vec::new() };
    let signals = BTreeMap::from([(Signal::FaceMatch, Signal::FaceMatch.value(0.93).unwrap())]);
    desk.act(&Command::Open(Box::new(Opening { kind, ticket, evidence, signals, submission: None })))
        .unwrap();
    desk.facts.actor = Actor::Operator(id("alice"), Role::Reviewer);
    desk.facts.now = now();
    desk
}

/// The action of that name.
pub fn action(name: &str) -> ActionId {
    id(name)
}

/// A conflict about the same account, which has ended.
pub fn related() -> LinkedView {
    LinkedView {
        linked: Linked {
            case: CaseId(640),
            number: CaseNumber::new("IC", CaseId(640)),
            kind: id("conflict"),
            stage: "Closed".to_owned(),
            claimant: id("A-2000001"),
            holder: None,
            outcome: Some(Outcome::Closed),
            decision: Some(Outcome::Closed),
            followed_up: false,
        },
        title: "Identity conflict".to_owned(),
        about: "account A-2000001 asks".to_owned(),
        claimed: None,
        due: None,
        version: Version(9),
        means: Vec::new(),
    }
}

/// A desk with work, for the lead screen.
pub fn lead() -> LeadView {
    let queue = |kind: &str, title: &str, open, unclaimed| QueueView {
        institution: id("binance"),
        kind: id(kind),
        title: title.to_owned(),
        open,
        unclaimed,
        put_off: if kind == "recovery" { 5 } else { 0 },
        followed_up: if kind == "recovery" { 3 } else { 0 },
    };
    let stage = |kind: &str, stage: &str, title: &str, open| StageView {
        institution: id("binance"),
        kind: id(kind),
        stage: id(stage),
        title: title.to_owned(),
        open,
    };
    let day = |back: i64| now().date_naive() - Duration::days(back);
    let load =
        |operator: &str, claimed, decided| OperatorLoad { operator: operator.to_owned(), claimed, decided };
    let counts = [
        (31, 28),
        (40, 44),
        (12, 0),
        (9, 0),
        (38, 35),
        (42, 39),
        (36, 41),
        (45, 30),
        (33, 33),
        (10, 2),
        (8, 0),
        (41, 36),
        (44, 47),
        (21, 18),
    ];
    LeadView {
        now: now(),
        queues: vec![queue("recovery", "Recovery", 128, 96), queue("conflict", "Conflicts", 64, 60)],
        stages: vec![
            stage("recovery", "automated_review", "Automated review", 12),
            stage("recovery", "manual_review", "Manual review", 88),
            stage("recovery", "waiting_applicant", "Waiting for the applicant", 28),
            stage("conflict", "finding_cause", "Finding the cause", 64),
        ],
        bands: [61, 74, 42, 15],
        ages: [33, 71, 60, 22, 6],
        due: [9, 23, 58, 74, 28],
        throughput: counts
            .iter()
            .enumerate()
            .map(|(index, (opened, ended))| (day(13 - i64::try_from(index).unwrap()), *opened, *ended))
            .collect(),
        operators: vec![load("alice", 6, 51), load("bo", 3, 44), load("carol\u{202e}", 0, 12)],
        rates: vec![
            RateView {
                institution: id("binance"),
                kind: id("recovery"),
                title: "Recovery".to_owned(),
                approved: 212,
                approved_open: 9,
                rejected: 31,
                closed: 24,
                expected: Some(80),
            },
            RateView {
                institution: id("binance"),
                kind: id("conflict"),
                title: "Conflicts".to_owned(),
                approved: 40,
                approved_open: 0,
                rejected: 22,
                closed: 9,
                expected: None,
            },
        ],
    }
}

/// What the desk says of the three cases; made once, for tests that draw a thousand times.
pub fn views() -> &'static [CaseView; 3] {
    static VIEWS: OnceLock<[CaseView; 3]> = OnceLock::new();
    VIEWS.get_or_init(|| [straightforward().view(), troubled().view(), conflict().view()])
}
