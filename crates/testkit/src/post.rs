//! A mail server of the test's own, on a port of this machine.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A server that takes mail for everybody but `nobody@`, on a thread and a runtime of its own: it lives as
/// long as the test program.
#[derive(Debug, Clone)]
pub struct Post {
    /// Its port on this machine.
    pub port: u16,
    taken: Arc<Mutex<Vec<String>>>,
}

impl Post {
    /// Opens it.
    ///
    /// # Panics
    /// When this machine has no port left.
    #[must_use]
    pub fn open() -> Post {
        let (tell, told) = std::sync::mpsc::channel();
        let taken: Arc<Mutex<Vec<String>>> = Arc::default();
        let box_of = taken.clone();
        std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap().port()).unwrap();
                loop {
                    let (line, _) = listener.accept().await.unwrap();
                    tokio::spawn(converse(line, box_of.clone()));
                }
            });
        });
        Post { port: told.recv().unwrap(), taken }
    }

    /// The messages that it took and that name an address, whole.
    #[must_use]
    pub fn to(&self, address: &str) -> Vec<String> {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.iter().filter(|mail| mail.contains(&format!("To: <{address}>"))).cloned().collect()
    }
}

async fn converse(line: TcpStream, taken: Arc<Mutex<Vec<String>>>) {
    let (read, mut write) = line.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 test ESMTP\r\n").await.unwrap();
    while let Ok(Some(said)) = lines.next_line().await {
        let answer: &[u8] = match said.split([' ', ':']).next().unwrap() {
            "EHLO" => b"250-test\r\n250 8BITMIME\r\n",
            "RCPT" if said.contains("nobody@") => b"550 no such user here\r\n",
            "MAIL" | "RCPT" | "RSET" | "NOOP" => b"250 ok\r\n",
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.unwrap();
                let mut message = String::new();
                while let Ok(Some(text)) = lines.next_line().await {
                    if text == "." {
                        break;
                    }
                    message.push_str(&text);
                    message.push('\n');
                }
                taken.lock().unwrap_or_else(PoisonError::into_inner).push(message);
                b"250 taken\r\n"
            }
            "QUIT" => {
                write.write_all(b"221 bye\r\n").await.unwrap();
                return;
            }
            _ => b"500 what?\r\n",
        };
        write.write_all(answer).await.unwrap();
    }
}
