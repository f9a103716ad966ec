//! A web server with moods that takes orders: it carries each out once, by its idempotency key, and counts how often it was
//! asked.

use super::smtp_server::bind;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, sleep};
use std::time::Duration;

/// What the server does with the next request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Carries the order out and says nothing more.
    Does,
    /// Carries it out and says so as JSON.
    Answers(&'static str),
    /// Gives this status and these words, and carries nothing out.
    Status(u16, &'static str),
    /// Carries it out and goes away without an answer.
    DoesAndDrops,
    /// Goes away before it has read anything.
    Slams,
    /// Carries it out and answers after so many milliseconds.
    DoesLate(u64),
    /// Carries it out and answers twice.
    DoesTwice,
    /// Carries nothing out and says nothing.
    Hangs,
    /// Points elsewhere.
    Redirects,
    /// Begins an answer and goes away.
    BreaksOff,
}

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub headers: BTreeMap<String, String>,
    pub body: String,
    pub done: bool,
}

impl Asked {
    pub fn key(&self) -> &str {
        &self.headers["idempotency-key"]
    }
}

/// What the system behind the server knows; it outlives the server.
#[derive(Debug, Default)]
pub struct Books {
    /// Every request, in order.
    pub asked: Vec<Asked>,
    /// How often each order was carried out.
    pub done: BTreeMap<String, u32>,
    /// Keys in the order in which they were carried out.
    pub order: Vec<String>,
}

pub type Moods = Arc<dyn Fn(usize) -> Mood + Send + Sync>;

/// A server at work; it stops when it is dropped.
pub struct Server {
    pub address: SocketAddr,
    pub books: Arc<Mutex<Books>>,
    stop: Arc<AtomicBool>,
}

impl Server {
    /// One whose mood at its nth request, from 0, is `mood(n)`.
    pub fn start(mood: impl Fn(usize) -> Mood + Send + Sync + 'static) -> Self {
        Self::at("127.0.0.1:0".parse().unwrap(), Arc::default(), Arc::new(mood))
    }

    pub fn at(address: SocketAddr, books: Arc<Mutex<Books>>, moods: Moods) -> Self {
        let listener: TcpListener = bind(address);
        let address = listener.local_addr().unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        listener.set_nonblocking(true).unwrap();
        let (kept, stopped) = (Arc::clone(&books), Arc::clone(&stop));
        thread::spawn(move || {
            let mut n = 0;
            while !stopped.load(Ordering::SeqCst) {
                let Ok((stream, _)) = listener.accept() else {
                    sleep(Duration::from_millis(2));
                    continue;
                };
                let (mood, books, stopped) = (moods(n), Arc::clone(&kept), Arc::clone(&stopped));
                n += 1;
                thread::spawn(move || drop(serve(stream, mood, &books, &stopped)));
            }
        });
        Self { address, books, stop }
    }

    pub fn target(&self) -> String {
        format!("http://{}/orders", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
    }
}

fn serve(stream: TcpStream, mood: Mood, books: &Mutex<Books>, stop: &AtomicBool) -> std::io::Result<()> {
    if mood == Mood::Slams {
        return Ok(());
    }
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut say = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let mut body = vec![0; headers["content-length"].parse().unwrap()];
    reader.read_exact(&mut body)?;
    let body = String::from_utf8(body).unwrap();
    let does = matches!(
        mood,
        Mood::Does | Mood::DoesAndDrops | Mood::DoesLate(_) | Mood::DoesTwice | Mood::BreaksOff
    ) || matches!(mood, Mood::Answers(answer) if answer.contains("done"));
    record(&mut books.lock().unwrap(), Asked { headers, body, done: does });
    let json = |status: u16, body: &str| {
        format!(
            "HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    match mood {
        Mood::Slams | Mood::DoesAndDrops => Ok(()),
        Mood::Does => say.write_all(json(200, "").as_bytes()),
        Mood::Answers(answer) => say.write_all(json(200, answer).as_bytes()),
        Mood::Status(status, answer) => say.write_all(json(status, answer).as_bytes()),
        Mood::DoesLate(wait) => {
            sleep(Duration::from_millis(wait));
            say.write_all(json(200, "").as_bytes())
        }
        Mood::DoesTwice => {
            let done = json(200, r#"{"answer":"done"}"#);
            let refused = json(200, r#"{"answer":"refused","reason":"again?"}"#);
            say.write_all(format!("{done}{refused}").as_bytes())
        }
        Mood::Hangs => {
            while !stop.load(Ordering::SeqCst) {
                sleep(Duration::from_millis(20));
            }
            Ok(())
        }
        Mood::Redirects => {
            say.write_all(b"HTTP/1.1 302 x\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
        }
        Mood::BreaksOff => say.write_all(b"HTTP/1.1 200 x\r\nContent-Length: 50\r\n\r\n{\"answer\":"),
    }
}

/// Carries an order out unless it was carried out before: that is what the key is for.
fn record(books: &mut Books, asked: Asked) {
    let key = asked.key().to_owned();
    if asked.done && !books.done.contains_key(&key) {
        books.done.insert(key.clone(), 1);
        books.order.push(key);
    }
    books.asked.push(asked);
}
