//! A mail server with moods, as small as it can be: RFC 5321 without encryption, one thread a connection.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, sleep};
use std::time::Duration;

/// What the server does with the next letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Takes it.
    Takes,
    /// Refuses the recipient for good.
    Refuses,
    /// Refuses the recipient for now.
    Greylists,
    /// Refuses the letter after it was sent, for now.
    Full,
    /// Goes away in the middle of the letter.
    DropsInData,
    /// Keeps the letter and goes away without saying so.
    KeepsAndDrops,
    /// Says nothing.
    Hangs,
    /// Goes away before it has said anything.
    Slams,
}

/// A letter that the server took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub from: String,
    pub to: Vec<String>,
    pub data: String,
}

impl Taken {
    pub fn header(&self, name: &str) -> Option<String> {
        let head = self.data.split("\r\n\r\n").next().unwrap();
        let found = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        found.map(str::to_owned)
    }
}

pub type Moods = Arc<dyn Fn(usize) -> Mood + Send + Sync>;

/// A server at work; it stops when it is dropped.
pub struct Server {
    pub address: SocketAddr,
    taken: Arc<Mutex<Vec<Taken>>>,
    stop: Arc<AtomicBool>,
}

impl Server {
    /// One whose mood at its nth conversation, from 0, is `mood(n)`.
    pub fn start(mood: impl Fn(usize) -> Mood + Send + Sync + 'static) -> Self {
        Self::at("127.0.0.1:0".parse().unwrap(), Arc::default(), Arc::new(mood))
    }

    /// One at `address`, into whose box others put letters too.
    pub fn at(address: SocketAddr, taken: Arc<Mutex<Vec<Taken>>>, moods: Moods) -> Self {
        let listener = bind(address);
        let address = listener.local_addr().unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        listener.set_nonblocking(true).unwrap();
        let (box_, stopped) = (Arc::clone(&taken), Arc::clone(&stop));
        thread::spawn(move || {
            let mut n = 0;
            while !stopped.load(Ordering::SeqCst) {
                let Ok((stream, _)) = listener.accept() else {
                    sleep(Duration::from_millis(2));
                    continue;
                };
                let (mood, taken, stopped) = (moods(n), Arc::clone(&box_), Arc::clone(&stopped));
                n += 1;
                thread::spawn(move || drop(talk(stream, mood, &taken, &stopped)));
            }
        });
        Self { address, taken, stop }
    }

    pub fn target(&self) -> String {
        format!("smtp://{}", self.address)
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
    }
}

/// The address may be held for a moment by what stood there before.
pub fn bind(address: SocketAddr) -> TcpListener {
    for _ in 0..500 {
        if let Ok(listener) = TcpListener::bind(address) {
            return listener;
        }
        sleep(Duration::from_millis(10));
    }
    panic!("{address} is not free");
}

fn talk(stream: TcpStream, mood: Mood, taken: &Mutex<Vec<Taken>>, stop: &AtomicBool) -> std::io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut say = stream.try_clone()?;
    match mood {
        Mood::Slams => return Ok(()),
        Mood::Hangs => {
            while !stop.load(Ordering::SeqCst) {
                sleep(Duration::from_millis(20));
            }
            return Ok(());
        }
        _ => say.write_all(b"220 test\r\n")?,
    }
    let mut lines = BufReader::new(stream).lines();
    let mut letter = Taken { from: String::new(), to: Vec::new(), data: String::new() };
    while let Some(Ok(line)) = lines.next() {
        let command = line.to_ascii_uppercase();
        if command.starts_with("EHLO") || command.starts_with("HELO") {
            say.write_all(b"250-test\r\n250 8BITMIME\r\n")?;
        } else if let Some(from) = line.get(10..).filter(|_| command.starts_with("MAIL FROM:")) {
            letter.from = path(from);
            say.write_all(b"250 ok\r\n")?;
        } else if let Some(to) = line.get(8..).filter(|_| command.starts_with("RCPT TO:")) {
            match mood {
                Mood::Refuses => say.write_all(b"550 5.1.1 no such user here\r\n")?,
                Mood::Greylists => say.write_all(b"450 4.7.1 greylisted, come again\r\n")?,
                _ => {
                    letter.to.push(path(to));
                    say.write_all(b"250 ok\r\n")?;
                }
            }
        } else if command == "DATA" {
            say.write_all(b"354 go on\r\n")?;
            for line in lines.by_ref().map_while(Result::ok) {
                if mood == Mood::DropsInData {
                    return Ok(());
                }
                if line == "." {
                    break;
                }
                letter.data += line.strip_prefix('.').unwrap_or(&line);
                letter.data += "\r\n";
            }
            match mood {
                Mood::Full => say.write_all(b"452 4.3.1 no room now\r\n")?,
                _ => {
                    taken.lock().unwrap().push(letter.clone());
                    if mood == Mood::KeepsAndDrops {
                        return Ok(());
                    }
                    say.write_all(b"250 taken\r\n")?;
                }
            }
        } else if command == "QUIT" {
            return say.write_all(b"221 bye\r\n");
        } else {
            say.write_all(b"250 ok\r\n")?;
        }
    }
    Ok(())
}

/// The address in `<address> PARAMETERS`.
fn path(text: &str) -> String {
    text.trim().split_once('<').and_then(|(_, rest)| rest.split_once('>')).unwrap_or_default().0.to_owned()
}
