//! The panels of the lead screen as lines.

use super::charts::{bar, bar_leftwards, number, share};
use crate::console::format::{band_sign, count};
use crate::console::sheet::{self, Tone};
use crate::desk::{LeadView, RateView};
use crate::score::Band;
use crate::text::Clean;

/// A line; nothing on this screen can be selected.
pub type Row = sheet::Row<()>;

/// Columns of a number.
const NUMBER: usize = 8;

/// From this width on there is room for more words beside a number.
const WITH_WORDS: usize = 50;

/// The lines of the `index`th of `columns` columns, each `width` wide.
pub fn panels(view: &LeadView, columns: usize, index: usize, width: usize) -> Vec<Row> {
    let all: [&[Panel]; 6] = [
        &[due, queues, bands, rates, throughput, operators, ages, stages],
        &[due, bands, ages, rates],
        &[queues, throughput, operators, stages],
        &[due, bands, ages],
        &[queues, stages, rates],
        &[throughput, operators],
    ];
    let first = match columns {
        0 | 1 => 0,
        2 => 1,
        _ => 3,
    };
    let mut rows = Vec::new();
    for panel in all.get(first + index).into_iter().flat_map(|panels| panels.iter()) {
        if !rows.is_empty() {
            rows.push(Row::new());
        }
        rows.extend(panel(view, width));
    }
    rows
}

type Panel = fn(&LeadView, usize) -> Vec<Row>;

/// One bar with its label before it and its number behind the label.
struct Line<'a> {
    label: &'a str,
    sign: &'a str,
    value: u64,
    tone: Tone,
    words: String,
}

