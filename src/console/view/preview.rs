//! The selected case beside the list: what it is, what speaks for and against, what is open, what can be done.

use crate::console::case::checklist::{ItemStanding, standing};
use crate::console::case::scene::Scene;
use crate::console::case::{clock, waterfall};
use crate::console::columns;
use crate::console::format::{risk_bar, span};
use crate::console::hit::Target;
use crate::console::model::Model;
use crate::console::paint::Canvas;
use crate::console::sheet::{Row, Tone};
use crate::console::words;
use crate::desk::CaseView;
use crate::playbook::Answer;
use crate::score::Decibans;
use crate::text::Clean;
use ratatui::layout::Rect;

/// Draws the preview on `area`.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let Some(view) = model.current_view() else {
        // While the case is being read, its row says what it can; nothing of another case stands here.
        if let Some(row) = model.list.selected() {
            let style = canvas.theme.strong;
            canvas.text(area, 0, &Clean::line(row.number.as_str()), style);
        }
        return;
    };
    let Some(scene) = scene(model, view, area.width) else { return };
    let buttons = u16::try_from(view.actions.len() + 1).unwrap_or(u16::MAX);
    let above = Rect { height: area.height.saturating_sub(buttons), ..area };
    let mut rows = head(&scene);
    rows.push(Row::new());
    rows.extend(open(&scene));
    // The weights take what room is left.
    let room = usize::from(above.height).saturating_sub(rows.len() + 2);
    if room >= 3 {
        rows.push(Row::new());
        rows.extend(weights(&scene, room));
    }
    for (line, row) in (0..above.height).zip(&rows) {
        columns::row(canvas, above, line, row);
    }
    let used = u16::try_from(rows.len()).unwrap_or(u16::MAX).min(above.height);
    self::buttons(canvas, area, used + 1, model);
}

fn scene<'a>(model: &Model, view: &'a CaseView, width: u16) -> Option<Scene<'a>> {
    let kind = view.kind()?;
    Some(Scene { view, kind, revealed: false, ledger: false, width: usize::from(width), now: model.now })
}

type Line = Row<crate::console::case::stop::Stop>;

/// What the case is.
fn head(scene: &Scene<'_>) -> Vec<Line> {
    let Some(matter) = scene.matter() else { return Vec::new() };
    let stage = scene.kind.stage(&matter.stage).map_or(matter.stage.as_str(), |stage| stage.title.as_str());
    let mut first = Row::new().put(Tone::Strong, matter.number.as_str());
    if let Some(score) = scene.view.score() {
        let words = format!("{} {} {}", risk_bar(score.risk.get()), score.band, score.risk);
        first = first.right(Tone::Band(score.band), &words);
    }
    let (tone, due) = clock::due(scene);
    let claim = match scene.case().live_lease(scene.now) {
        Some(lease) => format!("{} for {}", lease.operator, span(lease.until - scene.now)),
        None => "unclaimed".to_owned(),
    };
    vec![
        first,
        Row::new().put(Tone::Accent, stage),
        Row::new().put(Tone::Dim, &format!("{} · {}", scene.kind.title, scene.view.playbook.title)),
        Row::new().put(tone, &due),
        Row::new().put(Tone::Dim, &format!("account {}", matter.claimant)).right(Tone::Dim, &claim),
    ]
}

/// The heaviest weights of the score, at most so many.
fn weights(scene: &Scene<'_>, most: usize) -> Vec<Line> {
    let Some(score) = scene.view.score() else { return Vec::new() };
    let mut rows: Vec<_> = score.rows.iter().filter(|row| row.weight != Decibans::ZERO).collect();
    rows.sort_by(|a, b| b.weight.get().abs().total_cmp(&a.weight.get().abs()));
    let left_out = rows.len().saturating_sub(most);
    let mut lines: Vec<Line> = rows
        .into_iter()
        .take(most)
        .map(|row| {
            let weight = format!("{:>5} ", row.weight.to_string());
            let tone = waterfall::tone(row.weight);
            Row::new()
                .put(tone, &weight)
                .put(Tone::Plain, &row.factor.title)
                .right(Tone::Dim, waterfall::reading(row).as_str())
        })
        .collect();
    if left_out > 0 {
        lines.push(Row::new().put(Tone::Dim, &format!("      and {left_out} lighter ones")));
    }
    lines
}

/// The items and checks, each with how it stands.
fn open(scene: &Scene<'_>) -> Vec<Line> {
    let mut rows = Vec::new();
    for item in &scene.kind.items {
        let (tone, sign) = match standing(scene, item) {
            ItemStanding::Absent => (Tone::Dim, "–"),
            ItemStanding::Refused => (Tone::Bad, "✘"),
            ItemStanding::Open => (Tone::Open, "○"),
            ItemStanding::Accepted => (Tone::Good, "✔"),
        };
        let words = if tone == Tone::Dim { Tone::Dim } else { Tone::Plain };
        rows.push(
            Row::new()
                .put(tone, &format!("{sign} "))
                .put(words, &item.title)
                .right(Tone::Dim, item.rule.as_str()),
        );
    }
    for check in &scene.kind.checks {
        let (tone, sign) = match scene.case().checks.get(&check.id) {
            None => (Tone::Open, "○"),
            Some(Answer::Passed) => (Tone::Good, "✔"),
            Some(Answer::Failed) => (Tone::Bad, "✘"),
        };
        rows.push(
            Row::new()
                .put(tone, &format!("{sign} "))
                .put(Tone::Plain, &check.title)
                .right(Tone::Dim, check.rule.as_str()),
        );
    }
    rows
}

/// The actions, each with its key, or with the rule that stands against it.
fn buttons(canvas: &mut Canvas<'_>, area: Rect, first: u16, model: &Model) {
    let theme = canvas.theme;
    for (line, action) in (first..area.height).zip(words::actions(model)) {
        let at = Rect { y: area.y + line, height: 1, ..area };
        let key = action.key.map_or_else(|| " ".to_owned(), String::from);
        let (key_style, style) = match action.refusal {
            None => (theme.key, theme.text),
            Some(_) => (theme.button_off, theme.button_off),
        };
        canvas.text(at, 0, &Clean::line(&key), key_style);
        let taken = action.rule.as_ref().map_or(0, |rule| canvas.text_right(at, 0, rule, theme.bad) + 1);
        let room = Rect { width: at.width.saturating_sub(taken), ..at };
        canvas.text_at(room, 2, 0, &action.title, style);
        canvas.hits.push(at, Target::Action(action.id));
    }
}
