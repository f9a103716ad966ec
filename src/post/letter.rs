//! A letter as mail: the same bytes however often it is sent, because everything in it comes from what was recorded.

use super::verdict::Verdict;
use crate::case::{Event, LetterBody, PostId};
use crate::desk::Parcel;
use crate::text::Clean;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, MultiPartKind, SinglePart};
use lettre::{Address, Message};
use sha2::{Digest, Sha256};
use std::time::{Duration, SystemTime};

/// The longest subject line, in characters.
const LONGEST_SUBJECT: usize = 300;

/// In whose name letters go out: `Name <address>` or an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender(Mailbox);

impl std::str::FromStr for Sender {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            |_| "a sender looks like \"Example Desk <desk@example.com>\" or desk@example.com".to_owned();
        if text.chars().any(char::is_control) {
            return Err("a sender has no control characters".to_owned());
        }
        text.parse().map(Self).map_err(wrong)
    }
}

/// A letter ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its name.
    pub id: PostId,
    /// Which attempt this is.
    pub attempt: u32,
    /// Who sends it.
    pub from: Address,
    /// To whom it goes.
    pub to: Vec<Address>,
    /// How many of its party's addresses are none for mail: phone numbers.
    pub passed_over: u32,
    /// The message as it goes out.
    pub bytes: Vec<u8>,
}

/// Makes the mail of a letter.
///
/// # Errors
/// [`Verdict::Misfit`] where there is nothing to send or nobody to send it to.
pub fn mail(parcel: &Parcel, sender: &Sender) -> Result<Mail, Verdict> {
    let Event::LetterWritten { private, .. } = &parcel.row.event else {
        return Err(Verdict::Misfit("it is no letter".to_owned()));
    };
    let Some(letter) = private.get() else {
        return Err(Verdict::Misfit("its text was erased before it went out".to_owned()));
    };
    let (to, passed_over) = addresses(&letter.to);
    if to.is_empty() {
        let what = match passed_over {
            0 => "nobody's address is known that it could go to",
            _ => "its party has no e-mail address, only phone numbers",
        };
        return Err(Verdict::Misfit(what.to_owned()));
    }
    let written = u64::try_from(parcel.row.stamp.at.timestamp()).unwrap_or(0);
    let date = SystemTime::UNIX_EPOCH + Duration::from_secs(written);
    let html = parcel.html.as_deref();
    let bytes = compose(&parcel.id, sender, (&to, date), letter, html)
        .map_err(|error| Verdict::Misfit(error.to_string()))?;
    let (id, attempt) = (parcel.id.clone(), parcel.attempt);
    Ok(Mail { id, attempt, from: sender.0.email.clone(), to, passed_over, bytes })
}

/// E-mail addresses that mail can be sent to, and how many others there are.
fn addresses(to: &[String]) -> (Vec<Address>, u32) {
    // What a header or a command could take for its end is no address, whatever a parser thinks of it.
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_graphic()) && text.len() <= 254;
    let read = |text: &String| text.trim().parse::<Address>().ok().filter(|_| plain(text.trim()));
    let mails: Vec<Address> = to.iter().filter_map(read).collect();
    let others = to.len() - mails.len();
    (mails, u32::try_from(others).unwrap_or(u32::MAX))
}

fn compose(
    id: &PostId,
    sender: &Sender,
    (to, date): (&[Address], SystemTime),
    letter: &LetterBody,
    html: Option<&str>,
) -> Result<Vec<u8>, lettre::error::Error> {
    let subject = Clean::line(&letter.subject).fit(LONGEST_SUBJECT).to_string();
    let mut message = Message::builder()
        .message_id(Some(format!("<{id}@{}>", sender.0.email.domain())))
        .date(date)
        .from(sender.0.clone())
        .subject(subject)
        // A machine that is away must not answer, nor start a loop.
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ));
    for address in to {
        message = message.to(Mailbox::new(None, address.clone()));
    }
    let text = SinglePart::builder().header(ContentType::TEXT_PLAIN).body(letter.body.clone());
    let message = match html {
        None => message.singlepart(text)?,
        Some(html) => {
            let html = SinglePart::builder().header(ContentType::TEXT_HTML).body(html.to_owned());
            let parts = MultiPart::builder().kind(MultiPartKind::Alternative).boundary(boundary(id, letter));
            message.multipart(parts.singlepart(text).singlepart(html))?
        }
    };
    Ok(message.formatted())
}

