//! Letters to a mail server.
//!
//! What the server says to the letter itself counts against the letter: 5xx for good, 4xx for now. Whatever keeps docket from
//! handing the letter over (no connection, no encryption, a wrong password) is no fault of it.

use super::letter::Mail;
use super::target::Cover;
use super::verdict::Verdict;
use super::{PostError, Secret};
use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use std::net::IpAddr;
use std::time::Duration;

/// The steps of a delivery that may each take as long as the longest allowed: greeting, EHLO twice, STARTTLS, AUTH, MAIL, DATA,
/// the message, QUIT, and one to spare.
const STEPS: u32 = 10;

/// A mail server.
#[derive(Debug)]
pub struct Server {
    host: String,
    port: u16,
    cover: Cover,
    credentials: Option<Credentials>,
    patience: Duration,
}

impl Server {
    /// The server at `host`, spoken to as `user` with `password`.
    ///
    /// # Errors
    /// Where there is a user without a password, or a password would be sent in the open.
    pub fn new(
        (host, port, cover): (&str, u16, Cover),
        user: Option<&str>,
        password: Option<&Secret>,
        patience: Duration,
    ) -> Result<Self, PostError> {
        let credentials = match (user, password) {
            (None, _) => None,
            (Some(user), None) => {
                return Err(PostError::Settings {
                    what: format!("{user} needs a password at {host}"),
                    remedy: "Put it into $DOCKET_SMTP_PASSWORD or the file of --smtp-password-file."
                        .to_owned(),
                });
            }
            (Some(_), Some(_)) if cover == Cover::None && !is_here(host) => {
                return Err(PostError::Settings {
                    what: "a password would go over the network in the open".to_owned(),
                    remedy: "Use smtp+starttls:// or smtps://.".to_owned(),
                });
            }
            (Some(user), Some(password)) => {
                Some(Credentials::new(user.to_owned(), password.expose().to_owned()))
            }
        };
        Ok(Self { host: host.to_owned(), port, cover, credentials, patience })
    }

    /// How long a delivery to so many can take at most.
    pub fn longest(&self, recipients: usize) -> Duration {
        self.patience.saturating_mul(STEPS.saturating_add(u32::try_from(recipients).unwrap_or(u32::MAX)))
    }

    /// Hands the letter over.
    pub fn send(&self, mail: &Mail) -> Verdict {
        let envelope = match Envelope::new(Some(mail.from.clone()), mail.to.clone()) {
            Ok(envelope) => envelope,
            Err(error) => return Verdict::Misfit(error.to_string()),
        };
        let mut connection = match self.connect() {
            Ok(connection) => connection,
            Err(error) => return Verdict::Unreachable(format!("{}: {}", self.host, told(&error))),
        };
        match connection.send(&envelope, &mail.bytes) {
            Ok(_) => {
                // It is accepted; how the conversation ends changes nothing.
                let _ = connection.quit();
                Verdict::Sent
            }
            Err(error) => {
                connection.abort();
                if error.is_permanent() {
                    Verdict::refused(told(&error))
                } else {
                    Verdict::later(told(&error))
                }
            }
        }
    }

    fn connect(&self) -> Result<SmtpConnection, Error> {
        let hello = ClientId::default();
        let tls = match self.cover {
            Cover::None => None,
            Cover::StartTls | Cover::Tls => Some(TlsParameters::new(self.host.clone())?),
        };
        let at_once = tls.as_ref().filter(|_| self.cover == Cover::Tls);
        let place = (self.host.as_str(), self.port);
        let mut connection = SmtpConnection::connect(place, Some(self.patience), &hello, at_once, None)?;
        if let Some(tls) = tls.filter(|_| self.cover == Cover::StartTls) {
            // Fails where the server does not offer it: a letter never goes out in the open because somebody cut that offer.
            connection.starttls(&tls, &hello)?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials)?;
        }
        Ok(connection)
    }
}

/// The error with what lies beneath it: the server's words.
fn told(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}

/// Whether the server is on this machine.
fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
