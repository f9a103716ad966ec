//! A case as text, for people and for screen readers.

use super::report::{
    AccountReport, ClueReport, EvidenceReport, FactorReport, FollowUpReport, ItemReport, Report,
    RequirementReport, RiskReport, TestReport,
};
use super::session;
use crate::case::{ClueVerdict, Verdict};
use crate::cli::out::Out;
use crate::cli::table::Table;
use crate::desk::Whereabouts;
use crate::playbook::{Answer, FollowUpState, Phase};
use crate::score::{Decibans, Probability};
use crate::text::Clean;
use crate::text::when::{instant, relative, stretch};
use chrono::Duration;
use std::io;

/// Writes all of it.
pub fn write(report: &Report, out: &mut Out) -> io::Result<()> {
    head(report, out)?;
    applicant(report, out)?;
    session::write(report, out)?;
    accounts(report, out)?;
    if let Some(triage) = &report.triage {
        super::triage::write(triage, false, out)?;
    }
    checklist(report, out)?;
    checks_and_clues(report, out)?;
    if let Some(risk) = &report.risk {
        score(risk, out)?;
    }
    clock(report, out)?;
    out.section("ACTIONS")?;
    crate::cli::actions::write(&report.actions, out)?;
    timeline(report, out)
}

fn head(report: &Report, out: &mut Out) -> io::Result<()> {
    let number = report.number.as_ref().map(ToString::to_string).unwrap_or_default();
    let ended = report.outcome.map(|outcome| format!(" · {}", outcome.as_str())).unwrap_or_default();
    out.line(format!(
        "{number}  {} · {} · {}{ended}  (version {})",
        report.kind_title, report.institution, report.stage.title, report.version.0
    ))?;
    if let Some(due) = report.due_at {
        out.line(format!("due {} ({})", instant(due), relative(due, report.now)))?;
    }
    if let Some(since) = report.unanswered_since {
        out.line(format!("a message waits for an answer since {}", instant(since)))?;
    }
    if let Some(since) = report.owner_unread_since {
        let words = format!("‼ what the registered owner wrote is unread since {}: note it", instant(since));
        out.line(words)?;
    }
    if let Some(since) = report.order_failed_since {
        let words = format!("✘ an order that failed waits for somebody since {}: note it", instant(since));
        out.line(words)?;
    }
    if let Some(claim) = &report.claimed {
        out.line(format!("claimed by {} until {}", claim.operator, instant(claim.until)))?;
    }
    if let Some(until) = report.snoozed_until {
        out.line(format!("put off until {}", instant(until)))?;
    }
    if let Some(hold) = &report.hold {
        let word = if hold.ended { "hold ended" } else { "on hold until" };
        out.line(format!("{word} {}", instant(hold.until)))?;
    }
    if let Some(proposal) = &report.proposal {
        out.line(format!("{} proposes {}: a second person must agree (N7)", proposal.by, proposal.action))?;
    }
    if let Some(into) = report.merged_into {
        out.line(format!("merged into case {}", into.0))?;
    }
    if !report.absorbed.is_empty() {
        let cases: Vec<_> = report.absorbed.iter().map(|case| case.0.to_string()).collect();
        out.line(format!("took in case {}", cases.join(", ")))?;
    }
    for carried in &report.carried {
        out.line(format!("before, in {}: {}", carried.number, carried.words))?;
    }
    for related in &report.related {
        let who = related.claimed_by.as_ref().map(|by| format!(" · {by}")).unwrap_or_default();
        let (number, title, about) = (&related.number, &related.title, &related.about);
        out.line(format!("see also {number}: {title}, {about} · {}{who}", related.what))?;
        related.means.iter().try_for_each(|means| out.line(format!("  ! {means}")))?;
    }
    Ok(())
}

fn applicant(report: &Report, out: &mut Out) -> io::Result<()> {
    out.section("APPLICATION")?;
    let mut table = Table::bare();
    if let Some(ticket) = &report.ticket {
        let joined: String = report.joined_tickets.iter().map(|ticket| format!(", {ticket}")).collect();
        table.push(["ticket", &format!("{ticket}{joined}")]);
    }
    if let (Some(applied), Some(day)) = (report.applied_at, report.application_day) {
        table.push(["sent", &format!("{} (day of the application: {day})", instant(applied))]);
    }
    if report.applicant_unsettled {
        table.push([
            "‼",
            "these tickets give different addresses: settle who applies (act ID applicant ticket=TICKET)",
        ]);
    }
    for sender in
        report.applicants.iter().filter(|_| report.applicants.iter().any(|sender| sender.sender != 0))
    {
        let said = [sender.contact_email.as_ref(), sender.contact_phone.as_ref()].into_iter().flatten();
        let mut words: Vec<&str> = said.map(Clean::as_str).chain(sender.country.as_deref()).collect();
        words.extend((!sender.counts).then_some("not the applicant"));
        table.push([sender.ticket.as_str(), &words.join(" · ")]);
    }
    let Some(applicant) = &report.applicant else {
        table.push(["applicant", "erased"]);
        return table.write("  ", out);
    };
    table.push(["e-mail", applicant.contact_email.as_str()]);
    if let Some(phone) = &applicant.contact_phone {
        table.push(["phone", phone.as_str()]);
    }
    let place: Vec<&str> = [&applicant.city, &applicant.country, &applicant.device]
        .into_iter()
        .filter_map(Option::as_deref)
        .collect();
    if !place.is_empty() {
        table.push(["from", &place.join(" · ")]);
    }
    if let Some(cause) = &report.cause {
        table.push(["cause", cause]);
    } else if !report.causes.is_empty() {
        let causes: Vec<_> = report.causes.iter().map(|cause| cause.id.as_str()).collect();
        table.push(["cause", &format!("not named: {}", causes.join(", "))]);
    }
    if let Some(reason) = &report.reason {
        table.push(["turned down for", reason.as_str()]);
    }
    table.write("  ", out)?;
    match &applicant.text {
        Some(text) => out.block("  │ ", text),
        None => Ok(()),
    }
}

