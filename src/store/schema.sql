-- The store, format 2. Everything but `meta`, `events`, `seal`, `private` and `attempts` is a projection: `docket rebuild` makes
-- it again.
-- Times are milliseconds since 1970-01-01 UTC.

-- What the store is: its id and its secret for keyed hashes.
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- The log: what happened, never changed, without personal data. `seq` has no gaps. `hash` chains each row to the one before.
CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    case_id INTEGER CHECK (case_id > 0),
    version INTEGER CHECK (version > 0),
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    role TEXT,
    body TEXT NOT NULL,
    commitment BLOB CHECK (length(commitment) = 32),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    CHECK ((case_id IS NULL) = (version IS NULL))
) STRICT;
CREATE UNIQUE INDEX events_by_case ON events (case_id, version) WHERE case_id IS NOT NULL;
CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
BEGIN SELECT raise(ABORT, 'the log is never changed'); END;
CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
BEGIN SELECT raise(ABORT, 'nothing is deleted from the log'); END;

-- How far docket wrote the log: its last row, signed with a key outside the store. One row, as soon as there is a key.
CREATE TABLE seal (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    signature BLOB NOT NULL CHECK (length(signature) = 64)
) STRICT;

-- Personal data of an event, which the log holds a salted commitment to. Both are NULL once erased.
CREATE TABLE private (
    seq INTEGER PRIMARY KEY REFERENCES events (seq),
    salt BLOB CHECK (length(salt) = 16),
    body TEXT,
    CHECK ((salt IS NULL) = (body IS NULL))
) STRICT;
CREATE TRIGGER private_is_only_erased BEFORE UPDATE ON private WHEN new.body IS NOT NULL OR new.seq <> old.seq
BEGIN SELECT raise(ABORT, 'personal data is erased, never changed'); END;
CREATE TRIGGER private_is_not_deleted BEFORE DELETE ON private
BEGIN SELECT raise(ABORT, 'personal data is erased, its row stays'); END;

-- Names, as small numbers.
CREATE TABLE institutions (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE queues (
    id INTEGER PRIMARY KEY,
    institution INTEGER NOT NULL REFERENCES institutions (id),
    kind TEXT NOT NULL,
    UNIQUE (institution, kind)
) STRICT;
-- `role` is NULL for somebody who acted but was never given one here.
CREATE TABLE operators (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    role TEXT
) STRICT;
-- Playbooks as they were installed, newest last; the log has the text. A case's `playbook` is the first row of its hash.
CREATE TABLE playbooks (
    seq INTEGER PRIMARY KEY REFERENCES events (seq),
    institution INTEGER NOT NULL REFERENCES institutions (id),
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX playbooks_by_hash ON playbooks (hash);

-- Where cases can stand, and how many do: queue, stage, band (0 none, 1 low … 4 critical) and state (0 open, 1 approved,
-- 2 rejected, 3 closed). Lists are merged from cells, so that one index a sort fits every filter. No empty cell is kept.
CREATE TABLE cells (
    id INTEGER PRIMARY KEY,
    queue INTEGER NOT NULL REFERENCES queues (id),
    stage TEXT NOT NULL,
    band INTEGER NOT NULL CHECK (band BETWEEN 0 AND 4),
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
    cases INTEGER NOT NULL CHECK (cases >= 0),
    UNIQUE (queue, stage, band, state)
) STRICT;

-- Cases as lists need them. `due` and `risk` are sort keys: the largest integer stands last, for a clock that stands still
-- and for a case without weights. `marks` are bits: 1 what the account's owner wrote is unread, 2 a message waits for an
-- answer, 4 a reminder asks the desk to see to it, 8 an order failed, 16 a letter was set aside.
CREATE TABLE cases (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version > 0),
    cell INTEGER NOT NULL REFERENCES cells (id),
    playbook INTEGER NOT NULL REFERENCES playbooks (seq),
    claimant TEXT NOT NULL,
    holder TEXT,
    opened_at INTEGER NOT NULL,
    due INTEGER NOT NULL,
    risk INTEGER NOT NULL,
    claimed_by INTEGER REFERENCES operators (id),
    claimed_until INTEGER,
    snoozed_until INTEGER,
    timer_at INTEGER,
    merged_into INTEGER,
    marks INTEGER NOT NULL DEFAULT 0,
    CHECK ((claimed_by IS NULL) = (claimed_until IS NULL))
) STRICT;
CREATE INDEX cases_by_id ON cases (cell);
CREATE INDEX cases_by_due ON cases (cell, due);
CREATE INDEX cases_by_risk ON cases (cell, risk);
CREATE INDEX cases_by_claimant ON cases (claimant);
CREATE INDEX cases_by_holder ON cases (holder) WHERE holder IS NOT NULL;
CREATE INDEX cases_claimed ON cases (claimed_until) WHERE claimed_until IS NOT NULL;
CREATE INDEX cases_snoozed ON cases (snoozed_until) WHERE snoozed_until IS NOT NULL;
CREATE INDEX cases_with_timer ON cases (timer_at) WHERE timer_at IS NOT NULL;
CREATE INDEX cases_marked ON cases (marks) WHERE marks > 0;

-- Tickets and the cases that they opened or joined.
CREATE TABLE tickets (
    reference TEXT NOT NULL,
    institution INTEGER NOT NULL REFERENCES institutions (id),
    case_id INTEGER NOT NULL,
    PRIMARY KEY (reference, institution, case_id)
) STRICT, WITHOUT ROWID;

-- Files by the first 8 bytes of their SHA-256, and the events that brought them.
CREATE TABLE files (
    digest INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (digest, seq)
) STRICT, WITHOUT ROWID;

-- Letters (0) and orders (1) by the events that wrote them, and how far they got: 0 waiting, 1 refused, 2 set aside, 3 sent,
-- 4 done. `line` is the account of an order, with its institution: orders of one account go out one after the other.
CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY,
    sort INTEGER NOT NULL CHECK (sort BETWEEN 0 AND 1),
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
    case_id INTEGER NOT NULL,
    line TEXT
) STRICT;
-- What is finished is in none of these, so that what waits is found at once however much has gone out.
CREATE INDEX outbox_unfinished ON outbox (seq) WHERE state <= 2;
CREATE INDEX outbox_waiting ON outbox (sort, seq) WHERE state = 0;
CREATE INDEX outbox_waiting_by_case ON outbox (case_id, seq) WHERE state = 0 AND sort = 1;
CREATE INDEX outbox_waiting_by_line ON outbox (line, seq) WHERE state = 0 AND sort = 1;

