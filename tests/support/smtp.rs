//! A mail server on this machine, as much of RFC 5321 as a sender needs.

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};

/// Takes mail, and shows it.
pub struct Smtp {
    pub port: u16,
    mails: UnboundedReceiver<Mail>,
}

/// One mail as it arrived.
#[derive(Debug)]
pub struct Mail {
    pub from: String,
    pub to: String,
    /// Head and parts, with what was encoded decoded.
    pub text: String,
}

impl Smtp {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("it listens").port();
        let (sender, mails) = unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let sender = sender.clone();
                tokio::spawn(async move { take(stream, sender).await });
            }
        });
        Self { port, mails }
    }

    pub async fn next(&mut self) -> Mail {
        self.mails.recv().await.expect("it runs")
    }

    /// One that has come already.
    pub fn arrived(&mut self) -> Option<Mail> {
        self.mails.try_recv().ok()
    }
}

async fn take(stream: TcpStream, sender: UnboundedSender<Mail>) -> Option<()> {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    let (mut from, mut to) = (String::new(), String::new());
    writer.write_all(b"220 test\r\n").await.ok()?;
    while let Some(line) = lines.next_line().await.ok()? {
        let address = || line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
        let command = line
            .split([' ', ':'])
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase();
        let answer = match command.as_str() {
            "EHLO" | "HELO" => "250 test\r\n",
            "MAIL" => {
                from = address();
                "250 OK\r\n"
            }
            "RCPT" => {
                to = address();
                "250 OK\r\n"
            }
            "DATA" => {
                writer.write_all(b"354 go on\r\n").await.ok()?;
                let mut text = String::new();
                while let Some(line) = lines.next_line().await.ok()?.filter(|line| line != ".") {
                    text.push_str(line.strip_prefix('.').unwrap_or(&line));
                    text.push('\n');
                }
                let text = decoded(&text);
                sender
                    .send(Mail {
                        from: from.clone(),
                        to: to.clone(),
                        text,
                    })
                    .ok()?;
                "250 OK\r\n"
            }
            "QUIT" => {
                writer.write_all(b"221 bye\r\n").await.ok()?;
                return None;
            }
            _ => "250 OK\r\n",
        };
        writer.write_all(answer.as_bytes()).await.ok()?;
    }
    None
}

/// Quoted-printable as RFC 2045 has it in section 6.7.
fn decoded(text: &str) -> String {
    let text = text.replace("=\n", "");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let digits = tail.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let byte = digits.and_then(|two| u8::from_str_radix(two, 16).ok());
        if let (b'=', Some(byte)) = (first, byte) {
            bytes.push(byte);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
