//! The applicant or claimant and the record side by side, field by field, masked by default (N6).

use super::scene::{Row, Scene};
use super::stop::{Section, Stop};
use crate::console::format;
use crate::console::sheet::{Piece, Tone};
use crate::desk::{AccountView, FieldRow};
use crate::identity::{Agreement, mask_number};
use crate::playbook::Which;
use crate::text::Clean;

/// From this width on a field stands on one line, below it on two.
const ONE_LINE: usize = 58;
/// Columns of a field's name.
const LABEL: usize = 16;
/// Columns of sign and word.
const VERDICT: usize = 11;

/// The section's lines.
pub fn rows(scene: &Scene<'_>) -> Vec<Row> {
    let (left, right) = sides(scene);
    let mut rows = Vec::new();
    if scene.width >= ONE_LINE {
        let side = (scene.width - LABEL - VERDICT) / 2;
        rows.push(
            Row::new()
                .put(Tone::Plain, &" ".repeat(LABEL))
                .clean(Tone::Strong, Clean::line(&left).pad(side))
                .clean(Tone::Strong, Clean::line(&right).pad(side)),
        );
        rows.extend(scene.view.comparison.iter().map(|field| wide(scene, field, side)));
    } else {
        rows.push(Row::new().put(Tone::Strong, &left).put(Tone::Dim, " │ ").put(Tone::Strong, &right));
        rows.extend(scene.view.comparison.iter().flat_map(|field| narrow(scene, field)));
    }
    rows.extend(zone(scene));
    rows.push(Row::new());
    for (index, account) in scene.view.accounts.iter().enumerate() {
        let stop = Stop::Line(Section::Accounts, index);
        let lead = [Piece { text: Clean::line(&format!("{} ", account.which.as_str())), tone: Tone::Strong }];
        rows.extend(scene.told(&lead, &facts(scene, account), Tone::Dim, &[], Some(&stop)));
    }
    rows.extend(holders(scene));
    rows
}

/// What the machine-readable zone of the document says, where somebody read it (N5).
fn zone(scene: &Scene<'_>) -> Vec<Row> {
    let Some(zone) = scene.view.zone() else { return Vec::new() };
    let (sign, tone) = if zone.is_sound() { ("✔ ", Tone::Good) } else { ("✘ ", Tone::Bad) };
    let lead = [Piece { text: Clean::line(sign), tone }];
    scene.told(&lead, &zone.words(), tone, &[], None)
}

/// The accounts that hold the identity, where they are several: a person says which the case is about.
fn holders(scene: &Scene<'_>) -> Vec<Row> {
    let all = &scene.view.holders;
    if all.len() < 2 {
        return Vec::new();
    }
    let chosen = scene.matter().and_then(|matter| matter.holder.as_ref());
    let (sign, tone) = if chosen.is_some() { ("✔", Tone::Good) } else { ("○", Tone::Open) };
    let mut rows = vec![Row::new().put(tone, sign).put(Tone::Strong, " Which account holds the identity")];
    for account in all {
        let (sign, tone) =
            if chosen == Some(account) { ("  (•) ", Tone::Strong) } else { ("  ( ) ", Tone::Plain) };
        let name = scene.covered(account.as_str(), mask_number);
        let stop = Stop::Holder(account.clone());
        rows.push(Row::new().put(tone, sign).clean(tone, name).at(stop));
    }
    rows
}

/// What the two sides are called.
fn sides(scene: &Scene<'_>) -> (String, String) {
    let named = |which: Which| {
        let account = scene.view.accounts.iter().find(|account| account.which == which)?;
        let number = scene.covered(account.record.account.as_str(), mask_number);
        Some(format!("{} {number}", if which == Which::Claimant { "Claimant" } else { "Holder" }))
    };
    match named(Which::Holder) {
        Some(holder) => (named(Which::Claimant).unwrap_or_else(|| "Claimant".to_owned()), holder),
        None => ("Applicant".to_owned(), "Record".to_owned()),
    }
}

