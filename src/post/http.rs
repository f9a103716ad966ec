//! Orders to a web address: POST, signed, and under a key by which the system knows a repeat.
//!
//! The signature is HMAC-SHA256 over the time, a full stop and the body, so that neither can be exchanged.

use super::Secret;
use super::order::Order;
use super::verdict::{MOST_ANSWER, Verdict, read_answer, seconds};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::io;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use ureq::http::Response;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body, Error, Timeout};

/// The system that takes orders.
#[derive(Debug)]
pub struct System {
    agent: Agent,
    address: String,
    key: Secret,
}

impl System {
    /// The system at `address`, whose orders are signed with `key`; one answer may take as long as `patience`.
    pub fn new(address: &str, key: Secret, patience: Duration) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // Who answers is who was asked: an order that followed a redirect could go anywhere.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(patience))
            // A connection that is kept may be dead by the next order, which would then be in doubt for nothing.
            .max_idle_connections(0)
            .proxy(None)
            .tls_config(TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build())
            .user_agent(concat!("docket/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { agent: config.into(), address: address.to_owned(), key }
    }

    /// Sends the order and reads what the system says.
    pub fn send(&self, order: &Order) -> Verdict {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let timestamp = now.to_string();
        let asked = self
            .agent
            .post(&self.address)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .header("Idempotency-Key", order.id.to_string())
            .header("Docket-Attempt", order.attempt.to_string())
            .header("Docket-Timestamp", &timestamp)
            .header("Docket-Signature", signature(&self.key, &timestamp, &order.json))
            .send(order.json.as_bytes());
        match asked {
            Ok(mut response) => answered(&mut response),
            Err(error) => failed(&error),
        }
    }
}

/// `v1=` and HMAC-SHA256 of `timestamp.body`, hex.
pub fn signature(key: &Secret, timestamp: &str, body: &str) -> String {
    // A key of any length will do for HMAC.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.expose().as_bytes()) else { return String::new() };
    mac.update(timestamp.as_bytes());
    mac.update(b".");
    mac.update(body.as_bytes());
    format!("v1={}", hex::encode(mac.finalize().into_bytes()))
}

fn answered(response: &mut Response<Body>) -> Verdict {
    let status = response.status().as_u16();
    let header = response.headers().get("retry-after").and_then(|value| value.to_str().ok());
    let wait = header.and_then(|value| value.trim().parse::<f64>().ok()).and_then(seconds);
    let body = match response.body_mut().with_config().limit(MOST_ANSWER).read_to_string() {
        Ok(body) => body,
        // A status without the answer that belongs to it may hide a refusal.
        Err(_) if (200..300).contains(&status) => {
            return Verdict::later(format!(
                "the answer {status} broke off; the order may have been carried out"
            ));
        }
        Err(_) => String::new(),
    };
    let said = read_answer(&body);
    match status {
        200..=299 => said.unwrap_or(Verdict::Done),
        300..=399 => {
            Verdict::Unreachable(format!("it answers {status} and points elsewhere, where no order goes"))
        }
        408 | 425 | 429 | 500.. => match said {
            Some(Verdict::Later { reason, wait: said_wait, .. }) => {
                Verdict::Later { reason, wait: said_wait.or(wait), said: true }
            }
            Some(Verdict::Refused(reason)) if status < 500 => Verdict::Refused(reason),
            // That a system is in trouble is no answer to the order.
            _ => Verdict::Later { reason: format!("it answers {status}"), wait, said: false },
        },
        _ => match said {
            Some(Verdict::Refused(reason)) if !reason.is_empty() => Verdict::Refused(reason),
            Some(later @ Verdict::Later { .. }) => later,
            _ => Verdict::refused(format!("it answers {status}")),
        },
    }
}

fn failed(error: &Error) -> Verdict {
    let reached = match error {
        Error::Timeout(Timeout::Resolve | Timeout::Connect)
        | Error::HostNotFound
        | Error::ConnectionFailed => false,
        Error::Io(error) => !matches!(
            error.kind(),
            io::ErrorKind::ConnectionRefused
                | io::ErrorKind::HostUnreachable
                | io::ErrorKind::NetworkUnreachable
                | io::ErrorKind::AddrNotAvailable
                | io::ErrorKind::NotFound
                // So are certificates told that nobody here trusts: no order goes before they are.
                | io::ErrorKind::InvalidData
        ),
        Error::BadUri(_) | Error::Tls(_) | Error::Rustls(_) => false,
        _ => true,
    };
    if reached {
        Verdict::later(format!("{error}; the order may have been carried out"))
    } else {
        Verdict::Unreachable(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_time_and_body() {
        let key = Secret::new("key");
        let signed = signature(&key, "1700000000", "{}");
        // echo -n '1700000000.{}' | openssl dgst -sha256 -hmac key
        assert_eq!(signed.len(), 3 + 64);
        assert_ne!(signed, signature(&key, "1700000001", "{}"));
        assert_ne!(signed, signature(&key, "1700000000", "{ }"));
        assert_ne!(signed, signature(&Secret::new("yek"), "1700000000", "{}"));
    }
}
