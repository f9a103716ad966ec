//! The triage: what was tried, the answers given, the question that is asked now, and the reply that the answers lead to
//! (L11).

use super::scene::{Row, Scene};
use super::stop::{Section, Stop};
use crate::case::{Given, Led, TriageStanding};
use crate::console::format;
use crate::console::sheet::{Tone, piece, wrapped};
use crate::playbook::{Choice, Question};
use crate::text::Clean;

/// The section's lines; none where the kind has no triage.
pub fn rows(scene: &Scene<'_>) -> Vec<Row> {
    let Some(standing) = scene.view.triage.as_ref() else { return Vec::new() };
    let triage = &scene.case().triage;
    let mut rows = notices(scene, standing);
    for walk in &triage.earlier {
        let words = format!("earlier: {}", said(scene, walk));
        rows.extend(read(scene, &[], &words, Tone::Dim, rows.len()));
    }
    for given in &triage.path {
        rows.extend(given_rows(scene, given));
    }
    if triage.acted_on {
        let words = "That was sent. If it did not help, begin again:";
        rows.extend(read(scene, &[], words, Tone::Dim, rows.len()));
    }
    if let Some(question) = asked(scene) {
        rows.extend(scene.told(&[piece(Tone::Open, "○ ")], &question.ask, Tone::Strong, &[], None));
        for (index, choice) in question.choices.iter().enumerate() {
            rows.extend(choice_rows(scene, standing, question, (index, choice)));
        }
    }
    if let Some(led) = &standing.led {
        rows.extend(led_rows(scene, led));
    }
    rows
}

/// The question that is asked now.
pub fn asked<'s>(scene: &Scene<'s>) -> Option<&'s Question> {
    scene.kind.question(scene.view.triage.as_ref()?.asked.as_ref()?)
}

/// Where the cursor stands first: on what the answers lead to, on the answer that is proposed, or on the first one. None
/// where there is nothing to walk, or where what it led to was sent.
pub fn first_stop(scene: &Scene<'_>) -> Option<Stop> {
    let standing = scene.view.triage.as_ref()?;
    if scene.case().triage.acted_on {
        return None;
    }
    if standing.led.is_some() {
        return Some(Stop::Led);
    }
    let question = asked(scene)?;
    let proposed = standing.proposed.as_ref().map(|proposed| &proposed.choice);
    let choice = proposed.or_else(|| question.choices.first().map(|choice| &choice.id))?;
    Some(Stop::Choice(question.id.clone(), choice.clone()))
}

/// The lock, the codes, and what was tried: what one must know before answering.
fn notices(scene: &Scene<'_>, standing: &TriageStanding) -> Vec<Row> {
    let mut rows = Vec::new();
    if let Some(lock) = standing.lock {
        let at = format::instant(lock.until, scene.now);
        let (sign, tone, words) = if lock.runs(scene.now) {
            ("⚠ ", Tone::Warn, format!("the lock runs until {at}: {}", lock.why()))
        } else {
            ("✔ ", Tone::Good, format!("the lock ended {at}"))
        };
        let rule = scene.kind.login_lock.as_ref().map(|lock| piece(Tone::Dim, lock.rule.as_str()));
        let stop = Stop::Line(Section::Triage, rows.len());
        let right: Vec<_> = rule.into_iter().collect();
        rows.extend(scene.told(&[piece(tone, sign)], &words, Tone::Plain, &right, Some(&stop)));
    }
    if let Some((codes, again)) = standing.codes.and_then(|codes| Some((codes, codes.again_at?))) {
        let at = format::instant(again, scene.now);
        let words = format!("{} codes were sent, no further one is before {at}", codes.lately);
        let rule = scene.kind.code_limit.as_ref().map(|limit| piece(Tone::Dim, limit.rule.as_str()));
        let stop = Stop::Line(Section::Triage, rows.len());
        let right: Vec<_> = rule.into_iter().collect();
        rows.extend(scene.told(&[piece(Tone::Warn, "⚠ ")], &words, Tone::Plain, &right, Some(&stop)));
    }
    let tried = scene.case().tickets.tried();
    if !tried.is_empty() {
        let titles = tried.iter().filter_map(|id| scene.kind.remedy(id));
        let titles: Vec<&str> = titles.map(|remedy| remedy.title.as_str()).collect();
        let words = format!("tried: {}", titles.join(", "));
        rows.extend(read(scene, &[], &words, Tone::Plain, rows.len()));
    }
    rows
}

