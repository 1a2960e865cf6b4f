//! Mail leaves through a server on a real socket, with name and password, and what the server says comes back.

use gateways::{GATEWAY_UNAVAILABLE, mail::Mail};
use kernel::Timestamp;
use std::net::SocketAddr;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// What one conversation brought: the commands, and the mail itself.
#[derive(Default)]
struct Heard {
    commands: Vec<String>,
    mail: String,
}

/// A mail server for one conversation; `answer` is what it says to a recipient.
async fn server(answer: &'static str) -> (SocketAddr, JoinHandle<Heard>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let talk = tokio::spawn(async move { converse(listener.accept().await.unwrap().0, answer).await });
    (address, talk)
}

async fn converse(stream: TcpStream, recipient: &str) -> Heard {
    let (from, mut to) = stream.into_split();
    let mut lines = BufReader::new(from).lines();
    let mut heard = Heard::default();
    to.write_all(b"220 post.example.org ready\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let answer = match verb.as_str() {
            "EHLO" => "250-post.example.org\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 AUTH PLAIN LOGIN",
            "AUTH" => "235 welcome",
            "RCPT" => recipient,
            "DATA" => "354 go on",
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        heard.commands.push(line);
        to.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
        if verb == "DATA" {
            while let Ok(Some(line)) = lines.next_line().await {
                if line == "." {
                    break;
                }
                heard.mail.push_str(&line);
                heard.mail.push('\n');
            }
            to.write_all(b"250 queued as 4711\r\n").await.unwrap();
        }
        if verb == "QUIT" {
            break;
        }
    }
    heard
}

async fn send(address: SocketAddr) -> kernel::Result<String> {
    let mail = Mail::smtp(&format!("smtp://desk:pass%40word@{address}"), "Doorstep <desk@example.org>").unwrap();
    mail.send("wang@example.org", "付款退回 Refund", "您的付款将原路退回。", Timestamp::UNIX_EPOCH).await
}

#[tokio::test]
async fn a_mail_is_handed_over_with_name_and_password() {
    let (address, talk) = server("250 ok").await;
    assert!(send(address).await.unwrap().contains("queued as 4711"));
    let heard = talk.await.unwrap();
    let said = |start: &str| heard.commands.iter().any(|line| line.starts_with(start));
    // "\0desk\0pass@word" in base64.
    assert!(said("AUTH PLAIN AGRlc2sAcGFzc0B3b3Jk"), "{:?}", heard.commands);
    assert!(said("MAIL FROM:<desk@example.org>") && said("RCPT TO:<wang@example.org>"), "{:?}", heard.commands);
    assert!(heard.mail.contains("From: Doorstep <desk@example.org>") && heard.mail.contains("To: wang@example.org"));
    assert!(heard.mail.contains("Date: ") && heard.mail.contains("Subject: "), "{}", heard.mail);
}

#[tokio::test]
async fn a_server_that_refuses_or_is_not_there_is_said_to_be_unavailable() {
    let (address, talk) = server("550 no such mailbox").await;
    let refused = send(address).await.unwrap_err();
    assert!(refused.is(GATEWAY_UNAVAILABLE) && refused.source_text().unwrap().contains("no such mailbox"), "{refused}");
    talk.abort();
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    assert!(send(gone).await.unwrap_err().is(GATEWAY_UNAVAILABLE));
}
