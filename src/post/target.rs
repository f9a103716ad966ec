//! Where to deliver, as it is typed: `smtp://relay`, `eml:DIR`, `https://…`, `jsonl:FILE`, `letters=command:PROGRAM`.

use super::Secret;
use std::path::PathBuf;

/// Why a text is no target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct TargetError {
    /// What is wrong.
    pub what: String,
    /// What would be right.
    pub remedy: String,
}

/// How a mail server is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cover {
    /// In the open.
    None,
    /// In the open until both sides agree to encrypt, which they must.
    StartTls,
    /// Encrypted from the first byte.
    Tls,
}

/// Where something goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A mail server.
    Smtp {
        /// How it is spoken to.
        cover: Cover,
        /// Who it is spoken to as.
        user: Option<String>,
        /// Its name.
        host: String,
        /// Its port.
        port: u16,
    },
    /// A folder of `.eml` files.
    Folder(PathBuf),
    /// A web address.
    Http(String),
    /// A file of JSON Lines.
    Journal(PathBuf),
    /// A program.
    Program(PathBuf),
}

/// A place for letters, or one for orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Letters go there.
    Letters(Place),
    /// Orders go there.
    Orders(Place),
}

/// Where letters go and where orders go.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Targets {
    /// Letters.
    pub letters: Option<Place>,
    /// Orders.
    pub orders: Option<Place>,
}

/// What places ask for that nobody else may know.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    /// The password of the mail server's user.
    pub smtp_password: Option<Secret>,
    /// The key that orders are signed with.
    pub order_key: Option<Secret>,
}

impl std::str::FromStr for Target {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        let (sort, rest) = match text.split_once('=') {
            Some((sort @ ("letters" | "orders"), rest)) => (Some(sort), rest),
            _ => (None, text),
        };
        let place = place(rest)?;
        let by_place = match place {
            Place::Smtp { .. } | Place::Folder(_) => Some("letters"),
            Place::Http(_) | Place::Journal(_) => Some("orders"),
            Place::Program(_) => None,
        };
        match (sort.or(by_place), by_place) {
            (Some(sort), Some(other)) if sort != other => Err(wrong(
                format!("{rest} takes {other}, not {sort}"),
                "Leave `letters=` and `orders=` to commands.",
            )),
            (Some("letters"), _) => Ok(Self::Letters(place)),
            (Some(_), _) => Ok(Self::Orders(place)),
            (None, _) => Err(wrong(
                format!("{rest} may take letters or orders"),
                "Write letters=command:PROGRAM or orders=command:PROGRAM.",
            )),
        }
    }
}

impl Targets {
    /// All of `targets`, of which one at most takes letters and one orders.
    ///
    /// # Errors
    /// Where two take the same.
    pub fn of(targets: &[Target]) -> Result<Self, TargetError> {
        let mut all = Self::default();
        for target in targets {
            let (slot, place, what) = match target {
                Target::Letters(place) => (&mut all.letters, place, "letters"),
                Target::Orders(place) => (&mut all.orders, place, "orders"),
            };
            if slot.replace(place.clone()).is_some() {
                return Err(wrong(
                    format!("two targets take {what}"),
                    "Name one for letters and one for orders.",
                ));
            }
        }
        Ok(all)
    }
}

fn place(text: &str) -> Result<Place, TargetError> {
    let path = |rest: &str| (!rest.is_empty()).then(|| PathBuf::from(rest)).ok_or_else(|| unknown(text));
    match text.split_once(':') {
        Some(("smtp", rest)) => server(rest, Cover::None, 25).ok_or_else(|| unknown(text)),
        Some(("smtp+starttls", rest)) => server(rest, Cover::StartTls, 587).ok_or_else(|| unknown(text)),
        Some(("smtps", rest)) => server(rest, Cover::Tls, 465).ok_or_else(|| unknown(text)),
        Some(("eml", rest)) => Ok(Place::Folder(path(rest)?)),
        Some(("jsonl", rest)) => Ok(Place::Journal(path(rest)?)),
        Some(("command", rest)) => Ok(Place::Program(path(rest)?)),
        Some(("http" | "https", rest)) => {
            let host = rest.strip_prefix("//").unwrap_or_default();
            let authority = host.split(['/', '?', '#']).next().unwrap_or_default();
            if authority.is_empty() || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
                return Err(unknown(text));
            }
            if authority.contains('@') {
                return Err(wrong(
                    "the address has a user in it",
                    "Orders are signed with a key: see docs/delivery.md.",
                ));
            }
            Ok(Place::Http(text.to_owned()))
        }
        _ => Err(unknown(text)),
    }
}

