//! What an applicant brings: photos, notes and films, fresh or old, own or borrowed.

use super::dice::Dice;
use super::picture::Picture;
use super::story::{Cast, Character};
use crate::case::Digest;
use crate::case::record::{EvidenceRecord, Origin, Phrase};
use crate::playbook::{Item, RequirementTest};
use chrono::{DateTime, Duration, NaiveDate, Utc};

/// What comes with the ticket, and the pictures that are files.
pub(super) fn evidence(
    cast: &Cast<'_>,
    from: &Origin,
    challenge: Option<&Phrase>,
    dice: &mut Dice,
) -> (Vec<EvidenceRecord>, Vec<Picture>) {
    let mut brought = Vec::new();
    let mut pictures = Vec::new();
    for item in &cast.kind.items {
        let chance = match (item.required, cast.character) {
            (true, Character::Honest | Character::Fraud) => 1.0,
            (true, Character::Careless) => 0.85,
            (false, _) => 0.35,
        };
        if !dice.chance(chance) {
            continue;
        }
        let sent = Sent { at: cast.opened_at, offset: from.utc_offset_minutes.unwrap_or(0), challenge };
        let (record, picture) = one(cast, item, &sent, dice);
        brought.push(record);
        pictures.extend(picture);
    }
    (brought, pictures)
}

/// How an item is sent.
pub(super) struct Sent<'a> {
    pub(super) at: DateTime<Utc>,
    /// The applicant's zone, minutes east of UTC.
    pub(super) offset: i32,
    pub(super) challenge: Option<&'a Phrase>,
}

impl Sent<'_> {
    fn day(&self) -> NaiveDate {
        (self.at + Duration::minutes(self.offset.into())).date_naive()
    }
}

/// One item as this applicant brings it.
pub(super) fn one(
    cast: &Cast<'_>,
    item: &Item,
    sent: &Sent<'_>,
    dice: &mut Dice,
) -> (EvidenceRecord, Option<Picture>) {
    let asks = |test| item.requirements.iter().any(|one| one.test == Some(test));
    let fault = match cast.character {
        Character::Honest => 0.02,
        Character::Careless => 0.12,
        Character::Fraud => 0.3,
    };
    let media = media(item);
    let mut record = EvidenceRecord {
        item: item.id.clone(),
        file: None,
        sha256: None,
        bytes: None,
        media: None,
        dated: None,
        phrase: None,
        recorded_at: None,
        captured: None,
    };
    if asks(RequirementTest::DatedOnApplicationDay) {
        let old = if dice.chance(fault) { dice.whole(1, 60) } else { 0 };
        record.dated = Some(sent.day() - Duration::days(old));
    }
    if let Some(challenge) = sent.challenge
        && asks(RequirementTest::PhraseGivenBySystem)
    {
        let another = dice.chance(fault);
        record.phrase = Some(if another { "hello, this is me".to_owned() } else { challenge.phrase.clone() });
        let early = if dice.chance(fault / 2.0) { 600 } else { 0 };
        record.recorded_at = Some(challenge.given_at + Duration::minutes(dice.whole(2, 12) - early));
    }
    if cast.pictured && media == "image/png" {
        let path = format!("{}/{}-{}.png", cast.names.ticket, item.id, sent.at.format("%m%d%H"));
        record.file = Some(path.clone());
        let seed = dice.any();
        return (record, Some(Picture { path, seed, number: cast.number }));
    }
    let borrowed = cast.character == Character::Fraud && dice.chance(0.25);
    let hash = if borrowed { cast.ring.picture(cast.seed, dice) } else { dice.bytes() };
    let size = if media.starts_with("video") { 2_000_000..30_000_000 } else { 90_000..4_000_000 };
    record.sha256 = Some(Digest(hash));
    record.bytes = u64::try_from(dice.whole(size.start, size.end)).ok();
    record.media = Some(media.to_owned());
    (record, None)
}

/// What sort of file an item is, by its tests and its name.
fn media(item: &Item) -> &'static str {
    let name = item.id.as_str();
    let filmed = item.requirements.iter().any(|one| one.test == Some(RequirementTest::PhraseGivenBySystem));
    if filmed || ["video", "scan", "recording"].iter().any(|word| name.contains(word)) {
        "video/mp4"
    } else if ["report", "description", "statement", "contract"].iter().any(|word| name.contains(word)) {
        "application/pdf"
    } else {
        "image/png"
    }
}
