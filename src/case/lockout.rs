//! How long wrong passwords keep an account locked, and how long no further code is sent: worked out from the registry's
//! record, never kept, because the record may have changed since (L2, L3).

use super::record::AccountRecord;
use crate::playbook::{CodeLimit, LoginLock};
use chrono::{DateTime, Duration, Utc};

/// A lock after wrong passwords (L3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Locked {
    /// When it began.
    pub since: DateTime<Utc>,
    /// When it ends, if nobody tries again.
    pub until: DateTime<Utc>,
    /// How many attempts meanwhile extended it.
    pub extended: usize,
    /// The latest of those.
    pub last_attempt: Option<DateTime<Utc>>,
}

impl Locked {
    /// Whether it runs at `now`.
    pub fn runs(&self, now: DateTime<Utc>) -> bool {
        now < self.until
    }

    /// Why it ends when it does, in words.
    pub fn why(&self) -> String {
        let since = self.since.format("%Y-%m-%d %H:%M");
        match (self.extended, self.last_attempt) {
            (0, _) | (_, None) => format!("locked since {since} UTC, nobody tried again"),
            (1, Some(last)) => {
                format!("locked since {since} UTC, extended by an attempt at {} UTC", last.format("%H:%M"))
            }
            (count, Some(last)) => {
                let last = last.format("%H:%M");
                format!("locked since {since} UTC, extended by {count} attempts, the last at {last} UTC")
            }
        }
    }
}

/// The lock of `account`, whether it still runs or not; none where the registry tells of none. An attempt while it runs
/// begins its time anew, one after its end does not.
pub fn login_lock(account: &AccountRecord, rule: &LoginLock) -> Option<Locked> {
    let told = account.lock.as_ref()?;
    let length = Duration::minutes(i64::from(rule.minutes));
    let mut locked =
        Locked { since: told.since, until: told.since + length, extended: 0, last_attempt: None };
    let mut attempts: Vec<_> = told.attempts.iter().copied().filter(|at| *at > told.since).collect();
    attempts.sort_unstable();
    for at in attempts {
        if at < locked.until {
            locked.until = at + length;
            locked.extended += 1;
            locked.last_attempt = Some(at);
        }
    }
    Some(locked)
}

/// How many codes were sent lately (L2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodesSent {
    /// So many within the time that the playbook gives.
    pub lately: usize,
    /// At the limit: when the next one is sent again.
    pub again_at: Option<DateTime<Utc>>,
}

/// The codes that were sent to `account`; none where the registry tells of none.
pub fn codes_sent(account: &AccountRecord, limit: &CodeLimit, now: DateTime<Utc>) -> Option<CodesSent> {
    if account.codes.is_empty() {
        return None;
    }
    let window = Duration::minutes(i64::from(limit.minutes));
    let mut lately: Vec<_> =
        account.codes.iter().map(|code| code.at).filter(|at| *at > now - window && *at <= now).collect();
    lately.sort_unstable();
    // As long as this one counts, no further one is sent.
    let most = usize::try_from(limit.most).unwrap_or(usize::MAX);
    let blocking = lately.len().checked_sub(most).and_then(|index| lately.get(index));
    Some(CodesSent { lately: lately.len(), again_at: blocking.map(|at| *at + window) })
}

#[cfg(test)]
mod tests {
    use super::super::record::{CodeSent, LockRecord};
    use super::super::tests::bench::{account, at};
    use super::*;
    use crate::playbook::CodeChannel;

    fn locked(attempts: &[&str]) -> Locked {
        let rule = LoginLock { rule: "L3".parse().unwrap(), minutes: 120 };
        let attempts = attempts.iter().map(|text| at(text)).collect();
        let lock = Some(LockRecord { since: at("2026-11-23T08:00:00Z"), attempts });
        login_lock(&AccountRecord { lock, ..account("A-1") }, &rule).unwrap()
    }

    #[test]
    fn l03_a_lock_lasts_two_hours_and_each_attempt_meanwhile_begins_them_anew() {
        for (attempts, until, extended) in [
            (&[][..], "2026-11-23T10:00:00Z", 0),
            (&["2026-11-23T09:30:00Z"], "2026-11-23T11:30:00Z", 1),
            (&["2026-11-23T11:00:00Z", "2026-11-23T09:30:00Z"], "2026-11-23T13:00:00Z", 2),
            // What comes after its end, or before its beginning, extends nothing.
            (&["2026-11-23T10:00:00Z"], "2026-11-23T10:00:00Z", 0),
            (&["2026-11-23T07:59:00Z"], "2026-11-23T10:00:00Z", 0),
        ] {
            let found = locked(attempts);
            assert_eq!((found.until, found.extended), (at(until), extended), "{attempts:?}");
            assert!(found.runs(at(until) - Duration::seconds(1)) && !found.runs(at(until)));
        }
        assert!(locked(&["2026-11-23T09:30:00Z"]).why().contains("extended by an attempt at 09:30"));
    }

    #[test]
    fn l02_at_the_limit_the_next_code_comes_when_the_oldest_no_longer_counts() {
        let limit = CodeLimit { rule: "L2".parse().unwrap(), most: 3, minutes: 60 };
        let with = |minutes: &[i64]| {
            let now = at("2026-11-23T09:00:00Z");
            let sent = |ago: &i64| CodeSent { at: now - Duration::minutes(*ago), by: CodeChannel::Email };
            let account = AccountRecord { codes: minutes.iter().map(sent).collect(), ..account("A-1") };
            codes_sent(&account, &limit, now)
        };
        assert_eq!(with(&[]), None);
        assert_eq!(with(&[61, 30, 1]), Some(CodesSent { lately: 2, again_at: None }));
        let again_at = Some(at("2026-11-23T09:15:00Z"));
        assert_eq!(with(&[1, 45, 10]), Some(CodesSent { lately: 3, again_at }));
        assert_eq!(with(&[50, 1, 45, 10]), Some(CodesSent { lately: 4, again_at }), "the third from the end");
    }
}
