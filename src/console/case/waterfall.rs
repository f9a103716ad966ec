//! The score as a waterfall: the prior, every factor as a signed bar, the sum; and what would change it.

use super::scene::{Row, Scene};
use super::stop::{Section, Stop};
use crate::console::sheet::{Tone, piece};
use crate::score::{self, Band, Decibans, Reading, Score, Source, Swing};
use crate::text::Clean;

/// Columns of a weight: `+12.0`.
const WEIGHT: usize = 6;
/// Columns of a rule with its gap.
const RULE: usize = 5;
/// The most columns of a reading with its gap.
const READING: usize = 10;
/// The shortest bar.
const SHORTEST: usize = 5;
/// What the first line is called.
const PRIOR: &str = "Before any evidence";
/// From this width on the readings have a column of their own.
const WITH_READINGS: usize = 48;

/// The section's lines.
pub fn rows(scene: &Scene<'_>) -> Vec<Row> {
    let Some(score) = scene.view.score() else {
        return vec![Row::new().put(Tone::Dim, "Cases of this kind are not weighed.")];
    };
    let plan = Plan::new(scene, &score);
    let mut rows = Vec::with_capacity(score.rows.len() + 8);
    rows.push(total(&score));
    let prior = Row::new()
        .clean(Tone::Plain, plan.titled(PRIOR))
        .clean(Tone::Dim, Clean::line(&score.prior.to_probability().to_string()).pad(plan.reading));
    let rule = scene.kind.score.as_ref().and_then(|model| model.rule.as_ref());
    let rule = rule.map_or("", |rule| rule.as_str());
    rows.push(plan.weighed(prior, score.prior, rule).at(Stop::Line(Section::Score, 0)));
    rows.extend(score.rows.iter().map(|row| plan.factor(row)));
    let swings = scene.view.swings();
    if !swings.is_empty() {
        rows.push(Row::new());
        rows.push(Row::new().put(Tone::Strong, "What would change it"));
        rows.extend(swings.iter().flat_map(|swing| swing_rows(scene, score.band, swing)));
    }
    rows
}

fn total(score: &Score<'_>) -> Row {
    Row::new()
        .put(Tone::Band(score.band), score.band.as_str())
        .put(Tone::Strong, &format!("  {}", score.risk))
        .put(Tone::Dim, " not the owner")
        .right(Tone::Strong, &format!("Σ {} dB", score.total))
        .at(Stop::Line(Section::Score, 1))
}

/// How the columns of the waterfall are laid out.
struct Plan {
    title: usize,
    reading: usize,
    bar: usize,
    /// Decibans that a full half bar stands for.
    scale: f64,
}

impl Plan {
    fn new(scene: &Scene<'_>, score: &Score<'_>) -> Self {
        let widest = |widths: &mut dyn Iterator<Item = usize>| widths.max().unwrap_or(0);
        let prior = score.prior.to_probability().to_string().len();
        let said =
            score.rows.iter().filter(|row| row.counted_in.is_none() && row.reading != Reading::Unknown);
        let reading = widest(&mut said.map(|row| reading(row).width())).max(prior) + 1;
        let reading = if scene.width >= WITH_READINGS { reading.min(READING) } else { 0 };
        let room = scene.width.saturating_sub(reading + WEIGHT + RULE);
        // A bar is as long as the titles leave it, within reason; odd, so that the axis stands in the middle.
        let titles = score.rows.iter().map(|row| Clean::line(&row.factor.title).width());
        let titles = widest(&mut titles.chain([PRIOR.len()]));
        let bar = room.saturating_sub(titles + 1).clamp(SHORTEST, (scene.width / 6).clamp(7, 21));
        let bar = (bar - 1) | 1;
        let title = room.saturating_sub(bar);
        let weights = score.rows.iter().map(|row| row.weight.get().abs());
        let scale = weights.fold(score.prior.get().abs(), f64::max).max(1.0);
        Self { title, reading, bar, scale }
    }