/// Lines that are only read.
fn read(
    scene: &Scene<'_>,
    sign: &[crate::console::sheet::Piece],
    words: &str,
    tone: Tone,
    number: usize,
) -> Vec<Row> {
    let stop = Stop::Line(Section::Triage, number);
    scene.told(sign, words, tone, &[], Some(&stop))
}

fn said(scene: &Scene<'_>, walk: &[Given]) -> String {
    let title = |given: &Given| {
        let choice = scene.kind.question(&given.question).and_then(|known| known.choice(&given.choice));
        choice.map_or_else(|| given.choice.to_string(), |choice| choice.title.clone())
    };
    walk.iter().map(title).collect::<Vec<_>>().join(" → ")
}

fn given_rows(scene: &Scene<'_>, given: &Given) -> Vec<Row> {
    let question = scene.kind.question(&given.question);
    let choice = question.and_then(|question| question.choice(&given.choice));
    let name = question.map_or(given.question.as_str(), |question| question.title.as_str());
    let title = choice.map_or(given.choice.as_str(), |choice| choice.title.as_str());
    let right: Vec<_> = choice.map(|choice| piece(Tone::Dim, choice.rule.as_str())).into_iter().collect();
    let stop = Stop::Given(given.question.clone());
    let words = format!("{name}: {title}");
    scene.told(&[piece(Tone::Good, "✔ ")], &words, Tone::Plain, &right, Some(&stop))
}

fn choice_rows(
    scene: &Scene<'_>,
    standing: &TriageStanding,
    question: &Question,
    (index, choice): (usize, &Choice),
) -> Vec<Row> {
    let stop = Stop::Choice(question.id.clone(), choice.id.clone());
    let digit = if index < 9 { format!("{} ", index + 1) } else { "  ".to_owned() };
    let proposed = standing.proposed.as_ref().filter(|proposed| proposed.choice == choice.id);
    let (mark, tone) = if proposed.is_some() { ("▸ ", Tone::Strong) } else { ("  ", Tone::Plain) };
    let sign = [piece(Tone::Accent, &format!("  {digit}")), piece(Tone::Open, mark)];
    let right = [piece(Tone::Dim, choice.rule.as_str())];
    let mut rows = scene.told(&sign, &choice.title, tone, &right, Some(&stop));
    if let Some(proposed) = proposed {
        let indent = [piece(Tone::Plain, "      ")];
        rows.extend(scene.told(&indent, &proposed.why, Tone::Dim, &[], Some(&stop)));
    }
    rows
}

/// What the answers lead to, and the letter that would be sent.
fn led_rows(scene: &Scene<'_>, led: &Led) -> Vec<Row> {
    let action = led.action.as_ref().and_then(|id| scene.kind.action(id));
    let Some(action) = action else {
        let words = "The answers lead to a reply, which cannot be sent from this stage";
        return read(scene, &[piece(Tone::Warn, "→ ")], words, Tone::Plain, 0);
    };
    let key = action.key.map(String::from).unwrap_or_default();
    let right = [piece(Tone::Accent, &key)];
    let sign = [piece(Tone::Accent, "→ ")];
    let mut rows = scene.told(&sign, &action.title, Tone::Strong, &right, Some(&Stop::Led));
    if let Some(refusal) = &led.refusal {
        let sign = [piece(Tone::Bad, "  ✕ ")];
        rows.extend(scene.told(&sign, &refusal.to_string(), Tone::Plain, &[], Some(&Stop::Led)));
    }
    let Some((_, letter)) = &led.letter else { return rows };
    rows.push(Row::new());
    rows.extend(scene.told(&[], &letter.subject, Tone::Strong, &[], None));
    let body = Clean::block(letter.body.trim_end());
    let lines = wrapped::<Stop>(&[], &body, Tone::Dim, &[], scene.width, None);
    rows.extend(lines.into_iter().enumerate().map(|(index, line)| {
        // Numbered behind the lines that stand above the questions.
        line.at(Stop::Line(Section::Triage, 100 + index))
    }));
    rows
}