/// What stands between the parts: always the same for a letter, and nothing that its text could hold by design.
fn boundary(id: &PostId, letter: &LetterBody) -> String {
    let hash = Sha256::digest(format!("{id}\u{1f}{}\u{1f}{}", letter.subject, letter.body));
    format!("docket-{}", hex::encode(&hash[..16]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(to: &[&str], subject: &str, body: &str) -> LetterBody {
        LetterBody {
            to: to.iter().map(ToString::to_string).collect(),
            subject: subject.to_owned(),
            body: body.to_owned(),
            language: None,
        }
    }

    fn composed(letter: &LetterBody) -> String {
        with(letter, None)
    }

    fn with(letter: &LetterBody, html: Option<&str>) -> String {
        let id = PostId { store: "a1".into(), number: 7 };
        let sender: Sender = "Example Desk <desk@example.com>".parse().unwrap();
        let date = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let (to, _) = addresses(&letter.to);
        let compose = || compose(&id, &sender, (&to, date), letter, html).unwrap();
        let once = compose();
        assert_eq!(once, compose(), "the same bytes each time");
        String::from_utf8(once).unwrap()
    }

    fn headers(mail: &str) -> Vec<String> {
        let (head, _) = mail.split_once("\r\n\r\n").unwrap();
        head.replace("\r\n ", " ").replace("\r\n\t", " ").split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_letter_has_a_name_a_date_and_its_text_of_its_own() {
        let mail = composed(&letter(&["lin@example.org"], "Your appeal", "Dear Lin,\n\nwe have it.\n"));
        let headers = headers(&mail);
        for header in [
            "Message-ID: <docket.a1.7@example.com>",
            "Date: Tue, 14 Nov 2023 22:13:20 +0000",
            "To: lin@example.org",
            "Subject: Your appeal",
            "Auto-Submitted: auto-generated",
        ] {
            assert!(headers.iter().any(|line| line == header), "{header} in {headers:#?}");
        }
        assert!(mail.contains("we have it."), "{mail}");
    }

    #[test]
    fn n02_no_address_and_no_subject_adds_a_header_or_a_recipient() {
        let hostile = [
            "lin@example.org\r\nBcc: thief@example.net",
            "lin@example.org>\r\nRCPT TO:<thief@example.net",
            "lin@example.org, thief@example.net",
            "lin@example.org\u{2028}x",
            "\"a\r\nb\"@example.org",
            "lin@exa\u{202e}mple.org",
            "@example.org",
            "lin@",
        ];
        assert_eq!(addresses(&hostile.map(str::to_owned)), (Vec::new(), 8));
        let subject = "Hello\r\nBcc: thief@example.net\r\n\r\nBody\u{0}\u{1b}[31m";
        let mail = composed(&letter(&["lin@example.org"], subject, "text"));
        let names: Vec<String> =
            headers(&mail).iter().filter_map(|line| Some(line.split_once(':')?.0.to_lowercase())).collect();
        assert!(!names.iter().any(|name| name == "bcc"), "{mail}");
        assert!(names.iter().filter(|name| *name == "subject").count() == 1);
        assert!("Desk\r\nBcc: x@example.com <a@example.com>".parse::<Sender>().is_err());
    }

    #[test]
    fn a_letter_with_a_page_has_both_and_the_text_comes_first() {
        let mail = with(&letter(&["lin@example.org"], "Hello", "as text"), Some("<p>as a page</p>"));
        assert!(mail.contains("multipart/alternative"), "{mail}");
        assert!(mail.find("as text").unwrap() < mail.find("<p>as a page</p>").unwrap(), "{mail}");
    }

    #[test]
    fn phone_numbers_get_no_mail_and_are_counted() {
        let to = ["+6598765432".to_owned(), "lin@example.org".to_owned()];
        let (mails, others) = addresses(&to);
        assert_eq!((mails.len(), others), (1, 1));
    }
}