/// `//[user@]host[:port]`, and nothing after it.
fn server(rest: &str, cover: Cover, usual: u16) -> Option<Place> {
    let rest = rest.strip_prefix("//")?.trim_end_matches('/');
    let (user, host) = match rest.rsplit_once('@') {
        // A password typed here could be read by everybody on the machine.
        Some((user, _)) if user.is_empty() || user.contains(':') => return None,
        Some((user, host)) => (Some(user.to_owned()), host),
        None => (None, rest),
    };
    let (host, port) = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, "")) => (host, usual),
        Some((host, port)) => (host, port.strip_prefix(':')?.parse().ok()?),
        None => match host.split_once(':') {
            Some((host, port)) => (host, port.parse().ok()?),
            None => (host, usual),
        },
    };
    let is_host = !host.is_empty()
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'_'));
    is_host.then(|| Place::Smtp { cover, user, host: host.to_owned(), port })
}

fn unknown(text: &str) -> TargetError {
    let short: String = text.escape_debug().take(60).collect();
    wrong(
        format!("\"{short}\" is no target"),
        "There are smtp://HOST, smtp+starttls://USER@HOST, smtps://USER@HOST and eml:DIR for letters, https://HOST/PATH and \
         jsonl:FILE for orders, and letters=command:PROGRAM, orders=command:PROGRAM. A password stands in \
         $DOCKET_SMTP_PASSWORD.",
    )
}

fn wrong(what: impl Into<String>, remedy: &str) -> TargetError {
    TargetError { what: what.into(), remedy: remedy.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Target, TargetError> {
        text.parse()
    }

    fn smtp(cover: Cover, user: Option<&str>, host: &str, port: u16) -> Target {
        Target::Letters(Place::Smtp { cover, user: user.map(Into::into), host: host.into(), port })
    }

    #[test]
    fn each_scheme_says_where_and_what() {
        assert_eq!(read("smtp://relay").unwrap(), smtp(Cover::None, None, "relay", 25));
        assert_eq!(read("smtps://a@b@mx.example").unwrap(), smtp(Cover::Tls, Some("a@b"), "mx.example", 465));
        let starttls = smtp(Cover::StartTls, Some("desk"), "::1", 2525);
        assert_eq!(read("smtp+starttls://desk@[::1]:2525").unwrap(), starttls);
        assert_eq!(read("eml:out/mail").unwrap(), Target::Letters(Place::Folder("out/mail".into())));
        assert_eq!(read("jsonl:/tmp/o").unwrap(), Target::Orders(Place::Journal("/tmp/o".into())));
        let https = "https://bank.example/orders?x=1";
        assert_eq!(read(https).unwrap(), Target::Orders(Place::Http(https.into())));
        assert_eq!(
            read("orders=command:/bin/true").unwrap(),
            Target::Orders(Place::Program("/bin/true".into()))
        );
    }

    #[test]
    fn what_is_no_target_is_told_and_no_password_is_taken() {
        for text in [
            "",
            "relay",
            "smtp:relay",
            "smtp://",
            "smtp://a:b@relay",
            "smtp://relay:x",
            "smtp://re lay",
            "eml:",
            "http://",
            "https:bank",
            "https://u@bank/",
            "https://bank/a b",
            "ftp://x",
            "command:/bin/true",
            "orders=eml:x",
            "letters=https://x",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn letters_and_orders_go_to_one_place_each() {
        let both = ["eml:a", "jsonl:b"].map(|text| read(text).unwrap());
        let targets = Targets::of(&both).unwrap();
        assert!(targets.letters.is_some() && targets.orders.is_some());
        assert!(Targets::of(&["eml:a", "smtp://b"].map(|text| read(text).unwrap())).is_err());
    }
}