/// Lines of bars on one scale, their labels as wide as the widest.
fn bars(lines: &[Line<'_>], width: usize) -> Vec<Row> {
    let most = lines.iter().map(|line| line.value).max().unwrap_or_default();
    let widest = lines.iter().map(|line| Clean::line(line.label).width()).max().unwrap_or_default();
    let words = lines.iter().map(|line| Clean::line(&line.words).width()).max().unwrap_or_default();
    let words = if words > 0 && width > 56 { words + 2 } else { 0 };
    let label = widest.min(width / 2) + 1;
    let room = width.saturating_sub(2 + label + NUMBER + words + 1);
    lines
        .iter()
        .map(|line| {
            let row = Row::new()
                .put(line.tone, line.sign)
                .put(Tone::Plain, " ")
                .clean(Tone::Plain, Clean::line(line.label).fit(label.saturating_sub(1)).pad(label))
                .clean(weight(line.value), number(line.value, NUMBER - 1))
                .put(line.tone, &format!(" {}", bar(line.value, most, room)));
            if words > 0 { row.right(Tone::Dim, &line.words) } else { row }
        })
        .collect()
}

/// Nothing is said softly.
fn weight(value: u64) -> Tone {
    if value == 0 { Tone::Dim } else { Tone::Strong }
}

fn with_heading(title: &str, right: &str, rows: Vec<Row>) -> Vec<Row> {
    let mut all = vec![Row::heading(title).right(Tone::Dim, right)];
    all.extend(rows);
    all
}

fn due(view: &LeadView, width: usize) -> Vec<Row> {
    let labels = ["overdue", "within 24 h", "within 3 days", "later", "standing still"];
    let signs = ["‼", "▲", "▪", "·", "–"];
    let tones = [Tone::Bad, Tone::Warn, Tone::Plain, Tone::Good, Tone::Dim];
    let lines: Vec<_> = (0..5)
        .map(|index| Line {
            label: labels[index],
            sign: signs[index],
            value: view.due[index],
            tone: tones[index],
            words: String::new(),
        })
        .collect();
    let open: u64 = view.due.iter().sum();
    with_heading("Due", &format!("{} open", count(open)), bars(&lines, width))
}

fn ages(view: &LeadView, width: usize) -> Vec<Row> {
    let labels = ["under 1 day", "1 to 3 days", "3 to 7 days", "7 to 14 days", "over 14 days"];
    let lines: Vec<_> = (0..5)
        .map(|index| Line {
            label: labels[index],
            sign: if index == 4 { "▲" } else { "·" },
            value: view.ages[index],
            tone: if index == 4 { Tone::Warn } else { Tone::Plain },
            words: String::new(),
        })
        .collect();
    with_heading("Age of open cases", "", bars(&lines, width))
}

fn bands(view: &LeadView, width: usize) -> Vec<Row> {
    let lines: Vec<_> = Band::ALL
        .into_iter()
        .zip(view.bands)
        .rev()
        .map(|(band, value)| Line {
            label: band.as_str(),
            sign: band_sign(band),
            value,
            tone: Tone::Band(band),
            words: String::new(),
        })
        .collect();
    with_heading("Risk of open cases", "", bars(&lines, width))
}

fn queues(view: &LeadView, width: usize) -> Vec<Row> {
    if view.queues.is_empty() {
        return with_heading("Queues", "", vec![Row::new().put(Tone::Dim, "No playbook is installed.")]);
    }
    let several = view.queues.iter().any(|queue| queue.institution != view.queues[0].institution);
    let labels: Vec<String> =
        view.queues
            .iter()
            .map(|queue| {
                if several {
                    format!("{} · {}", queue.institution, queue.title)
                } else {
                    queue.title.clone()
                }
            })
            .collect();
    let lines: Vec<_> = view
        .queues
        .iter()
        .zip(&labels)
        .map(|(queue, label)| Line {
            label,
            sign: "▸",
            value: queue.open,
            tone: Tone::Accent,
            words: format!("{} unclaimed", count(queue.unclaimed)),
        })
        .collect();
    let mut rows = bars(&lines, width);
    if view.put_off() > 0 {
        let words = format!("  {} put off, in none of these figures", count(view.put_off()));
        rows.push(Row::new().put(Tone::Dim, &words));
    }
    with_heading("Queues", "open", rows)
}

/// The stages of each queue under its name, all on one scale.
fn stages(view: &LeadView, width: usize) -> Vec<Row> {
    if view.stages.is_empty() {
        return with_heading("Stages", "open", vec![Row::new().put(Tone::Dim, "No case is open.")]);
    }
    let lines: Vec<_> = view
        .stages
        .iter()
        .map(|here| Line {
            label: &here.title,
            sign: "·",
            value: here.open,
            tone: Tone::Plain,
            words: String::new(),
        })
        .collect();
    let mut rows = Vec::new();
    let mut before = None;
    for (row, here) in bars(&lines, width).into_iter().zip(&view.stages) {
        let (institution, kind) = (&here.institution, &here.kind);
        if before != Some((institution, kind)) {
            let queue = view.queues.iter().find(|q| q.kind == *kind && q.institution == *institution);
            let title = queue.map_or(kind.as_str(), |queue| queue.title.as_str());
            rows.push(Row::new().put(Tone::Strong, title).put(Tone::Dim, &format!("  {institution}")));
            before = Some((institution, kind));
        }
        rows.push(row);
    }
    with_heading("Stages", "open", rows)
}

/// Opened to the left, ended to the right, the day between them.
fn throughput(view: &LeadView, width: usize) -> Vec<Row> {
    const DAY: usize = 8;
    let most =
        view.throughput.iter().flat_map(|(_, opened, ended)| [*opened, *ended]).max().unwrap_or_default();
    let digits = count(most).len().max(2);
    let side = width.saturating_sub(DAY + 2 * digits + 4) / 2;
    let (mut opened_all, mut ended_all) = (0, 0);
    let mut rows = Vec::with_capacity(16);
    for (day, opened, ended) in view.throughput.iter().rev() {
        opened_all += opened;
        ended_all += ended;
        let today = *day == view.now.date_naive();
        let name = if today { "today".to_owned() } else { day.format("%a %d").to_string() };
        rows.push(
            Row::new()
                .put(Tone::Accent, &bar_leftwards(*opened, most, side))
                .clean(weight(*opened), number(*opened, digits + 1))
                .put(if today { Tone::Strong } else { Tone::Dim }, &format!(" {name:^DAY$} "))
                .clean(weight(*ended), Clean::line(&format!("{:<digits$} ", count(*ended))))
                .put(Tone::Good, &bar(*ended, most, side)),
        );
    }
    let head = Row::new()
        .put(Tone::Dim, &format!("{:>width$}", "opened", width = side + digits + 1))
        .put(Tone::Dim, &format!(" {:^DAY$} ", ""))
        .put(Tone::Dim, "ended");
    rows.insert(0, head);
    let right =
        format!("{} opened, {} ended in {} days", count(opened_all), count(ended_all), view.throughput.len());
    with_heading("Throughput", &right, rows)
}

fn operators(view: &LeadView, width: usize) -> Vec<Row> {
    if view.operators.is_empty() {
        return with_heading(
            "Load",
            "",
            vec![Row::new().put(Tone::Dim, "Nobody has claimed or ended a case yet.")],
        );
    }
    let names: Vec<String> =
        view.operators.iter().map(|load| Clean::name(&load.operator).into_string()).collect();
    let held: Vec<_> = view
        .operators
        .iter()
        .zip(&names)
        .map(|(load, name)| Line {
            label: name,
            sign: "·",
            value: load.claimed,
            tone: Tone::Accent,
            words: format!("{} ended in 7 days", count(load.decided)),
        })
        .collect();
    let mut rows = bars(&held, width);
    if width <= 56 {
        rows.push(Row::new().put(Tone::Dim, "ended in 7 days"));
        let ended: Vec<_> = view
            .operators
            .iter()
            .zip(&names)
            .map(|(load, name)| Line {
                label: name,
                sign: "·",
                value: load.decided,
                tone: Tone::Good,
                words: String::new(),
            })
            .collect();
        rows.extend(bars(&ended, width));
    }
    with_heading("Load", "claimed now", rows)
}

fn rates(view: &LeadView, width: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    for rate in &view.rates {
        rows.extend(rate_rows(rate, width));
    }
    if rows.is_empty() {
        rows.push(Row::new().put(Tone::Dim, "No case has ended yet."));
    }
    with_heading("Approved of those decided", "R18", rows)
}

fn rate_rows(rate: &RateView, width: usize) -> Vec<Row> {
    let decided = rate.approved + rate.rejected;
    let percent = (decided > 0).then(|| (rate.approved * 200 + decided) / (2 * decided));
    let expected = if width < WITH_WORDS { "" } else { " expected" };
    let (sign, tone, words) = match (percent, rate.expected) {
        (None, _) => ("–", Tone::Dim, "none decided yet".to_owned()),
        (Some(percent), None) => ("·", Tone::Plain, format!("{percent} %")),
        (Some(percent), Some(least)) if percent >= least => {
            ("✔", Tone::Good, format!("{percent} % ≥ {least} %{expected}"))
        }
        (Some(percent), Some(least)) => ("▼", Tone::Bad, format!("{percent} % < {least} %{expected}")),
    };
    let head =
        Row::new().put(tone, sign).put(Tone::Plain, " ").put(Tone::Plain, &rate.title).right(tone, &words);
    let (filled, rest) = share(percent.unwrap_or_default(), rate.expected, width.saturating_sub(2));
    let line = Row::new().put(Tone::Plain, "  ").put(tone, &filled).put(Tone::Dim, &rest);
    let open = match rate.approved_open {
        0 => String::new(),
        open => format!(" ({} in hand)", count(open)),
    };
    let counts = format!(
        "  {} approved{open} · {} rejected · {} closed without either",
        count(rate.approved),
        count(rate.rejected),
        count(rate.closed)
    );
    vec![head, line, Row::new().put(Tone::Dim, &counts)]
}