fn accounts(report: &Report, out: &mut Out) -> io::Result<()> {
    if !report.accounts.is_empty() {
        out.section("ACCOUNTS")?;
        let mut table =
            Table::new(&["", "ACCOUNT", "STATUS", "E-MAIL", "ASSETS", "OPEN ORDERS", "LAST ACTIVE"]);
        for account in &report.accounts {
            table.push([
                account.which.as_str().to_owned(),
                account.account.clone(),
                account.status.as_str().to_owned(),
                account.email.clone().map(String::from).unwrap_or_default(),
                assets(account),
                account.open_orders.map(|orders| orders.to_string()).unwrap_or_default(),
                account.last_active_at.map(instant).unwrap_or_default(),
            ]);
        }
        table.write("  ", out)?;
    }
    if report.holders.len() > 1 {
        let holders = report.holders.join(", ");
        out.line(format!(
            "  accounts that hold the identity: {holders} (act ID holder account=ACCOUNT chooses)"
        ))?;
    }
    if report.comparison.is_empty() {
        return Ok(());
    }
    out.section(if report.masked { "SIDE BY SIDE (masked)" } else { "SIDE BY SIDE" })?;
    let mut table = Table::new(&["FIELD", "APPLICANT", "RECORD", "AGREEMENT"]);
    for row in &report.comparison {
        let side = |value: &Option<crate::text::Clean>| value.clone().map_or("–".to_owned(), String::from);
        table.push([row.field.to_owned(), side(&row.claimant), side(&row.holder), row.agreement.to_string()]);
    }
    table.write("  ", out)?;
    match &report.mrz {
        Some(zone) => Ok(out.line(format!("  {}", zone.words))?),
        None => Ok(()),
    }
}

/// What an account owns: how much, or as long as that is masked whether it is anything.
fn assets(account: &AccountReport) -> String {
    match (account.assets, account.owns_assets) {
        (Some(assets), _) => format!("{assets:.2} USD"),
        (None, Some(true)) => "some".to_owned(),
        (None, _) => String::new(),
    }
}

fn checklist(report: &Report, out: &mut Out) -> io::Result<()> {
    if report.items.is_empty() {
        return Ok(());
    }
    out.section("CHECKLIST")?;
    for item in &report.items {
        out.line(format!(
            "  {} {} [{}] {}",
            mark_of(item),
            item.named.title,
            item.named.id,
            item.named.rule
        ))?;
        for evidence in &item.evidence {
            out.line(format!("      {}", evidence_line(evidence)))?;
        }
        for requirement in item.requirements.iter().filter(|_| item.came) {
            out.line(format!("      {}", requirement_line(requirement)))?;
        }
    }
    Ok(())
}

fn mark_of(item: &ItemReport) -> &'static str {
    match (item.came, item.required) {
        (true, _) => "✔ came:",
        (false, true) => "✘ missing:",
        (false, false) => "– optional:",
    }
}

fn evidence_line(evidence: &EvidenceReport) -> String {
    let mut line =
        format!("{}, {} bytes, brought on {}", evidence.media, evidence.bytes, evidence.brought_on);
    if let Some(dated) = evidence.dated {
        line += &format!(", dated {dated}");
    }
    if let Some(phrase) = &evidence.phrase {
        line += if *phrase == "given" { ", a given phrase is read" } else { ", other words are read" };
    }
    if let Some(captured) = evidence.captured {
        line += &format!(", {captured}");
    }
    if let Some(case) = evidence.seen_in {
        line += &format!(" – THE SAME FILE CAME IN CASE {}", case.0);
    }
    if evidence.set_aside {
        line += " – set aside";
    }
    match (&evidence.path, evidence.whereabouts) {
        (Some(path), _) => format!("{line} · {}", path.display()),
        (None, Whereabouts::Erased) => format!("{line} · erased"),
        (None, Whereabouts::Missing) => format!("{line} · THE FILE IS MISSING · sha256 {}", evidence.sha256),
        (None, _) => format!("{line} · sha256 {}", evidence.sha256),
    }
}

