//! What the applicant writes, what operators noted, and what happened.

use super::clock::stamp;
use super::scene::{Row, Scene};
use super::session;
use super::stop::{Section, Stop};
use crate::case::Application;
use crate::console::format;
use crate::console::sheet::{Tone, piece, wrapped};
use crate::desk::{LinkedView, TimelineRow};
use crate::identity::{mask_email, mask_number};
use crate::text::Clean;

/// Lines that one event takes at most; the log screen shows it whole.
const EVENT_LINES: usize = 3;

/// The lines of the application.
pub fn application(scene: &Scene<'_>) -> Vec<Row> {
    let Some(matter) = scene.matter() else { return Vec::new() };
    let mut rows = Vec::new();
    let fact = |text: String, rows: &mut Vec<Row>| {
        let stop = Stop::Line(Section::Application, rows.len());
        rows.extend(scene.told(&[], &text, Tone::Dim, &[], Some(&stop)));
    };
    let mut references = vec![matter.reference.to_string()];
    references.extend(scene.case().tickets.joined().map(ToString::to_string));
    fact(format!("ticket {} · sent {} UTC", references.join(", "), stamp(matter.applied_at)), &mut rows);
    rows.extend(senders(scene));
    for carried in &scene.case().carried {
        let playbook = &scene.view.playbook;
        fact(format!("before, in {}: {}", carried.number(playbook), carried.words(playbook)), &mut rows);
    }
    let Some(said) = scene.case().tickets.application() else {
        fact("What the applicant said was erased.".to_owned(), &mut rows);
        return rows;
    };
    fact(reached(scene, said), &mut rows);
    fact(came_from(scene, said), &mut rows);
    if let Some(phrase) = scene.case().phrases.last() {
        fact(format!("phrase given {} UTC: “{}”", stamp(phrase.given_at), phrase.phrase), &mut rows);
    }
    rows.extend(session::rows(scene, rows.len()));
    match &said.text {
        Some(text) => {
            rows.push(Row::new());
            let first = rows.len();
            for (index, line) in
                wrapped::<Stop>(&[], &Clean::block(text), Tone::Plain, &[], scene.width, None)
                    .into_iter()
                    .enumerate()
            {
                rows.push(line.at(Stop::Line(Section::Application, first + index)));
            }
        }
        None if scene.case().session().is_some() => {}
        None => fact("The applicant wrote nothing.".to_owned(), &mut rows),
    }
    rows
}

/// Where several people sent a ticket: each with what reaches them. A person says who of them applies.
fn senders(scene: &Scene<'_>) -> Vec<Row> {
    let tickets = &scene.case().tickets;
    if tickets.all().iter().all(|ticket| ticket.sender == 0) {
        return Vec::new();
    }
    let (sign, tone) = if tickets.is_unsettled() { ("○", Tone::Open) } else { ("✔", Tone::Good) };
    let mut rows = vec![
        Row::new().put(tone, sign).put(Tone::Strong, " Who applies: these tickets give different addresses"),
    ];
    for ticket in tickets.all() {
        let chosen = !tickets.is_unsettled() && tickets.counts(&ticket.reference);
        let (sign, tone) = if chosen { ("  (•) ", Tone::Strong) } else { ("  ( ) ", Tone::Plain) };
        let reached = match ticket.application.get() {
            Some(said) => format!("{} · {}", ticket.reference, reached(scene, said)),
            None => format!("{} · erased", ticket.reference),
        };
        let stop = Stop::Ticket(ticket.reference.clone());
        rows.extend(scene.told(&[piece(tone, sign)], &reached, tone, &[], Some(&stop)));
    }
    rows
}

fn reached(scene: &Scene<'_>, said: &Application) -> String {
    let mut parts = vec![format!("reach {}", scene.covered(&said.contact_email, mask_email))];
    if let Some(phone) = &said.contact_phone {
        parts.push(scene.covered(phone, mask_number).into_string());
    }
    parts.join(" · ")
}