fn values(scene: &Scene<'_>, field: &FieldRow) -> (Clean, Clean) {
    let (left, right) =
        if scene.revealed { (&field.claimant, &field.holder) } else { (&field.masked.0, &field.masked.1) };
    let shown = |value: &Option<Clean>| value.clone().unwrap_or_else(|| Clean::line("–"));
    (shown(left), shown(right))
}

fn wide(scene: &Scene<'_>, field: &FieldRow, side: usize) -> Row {
    let (left, right) = values(scene, field);
    let (sign, tone) = told(scene, field);
    Row::new()
        .clean(Tone::Dim, Clean::line(field.field).pad(LABEL))
        .clean(Tone::Plain, left.fit(side.saturating_sub(1)).pad(side))
        .clean(Tone::Plain, right.fit(side.saturating_sub(1)).pad(side))
        .put(tone, &format!("{sign} {}", field.agreement))
        .at(Stop::Field(field.field))
}

fn narrow(scene: &Scene<'_>, field: &FieldRow) -> [Row; 2] {
    let (left, right) = values(scene, field);
    let (sign, tone) = told(scene, field);
    let side = scene.width.saturating_sub(5) / 2;
    let stop = Stop::Field(field.field);
    [
        Row::new()
            .put(Tone::Dim, field.field)
            .right(tone, &format!("{sign} {}", field.agreement))
            .at(stop.clone()),
        Row::new()
            .put(Tone::Plain, "  ")
            .clean(Tone::Plain, left.fit(side).pad(side))
            .put(Tone::Dim, " │ ")
            .clean(Tone::Plain, right)
            .at(stop),
    ]
}

/// A field's sign. In an appeal the contacts are new by rule (R8), so that they differ speaks against nobody.
fn told(scene: &Scene<'_>, field: &FieldRow) -> (&'static str, Tone) {
    let (sign, tone) = sign(field.agreement);
    let appeal = !scene.view.accounts.iter().any(|account| account.which == Which::Holder);
    let new = appeal && is_contact(field) && field.agreement == Agreement::Different;
    (sign, if new { Tone::Dim } else { tone })
}

/// Whether a field is how somebody is reached.
pub fn is_contact(field: &FieldRow) -> bool {
    matches!(field.field, "E-mail" | "Phone")
}

/// The sign beside the word.
fn sign(agreement: Agreement) -> (&'static str, Tone) {
    match agreement {
        Agreement::Equal => ("=", Tone::Good),
        Agreement::Near => ("≈", Tone::Warn),
        Agreement::Different => ("≠", Tone::Bad),
        Agreement::Unknown => ("?", Tone::Dim),
    }
}

/// What the registry says of an account, as far as deciding needs it.
fn facts(scene: &Scene<'_>, account: &AccountView) -> String {
    let record = &account.record;
    let mut facts = vec![record.status.as_str().replace('_', " ")];
    match record.assets {
        Some(assets) if assets > 0.0 && scene.revealed => facts.push(format!("owns {assets:.2} USD")),
        Some(assets) if assets > 0.0 => facts.push("has assets".to_owned()),
        Some(_) => facts.push("no assets".to_owned()),
        None => facts.push("assets unknown".to_owned()),
    }
    match record.open_orders {
        Some(0) => facts.push("no open orders".to_owned()),
        Some(1) => facts.push("1 open order".to_owned()),
        Some(orders) => facts.push(format!("{orders} open orders")),
        None => facts.push("orders unknown".to_owned()),
    }
    match record.two_factor {
        Some(true) => facts.push("2FA on".to_owned()),
        Some(false) => facts.push("2FA off".to_owned()),
        None => {}
    }
    match &record.kyc {
        Some(kyc) => facts.push(match kyc.verified_at {
            Some(at) => format!("verified {}", at.format("%Y-%m-%d")),
            None => "verified".to_owned(),
        }),
        None => facts.push("never verified".to_owned()),
    }
    if let Some(at) = record.last_active_at {
        facts.push(format!("last active {} ago", format::span(scene.now - at)));
    }
    facts.join(" · ")
}