-- Deliveries that were begun and have come to no end: no projection, for the log tells only what came of them. `owner` is the
-- process that is at it until `again_at`, after which it counts as dead; without one it is tried again from then on.
-- `failures` are attempts that count: those in which nobody was reached do not.
CREATE TABLE attempts (
    seq INTEGER PRIMARY KEY,
    attempt INTEGER NOT NULL CHECK (attempt > 0),
    failures INTEGER NOT NULL CHECK (failures >= 0),
    owner TEXT,
    again_at INTEGER NOT NULL
) STRICT;
CREATE INDEX attempts_owned ON attempts (owner) WHERE owner IS NOT NULL;

-- The newest record of each account, by the log row that has it.
CREATE TABLE accounts (
    institution INTEGER NOT NULL REFERENCES institutions (id),
    account TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (institution, account)
) STRICT, WITHOUT ROWID;
-- Keyed hashes of what accounts are found by: identity, document, e-mail address.
CREATE TABLE account_keys (
    key INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (key, seq)
) STRICT, WITHOUT ROWID;

-- Attempts at verification (0) and denials (1), by account, and the log rows that tell of them (V7).
CREATE TABLE verifications (
    institution INTEGER NOT NULL REFERENCES institutions (id),
    account TEXT NOT NULL,
    sort INTEGER NOT NULL CHECK (sort BETWEEN 0 AND 1),
    at INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (institution, account, sort, at, seq)
) STRICT, WITHOUT ROWID;
-- Keyed hashes of the identities that submissions of verification tried (C2).
CREATE TABLE tried (
    key INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (key, seq)
) STRICT, WITHOUT ROWID;

-- Commands that were carried out, by the caller's key, and the log row that tells about them.
CREATE TABLE commands (
    key TEXT PRIMARY KEY,
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Counts by day or hour, so that no screen counts cases. `what` says of what: counters.rs.
CREATE TABLE tallies (
    what INTEGER NOT NULL,
    queue INTEGER NOT NULL,
    part INTEGER NOT NULL,
    bucket INTEGER NOT NULL,
    n INTEGER NOT NULL CHECK (n > 0),
    PRIMARY KEY (what, queue, part, bucket)
) STRICT, WITHOUT ROWID;

-- The words by which cases are found, each once a case. Words come folded to lower-case letters and digits (search.rs), so
-- the plainest tokenizer will do; no positions are kept, because nothing asks for phrases.
CREATE VIRTUAL TABLE search USING fts5 (
    words, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3', tokenize = 'ascii'
);
