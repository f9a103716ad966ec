//! The checklist: every item with its files, and every requirement on its own line with what the machine says of it.

use super::scene::{Row, Scene};
use super::stop::Stop;
use crate::case::{RequirementState, Verdict};
use crate::console::sheet::{Tone, piece};
use crate::desk::{EvidenceView, Whereabouts};
use crate::playbook::{Item, Requirement};

/// Where an item stands, all its requirements taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemStanding {
    /// It has not come.
    Absent,
    /// Something of it was refused, or a machine's test contradicts it.
    Refused,
    /// Something of it is open.
    Open,
    /// All of it is ticked.
    Accepted,
}

/// Where `item` stands in the case.
pub fn standing(scene: &Scene<'_>, item: &Item) -> ItemStanding {
    if scene.case().evidence(&item.id).is_empty() {
        return ItemStanding::Absent;
    }
    let signs = item.requirements.iter().map(|requirement| sign(scene, item, requirement));
    let mut standing = ItemStanding::Accepted;
    for (_, tone) in signs {
        match tone {
            Tone::Bad => return ItemStanding::Refused,
            Tone::Good => {}
            _ => standing = ItemStanding::Open,
        }
    }
    standing
}

/// The section's lines.
pub fn rows(scene: &Scene<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    for item in &scene.kind.items {
        if !rows.is_empty() {
            rows.push(Row::new());
        }
        rows.push(heading(scene, item));
        for file in scene.view.evidence.iter().filter(|file| file.evidence.item == item.id) {
            rows.extend(file_rows(scene, item, file));
        }
        if standing(scene, item) == ItemStanding::Absent {
            continue;
        }
        for requirement in &item.requirements {
            rows.extend(requirement_rows(scene, item, requirement));
        }
    }
    rows
}

fn heading(scene: &Scene<'_>, item: &Item) -> Row {
    let ticked = item
        .requirements
        .iter()
        .filter(|requirement| scene.case().verdict(&item.id, &requirement.id) == Some(Verdict::Ticked))
        .count();
    let (sign, tone, words) = match standing(scene, item) {
        ItemStanding::Absent if item.required => ("✘", Tone::Bad, "has not come".to_owned()),
        ItemStanding::Absent => ("–", Tone::Dim, "optional, has not come".to_owned()),
        ItemStanding::Refused => ("✘", Tone::Bad, format!("{ticked} of {}", item.requirements.len())),
        ItemStanding::Open => ("○", Tone::Open, format!("{ticked} of {}", item.requirements.len())),
        ItemStanding::Accepted => ("✔", Tone::Good, format!("{ticked} of {}", item.requirements.len())),
    };
    let title = if tone == Tone::Dim { Tone::Dim } else { Tone::Strong };
    Row::new()
        .put(tone, sign)
        .put(Tone::Plain, " ")
        .put(title, &item.title)
        .put(tone, &format!("  {words}"))
        .right(Tone::Dim, item.rule.as_str())
        .at(Stop::Item(item.id.clone()))
}

fn file_rows(scene: &Scene<'_>, item: &Item, file: &EvidenceView) -> Vec<Row> {
    let evidence = &file.evidence;
    let stop = Stop::File(item.id.clone(), evidence.sha256);
    let hash: String = evidence.sha256.to_string().chars().take(8).collect();
    let mut facts = vec![evidence.media.clone(), size(evidence.bytes), hash];
    if let Some((width, height)) = file.pixels {
        facts.insert(1, format!("{width} × {height}"));
    }
    if let Some(dated) = evidence.dated {
        facts.push(format!("dated {dated}"));
    }
    if let Some(recorded) = evidence.recorded_at {
        facts.push(format!("recorded {}", recorded.format("%Y-%m-%d %H:%M")));
    }
    // V4: how a picture came is told beside it.
    if let Some(capture) = evidence.captured {
        facts.push(capture.words().to_owned());
    }
    facts.push(format!("sent {}", evidence.brought_on));
    if file.set_aside {
        facts.insert(0, "set aside".to_owned());
    }
    let row = Row::new().put(Tone::Dim, &format!("  ▤ {}", facts.join(" · "))).at(stop.clone());
    let row = match scene.view.whereabouts(file) {
        Whereabouts::Desk => row.right(Tone::Accent, "v view"),
        Whereabouts::Institution => row.right(Tone::Dim, "elsewhere"),
        Whereabouts::Erased => row.right(Tone::Dim, "erased"),
        Whereabouts::Missing => row.right(Tone::Bad, "missing"),
    };
    let mut rows = vec![row];
    if let Some(other) = file.seen_in {
        let text = format!("the same file came with case {} before", other.0);
        rows.extend(scene.told(&[piece(Tone::Bad, "  ‼ ")], &text, Tone::Bad, &[], Some(&stop)));
    }
    rows
}

fn requirement_rows(scene: &Scene<'_>, item: &Item, requirement: &Requirement) -> Vec<Row> {
    let stop = Stop::Requirement(item.id.clone(), requirement.id.clone());
    let (sign, tone) = sign(scene, item, requirement);
    let state = scene.view.tests.get(&(item.id.clone(), requirement.id.clone()));
    let mut right = Vec::new();
    if state == Some(&RequirementState::Holds) {
        right.push(piece(Tone::Good, "test ✔ "));
    }
    right.push(piece(Tone::Dim, requirement.rule.as_str()));
    let lead = [piece(Tone::Plain, "  "), piece(tone, sign), piece(Tone::Plain, " ")];
    let mut rows = scene.told(&lead, &requirement.title, Tone::Plain, &right, Some(&stop));
    if let Some(RequirementState::Contradicted(why)) = state {
        let lead = [piece(Tone::Bad, "    contradicted: ")];
        rows.extend(scene.told(&lead, why, Tone::Bad, &[], Some(&stop)));
    }
    rows
}

/// A requirement's sign: what the reviewer said, and where nothing is said yet, whether a machine contradicts it.
fn sign(scene: &Scene<'_>, item: &Item, requirement: &Requirement) -> (&'static str, Tone) {
    let key = (item.id.clone(), requirement.id.clone());
    let contradicted = matches!(scene.view.tests.get(&key), Some(RequirementState::Contradicted(_)));
    match scene.case().verdict(&item.id, &requirement.id) {
        Some(Verdict::Refused) => ("✘", Tone::Bad),
        _ if contradicted => ("‼", Tone::Bad),
        Some(Verdict::Ticked) => ("✔", Tone::Good),
        None => ("○", Tone::Open),
    }
}

/// A file's size in three digits or so: `812 B`, `1.4 MB`.
fn size(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
    let number = bytes as f64;
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.0} kB", number / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", number / 1e6),
        _ => format!("{:.1} GB", number / 1e9),
    }
}
