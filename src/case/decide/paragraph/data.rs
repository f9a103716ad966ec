//! Data of the record, and of what was recalled, that a paragraph may not hold.
//!
//! Text and datum are compared in forms in which spelling does not hide sameness: small letters without accents, letters and
//! digits without what stands between, digits written as words or in Chinese. A short datum counts only where it stands by
//! itself, or every year would be somebody's card.

use super::super::super::record::AccountRecord;
use super::super::draft::Draft;
use super::Fault;
use super::digits::rows;
use crate::identity::{normal_email, normal_name, normal_phone};
use crate::playbook::ClueSource;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use unicode_normalization::UnicodeNormalization;

/// So many letters and digits in a row of a number, an address or an account are not there by chance.
const WINDOW: usize = 6;

/// A datum, and what it is called to people at the desk.
struct Datum<'d> {
    what: &'static str,
    form: Form<'d>,
}

/// How a datum is looked for.
enum Form<'d> {
    Email(&'d str),
    Phone(&'d str),
    /// Four digits.
    Last4(&'d str),
    /// Letters and digits: an account, a document, an address on a chain.
    Number(&'d str),
    /// Words in this order or the reverse.
    Name(&'d str),
    Day(NaiveDate),
    /// `YYYY-MM`.
    Month(i32, u32),
}

pub(super) fn fault(text: &str, draft: &Draft<'_>) -> Option<Fault> {
    let text = Text::of(text);
    let found = data(draft).into_iter().find(|datum| text.holds(&datum.form))?;
    let rules: &[&str] = match found.form {
        Form::Email(_) => &["C7", "N1"],
        _ => &["N1"],
    };
    Some(Fault {
        rules,
        what: format!("the paragraph holds {}", found.what),
        remedy: "Leave it out: what the record has is told to nobody who has not shown whose it is.",
    })
}

/// Everything that the paragraph is held against.
fn data<'d>(draft: &'d Draft<'_>) -> Vec<Datum<'d>> {
    let mut data = Vec::new();
    let months = draft.kind.clues.iter().any(|clue| clue.source == ClueSource::RegisteredMonth);
    for account in [&draft.facts.claimant, &draft.facts.holder].into_iter().flatten() {
        of_account(account, months, &mut data);
    }
    let mut add = |what, form| data.push(Datum { what, form });
    if let Some(former) = &draft.case.former_contacts {
        former.email.iter().for_each(|email| add("an e-mail address from before", Form::Email(email)));
        former.phone.iter().for_each(|phone| add("a phone number from before", Form::Phone(phone)));
    }
    // What others applied with is theirs, and what the applicant did may be held against the record.
    for said in draft.case.tickets.all().iter().filter_map(|ticket| ticket.application.get()) {
        add("the e-mail address of an applicant", Form::Email(&said.contact_email));
        said.contact_phone
            .iter()
            .for_each(|phone| add("the phone number of an applicant", Form::Phone(phone)));
        said.document
            .iter()
            .for_each(|document| add("the number of a document", Form::Number(&document.number)));
    }
    for (id, values) in &draft.case.recalled {
        let Some(clue) = draft.kind.clue(id) else { continue };
        for value in values.get().into_iter().flatten() {
            data.extend(recalled(clue.source, value));
        }
    }
    data
}

fn of_account<'d>(account: &'d AccountRecord, months: bool, data: &mut Vec<Datum<'d>>) {
    let mut add = |what, form| data.push(Datum { what, form });
    account.email.iter().for_each(|email| add("an e-mail address on record", Form::Email(email)));
    account.phone.iter().for_each(|phone| add("a phone number on record", Form::Phone(phone)));
    account.cards_last4.iter().for_each(|card| add("the digits of a card on record", Form::Last4(card)));
    add("an account's number", Form::Number(account.account.as_str()));
    for address in &account.withdrawal_addresses {
        add("a withdrawal address on record", Form::Number(address));
    }
    if let Some(kyc) = &account.kyc {
        add("a name on record", Form::Name(&kyc.name));
        kyc.born.iter().for_each(|day| add("a date of birth on record", Form::Day(*day)));
        kyc.document
            .iter()
            .for_each(|paper| add("the number of a document on record", Form::Number(&paper.number)));
    }
    if let Some(at) = account.registered_at.filter(|_| months) {
        add("the month of registration on record", month(at));
    }
    if let Some(login) = account.logins.iter().max_by_key(|login| login.at) {
        login.city.iter().for_each(|city| add("the city of the latest login", Form::Name(city)));
        login.device.iter().for_each(|device| add("the device of the latest login", Form::Name(device)));
    }
}

fn month(at: DateTime<Utc>) -> Form<'static> {
    Form::Month(at.year(), at.month())
}

/// What the applicant recalled: that it is named at all says that it was looked at.
fn recalled(source: ClueSource, value: &str) -> Option<Datum<'_>> {
    let what = "something that the applicant recalled";
    let form = match source {
        ClueSource::RegisteredMonth => {
            let (year, month) = value.trim().split_once('-')?;
            Form::Month(year.parse().ok()?, month.parse().ok()?)
        }
        ClueSource::CardLast4 | ClueSource::PhoneLast4 => Form::Last4(value),
        ClueSource::WithdrawalAddress => Form::Number(value),
        ClueSource::Email => Form::Email(value),
        ClueSource::LastLoginCity | ClueSource::LastLoginDevice | ClueSource::Judged => Form::Name(value),
    };
    Some(Datum { what, form })
}

/// A paragraph in the forms that data are looked for in.
struct Text {
    /// Small letters and digits of every writing, without what stands between.
    squeezed: String,
    /// Words in small Latin letters; what is written otherwise is transliterated.
    words: Vec<String>,
    /// Rows of digits with nothing but a few signs between, as the pieces that stood together.
    rows: Vec<Vec<String>>,
}

impl Text {
    fn of(text: &str) -> Self {
        let text: String = text.nfkc().collect::<String>().to_lowercase();
        let squeezed = text.chars().filter(|c| c.is_alphanumeric()).collect();
        let parts = text.split(|c: char| c.is_whitespace() || ",;:!?。，；：！？、()（）\"“”".contains(c));
        let normal: Vec<String> = parts.map(normal_name).collect();
        let words = normal.iter().flat_map(|part| part.split(' ')).filter(|word| !word.is_empty());
        Self { squeezed, words: words.map(str::to_owned).collect(), rows: rows(&text) }
    }

    fn holds(&self, form: &Form<'_>) -> bool {
        match form {
            Form::Email(email) => self.holds_email(email),
            Form::Phone(phone) => {
                let digits: String = normal_phone(phone).chars().filter(char::is_ascii_digit).collect();
                let last = digits.len().saturating_sub(4);
                self.holds_digits(&digits) || digits.get(last..).is_some_and(|last| self.holds_last4(last))
            }
            Form::Last4(digits) => self.holds_last4(digits.trim()),
            Form::Number(number) => self.holds_number(number),
            Form::Name(name) => self.holds_name(name),
            Form::Day(day) => self.holds_day(*day),
            Form::Month(year, month) => self.holds_month(*year, *month),
        }
    }

    fn holds_email(&self, email: &str) -> bool {
        let email = normal_email(email);
        let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let local = bare(email.rsplit_once('@').map_or(&email, |(local, _)| local));
        let whole = bare(&email);
        (local.chars().count() > 4 && self.squeezed.contains(&local))
            || (whole.len() > 4 && self.squeezed.contains(&whole))
    }

    /// Six digits in a row of a long number.
    fn holds_digits(&self, number: &str) -> bool {
        windows(number).iter().any(|window| self.rows.iter().any(|row| row.concat().contains(window)))
    }

    /// Four digits that stand by themselves, end a longer number, or are spelt one by one.
    fn holds_last4(&self, digits: &str) -> bool {
        let four = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit());
        let in_row = |row: &Vec<String>| {
            let spelt = row.split(|piece| piece.len() > 2).any(|pieces| pieces.concat().contains(digits));
            spelt || row.iter().any(|piece| piece.ends_with(digits))
        };
        four && self.rows.iter().any(in_row)
    }

    /// Six letters and digits in a row, a digit among them; a short number as a word of its own.
    fn holds_number(&self, number: &str) -> bool {
        let number: String = number.nfkc().collect::<String>().to_lowercase();
        let number: String = number.chars().filter(|c| c.is_alphanumeric()).collect();
        if number.chars().count() < WINDOW {
            return self.words.contains(&number)
                || self.words.windows(2).any(|two| two.concat() == number && !number.is_empty());
        }
        let telling = |window: &&String| window.bytes().any(|b| b.is_ascii_digit());
        windows(&number).iter().filter(telling).any(|window| self.squeezed.contains(window))
            || (number.bytes().all(|b| b.is_ascii_digit()) && self.holds_digits(&number))
    }

    /// The words of a name one after the other, forwards or backwards, or written together; or a long one of them alone.
    fn holds_name(&self, name: &str) -> bool {
        let normal = normal_name(name);
        let mut parts: Vec<&str> = normal.split(' ').filter(|part| !part.is_empty()).collect();
        let native: String = name.nfkc().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
        if !native.is_ascii() && native.chars().count() > 1 && self.squeezed.contains(&native) {
            return true;
        }
        for _ in 0..2 {
            let joined = parts.concat();
            let together = joined.len() > 4 && self.words.contains(&joined);
            let beside = parts.len() > 1
                && self.words.windows(parts.len()).any(|words| words.iter().zip(&parts).all(|(a, b)| a == b));
            if together || beside {
                return true;
            }
            parts.reverse();
        }
        parts.iter().any(|part| part.len() > 5 && self.words.iter().any(|word| word == part))
    }

    fn holds_day(&self, day: NaiveDate) -> bool {
        let orders = ["%Y%m%d", "%d%m%Y", "%m%d%Y"].map(|form| day.format(form).to_string());
        let written = ["%-d%B%Y", "%B%-d%Y", "%-d%b%Y", "%b%-d%Y", "%Y年%-m月%-d日", "%Y年%m月%d日"];
        let written = written.map(|form| day.format(form).to_string().to_lowercase());
        let parts = [day.year().to_string(), day.month().to_string(), day.day().to_string()];
        self.rows.iter().any(|row| orders.iter().any(|order| row.concat().contains(order)))
            || self.rows.iter().any(|row| holds_all(row, &parts))
            || written.iter().any(|form| self.squeezed.contains(form))
    }

    fn holds_month(&self, year: i32, month: u32) -> bool {
        let Some(day) = NaiveDate::from_ymd_opt(year, month, 1) else { return false };
        let written = ["%B%Y", "%b%Y", "%Y%B", "%Y年%-m月", "%Y年%m月"];
        let written = written.map(|form| day.format(form).to_string().to_lowercase());
        let (year, month) = (year.to_string(), month.to_string());
        let beside = |row: &Vec<String>| {
            row.len() == 2
                && (same(&row[0], &year) && same(&row[1], &month)
                    || same(&row[0], &month) && same(&row[1], &year))
        };
        self.rows.iter().any(beside) || written.iter().any(|form| self.squeezed.contains(form))
    }
}