fn came_from(scene: &Scene<'_>, said: &Application) -> String {
    let from = &said.from;
    let place: Vec<&str> = from.city.iter().chain(&from.country).map(String::as_str).collect();
    let mut parts = Vec::new();
    if !place.is_empty() {
        parts.push(place.join(", "));
    }
    if let Some(ip) = from.ip {
        parts.push(scene.covered(&ip.to_string(), mask_number).into_string());
    }
    if let Some(device) = &from.device {
        parts.push(device.clone());
    }
    if parts.is_empty() { "from: unknown".to_owned() } else { format!("from {}", parts.join(" · ")) }
}

/// The lines of notes and related cases.
pub fn notes(scene: &Scene<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    for row in scene.view.timeline.iter().filter(|row| row.event == "note_added") {
        let stop = Stop::Note(row.seq);
        let head = Row::new()
            .put(Tone::Strong, &row.actor)
            .put(Tone::Dim, &format!("  {}", format::instant(row.at, scene.now)));
        rows.push(head.at(stop.clone()));
        let text = row.text.as_str();
        let text = text.strip_prefix("note: ").unwrap_or(text);
        rows.extend(scene.told(&[piece(Tone::Plain, "  ")], text, Tone::Plain, &[], Some(&stop)));
    }
    if rows.is_empty() {
        rows.push(Row::new().put(Tone::Dim, "No notes yet.").right(Tone::Accent, "N note"));
    }
    rows.extend(scene.view.related.iter().flat_map(|related| related_rows(scene, related)));
    rows
}

/// A case about the same accounts: what it is, where it stands, who has it, and what it means for this one.
fn related_rows(scene: &Scene<'_>, related: &LinkedView) -> Vec<Row> {
    let linked = &related.linked;
    let stop = Stop::Related(linked.case);
    let open = linked.outcome.is_none();
    let tone = if open { Tone::Accent } else { Tone::Dim };
    let words = format!("  {} · {}", related.title, linked.stage);
    let mut head = Row::new().put(tone, &format!("↗ {}", linked.number)).put(Tone::Dim, &words);
    if let Some((operator, _)) = related.claimed.as_ref().filter(|(_, until)| *until > scene.now) {
        head = head.put(Tone::Plain, &format!(" · {operator}"));
    }
    let mut rows = vec![head.at(stop.clone())];
    if open {
        let indent = [piece(Tone::Plain, "  ")];
        rows.extend(scene.told(&indent, &related.about, Tone::Dim, &[], Some(&stop)));
        for means in &related.means {
            rows.extend(scene.told(&[piece(Tone::Warn, "  ! ")], means, Tone::Warn, &[], Some(&stop)));
        }
    }
    rows
}

/// The lines of the timeline, the newest first.
pub fn timeline(scene: &Scene<'_>) -> Vec<Row> {
    scene.view.timeline.iter().flat_map(|row| event_rows(scene, row)).collect()
}

fn event_rows(scene: &Scene<'_>, row: &TimelineRow) -> Vec<Row> {
    let stop = Stop::Event(row.seq);
    let when = row.at.format("%m-%d %H:%M ").to_string();
    let lead =
        [piece(Tone::Dim, &when), piece(Tone::Strong, &format!("{} ", Clean::name(&row.actor).fit(12)))];
    let text = decides(row.event);
    let tone = if text { Tone::Plain } else { Tone::Dim };
    let mut rows = wrapped(&lead, &row.text, tone, &[], scene.width, Some(&stop));
    if rows.len() > EVENT_LINES {
        rows.truncate(EVENT_LINES);
        if let Some(last) = rows.last_mut() {
            last.right.push(piece(Tone::Dim, "…"));
        }
    }
    rows
}

/// Whether an event decides something; the others are the road to it.
fn decides(event: &str) -> bool {
    matches!(
        event,
        "opened" | "acted" | "proposed" | "message_received" | "note_added" | "merged_into" | "absorbed"
    )
}