fn requirement_line(requirement: &RequirementReport) -> String {
    let verdict = match requirement.verdict {
        Some(Verdict::Ticked) => "✔ ticked ",
        Some(Verdict::Refused) => "✘ refused",
        None => "● open   ",
    };
    let test = match &requirement.test {
        Some(TestReport::Contradicted { why }) => format!(" – contradicted: {why}"),
        Some(TestReport::Holds) => " – holds by test".to_owned(),
        Some(TestReport::Unknown) | None => String::new(),
    };
    format!(
        "{verdict} {} [{}] {}{test}",
        requirement.named.title, requirement.named.id, requirement.named.rule
    )
}

fn checks_and_clues(report: &Report, out: &mut Out) -> io::Result<()> {
    if !report.checks.is_empty() {
        out.section("CHECKS")?;
        for check in &report.checks {
            let answer = match check.answer {
                Some(Answer::Passed) => "✔ passed",
                Some(Answer::Failed) => "✘ failed",
                None => "● open  ",
            };
            out.line(format!("  {answer} {} [{}] {}", check.named.title, check.named.id, check.named.rule))?;
        }
    }
    if !report.follow_ups.is_empty() {
        out.section("FOLLOW-UPS")?;
        for follow_up in &report.follow_ups {
            out.line(format!("  {}", follow_up_line(follow_up)))?;
        }
    }
    if !report.clues.is_empty() {
        out.section("CLUES")?;
        for clue in &report.clues {
            out.line(format!("  {}", clue_line(clue)))?;
        }
    }
    for phrase in &report.phrases {
        out.line(format!("  phrase given {}: “{}”", instant(phrase.given_at), phrase.phrase))?;
    }
    Ok(())
}

fn follow_up_line(follow_up: &FollowUpReport) -> String {
    let state = match follow_up.state {
        Some(FollowUpState::Done) => "✔ done",
        Some(FollowUpState::NotApplicable) => "– n/a ",
        None => "● open",
    };
    let phase = if follow_up.phase == Phase::Before { " (before)" } else { "" };
    let by = follow_up.by.as_ref().zip(follow_up.at);
    let by = by.map(|(by, at)| format!(", {by} {}", instant(at))).unwrap_or_default();
    let named = &follow_up.named;
    format!("{state} {} [{}] {}{phase}{by}", named.title, named.id, named.rule)
}

fn clue_line(clue: &ClueReport) -> String {
    let verdict = match clue.verdict {
        Some(ClueVerdict::Match) => "✔ match   ",
        Some(ClueVerdict::Mismatch) => "✘ mismatch",
        Some(ClueVerdict::Unknown) | None => "● unknown ",
    };
    let values: Vec<&str> = clue.recalled.iter().map(Clean::as_str).collect();
    let recalled = if values.is_empty() { "nothing recalled".to_owned() } else { values.join(" · ") };
    format!("{verdict} {} [{}] {}: {recalled}", clue.named.title, clue.named.id, clue.named.rule)
}

fn score(risk: &RiskReport, out: &mut Out) -> io::Result<()> {
    let probability =
        Probability::new(risk.probability).map_or_else(|_| "?".to_owned(), |risk| risk.to_string());
    out.section(&format!("RISK  {} · {probability}", risk.band))?;
    let mut table = Table::bare();
    table.push([decibans(risk.prior_decibans).as_str(), "prior", "", ""]);
    for row in &risk.rows {
        table.push(factor_row(row));
    }
    table.push([decibans(risk.total_decibans).as_str(), "sum", "", ""]);
    table.write("  ", out)?;
    for swing in &risk.would_change {
        out.line(format!("  would change it: {} ({} to {})", swing.title, swing.best, swing.worst))?;
    }
    Ok(())
}

fn factor_row(row: &FactorReport) -> [String; 4] {
    let rule = row.rule.as_ref().map(ToString::to_string).unwrap_or_default();
    let reading = match &row.counted_in {
        Some(other) => format!("{}, counted in {other}", row.reading),
        None => row.reading.clone(),
    };
    [decibans(row.decibans), row.title.clone(), rule, reading]
}

fn decibans(value: f64) -> String {
    Decibans::new(value).unwrap_or_default().to_string()
}

fn clock(report: &Report, out: &mut Out) -> io::Result<()> {
    if report.clock.is_empty() {
        return Ok(());
    }
    out.section("CLOCK")?;
    let mut table = Table::new(&["FROM", "TO", "", "COUNTED"]);
    for entry in &report.clock {
        let state = if entry.running { "running" } else { "waiting for the applicant" };
        let counted = stretch(Duration::seconds(entry.counted_seconds));
        table.push([instant(entry.from), instant(entry.to), state.to_owned(), counted]);
    }
    table.write("  ", out)
}

fn timeline(report: &Report, out: &mut Out) -> io::Result<()> {
    out.section("TIMELINE (newest first)")?;
    let mut table = Table::bare();
    for row in &report.timeline {
        table.push([row.seq.to_string(), instant(row.at), row.actor.clone(), row.text.to_string()]);
    }
    table.write("  ", out)
}