/// Whether three pieces side by side are a date's parts, in any order.
fn holds_all(row: &[String], parts: &[String; 3]) -> bool {
    row.windows(3).any(|three| parts.iter().all(|part| three.iter().any(|piece| same(piece, part))))
}

/// The same number, with or without a zero before it.
fn same(piece: &str, number: &str) -> bool {
    piece.trim_start_matches('0') == number
}

fn windows(number: &str) -> Vec<String> {
    let chars: Vec<char> = number.chars().collect();
    chars.windows(WINDOW).map(|window| window.iter().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(text: &str, form: Form<'_>) -> bool {
        Text::of(text).holds(&form)
    }

    #[test]
    fn digits_are_found_however_they_are_spaced_or_spelt() {
        for text in [
            "your phone +49 170 5550123",
            "0170 / 555-01-23",
            "１７０５５５０１２３",
            "one seven zero five five five zero one two three",
            "一七〇五五五〇一二三",
            "ends in 0123",
            "ends in 0 1 2 3",
            "zero-one-two-three",
            "…550123",
        ] {
            assert!(holds(text, Form::Phone("+49 170 5550123")), "{text}");
        }
        for text in ["within 30 days, until 2026-11-23", "0, 1 or 2 of 3", "123", "case RC-000812"] {
            assert!(!holds(text, Form::Phone("+49 170 5550123")), "{text}");
        }
    }

    #[test]
    fn four_digits_count_where_they_stand_by_themselves() {
        for text in ["card 4821", "…4821", "4 8 2 1", "48-21", "5555 6666 7777 4821", "四八二一"] {
            assert!(holds(text, Form::Last4("4821")), "{text}");
        }
        for text in ["48215", "RC-048210", "2026-04-08, 21:30", "4,8 of 21"] {
            assert!(!holds(text, Form::Last4("4821")), "{text}");
        }
    }

    #[test]
    fn numbers_of_documents_accounts_and_wallets_are_found_in_part() {
        for (text, number) in [
            ("document L01X00T47", "L01X00T47"),
            ("document l01 x00 t47", "L01X00T47"),
            ("it begins with L01X00", "L01X00T47"),
            ("account A-1", "A-1"),
            ("account a 1", "A-1"),
            ("account A-1000012", "A-1000012"),
            ("wallet bc1qxy2kgd…", "bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh"),
        ] {
            assert!(holds(text, Form::Number(number)), "{text}");
        }
        assert!(!holds("a 12 b", Form::Number("A-1")));
        assert!(!holds("please send the document again", Form::Number("L01X00T47")));
    }

    #[test]
    fn names_are_found_in_any_writing_and_order() {
        for (text, name) in [
            ("Dear Lin Wei,", "Lin Wei"),
            ("Dear Wei Lin,", "Lin Wei"),
            ("Dear LINWEI", "Lin Wei"),
            ("尊敬的林伟先生", "林伟"),
            ("Frau Müller-Lüdenscheidt", "Erika Müller-Lüdenscheidt"),
            ("you logged in from Berlin", "Berlin"),
            ("on your pixel-7", "pixel-7"),
        ] {
            assert!(holds(text, Form::Name(name)), "{text}");
        }
        for (text, name) in
            [("as long as it takes", "Peter Long"), ("online name", "Li Na"), ("we win", "Win")]
        {
            assert!(!holds(text, Form::Name(name)), "{text}");
        }
    }

    #[test]
    fn c07_an_address_is_found_without_its_signs() {
        for text in
            ["peter.long@example.net", "peter long at example dot net", "it begins peter.long", "PeterLong"]
        {
            assert!(holds(text, Form::Email("peter.long@example.net")), "{text}");
        }
        assert!(!holds("Peter takes long", Form::Email("peter.long@example.net")));
    }

    #[test]
    fn days_and_months_are_found_in_the_usual_forms() {
        let born = NaiveDate::from_ymd_opt(1990, 4, 2).unwrap();
        for text in
            ["1990-04-02", "2.4.1990", "born 2 April 1990", "April 2, 1990", "1990年4月2日", "19900402"]
        {
            assert!(holds(text, Form::Day(born)), "{text}");
        }
        assert!(!holds("2026-04-02", Form::Day(born)));
        for text in ["2021-03", "03/2021", "in March 2021", "2021年3月"] {
            assert!(holds(text, Form::Month(2021, 3)), "{text}");
        }
        assert!(!holds("since 2021", Form::Month(2021, 3)) && !holds("2021-03-31", Form::Month(2021, 3)));
    }
}