    fn factor(&self, row: &score::Row<'_>) -> Row {
        let title = self.titled(&row.factor.title);
        let rule = row.factor.rule.as_ref().map_or("", |rule| rule.as_str());
        let stop = Stop::Factor(row.factor.id.clone());
        if let Some(other) = row.counted_in {
            let words = if self.reading > 0 { "counted in" } else { "in" };
            let words = format!("{words} {}", other.title);
            let room = self.reading + self.bar + WEIGHT;
            return Row::new()
                .clean(Tone::Dim, title)
                .clean(Tone::Dim, Clean::line(&words).fit(room).pad(room))
                .clean(Tone::Dim, Clean::line(&format!(" {rule}")))
                .at(stop);
        }
        if row.reading == Reading::Unknown {
            let room = self.reading + self.bar + WEIGHT;
            return Row::new()
                .clean(Tone::Dim, title)
                .clean(Tone::Dim, Clean::line("unknown").pad(room))
                .clean(Tone::Dim, Clean::line(&format!(" {rule}")))
                .at(stop);
        }
        let reading = reading(row).fit(self.reading.saturating_sub(1)).pad(self.reading);
        let tone = if row.weight == Decibans::ZERO { Tone::Dim } else { Tone::Plain };
        let line = Row::new().clean(tone, title).clean(Tone::Dim, reading);
        self.weighed(line, row.weight, rule).at(stop)
    }

    /// A title in its column.
    fn titled(&self, title: &str) -> Clean {
        Clean::line(title).fit(self.title.saturating_sub(1)).pad(self.title)
    }

    /// Bar, number and rule at the end of a line.
    fn weighed(&self, line: Row, weight: Decibans, rule: &str) -> Row {
        let tone = tone(weight);
        line.put(tone, &self.drawn(weight.get()))
            .put(tone, &format!("{weight:>WEIGHT$}", weight = weight.to_string()))
            .put(Tone::Dim, &format!(" {rule}"))
    }

    /// A bar of heavy line, in half columns, to the left of the axis for what speaks for the applicant and to the right
    /// for what speaks against: `  ╺━│   `.
    fn drawn(&self, weight: f64) -> String {
        let half = self.bar / 2;
        #[expect(clippy::cast_precision_loss, reason = "a dozen columns")]
        let halves = (weight.abs() / self.scale * (2 * half) as f64).round();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "rounded, not negative, small"
        )]
        let halves = (halves.max(0.0) as usize).min(2 * half);
        let halves = if weight == 0.0 { 0 } else { halves.max(1) };
        let (full, odd) = (halves / 2, halves % 2);
        let space = " ".repeat(half - full - odd);
        let bar = "━".repeat(full);
        let blank = " ".repeat(half);
        match (weight < 0.0, odd == 1) {
            (true, true) => format!("{space}╺{bar}│{blank}"),
            (true, false) => format!("{space}{bar}│{blank}"),
            (false, true) => format!("{blank}│{bar}╸{space}"),
            (false, false) => format!("{blank}│{bar}{space}"),
        }
    }
}

/// What speaks for the applicant weighs less than nothing.
pub fn tone(weight: Decibans) -> Tone {
    match weight.get() {
        weight if weight < 0.0 => Tone::Good,
        weight if weight > 0.0 => Tone::Bad,
        _ => Tone::Dim,
    }
}

/// What a factor read, in a word or number.
pub fn reading(row: &score::Row<'_>) -> Clean {
    let clue = matches!(row.factor.weigh, Source::Clue { .. });
    match row.reading {
        Reading::Value(signal, value) => Clean::line(&signal.show(value)),
        Reading::For if clue => Clean::line("match"),
        Reading::For => Clean::line("passed"),
        Reading::Against if clue => Clean::line("mismatch"),
        Reading::Against => Clean::line("failed"),
        Reading::Unknown => Clean::line("unknown"),
    }
}

fn swing_rows(scene: &Scene<'_>, now: Band, swing: &Swing<'_>) -> Vec<Row> {
    let mut parts = Vec::new();
    if swing.best != now {
        parts.push(format!("{} at best", swing.best));
    }
    if swing.worst != now {
        parts.push(format!("{} at worst", swing.worst));
    }
    let stop = Stop::Factor(swing.factor.id.clone());
    let text = format!("{}: {}", swing.factor.title, parts.join(", "));
    scene.told(&[piece(Tone::Open, "? ")], &text, Tone::Plain, &[], Some(&stop))
}
