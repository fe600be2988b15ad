//! A client of HTTP/1.1, octet by octet, so that it can do wrong what clients do wrong.

use serde_json::Value as Json;
use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The code of a problem, with what every problem has.
    pub(crate) fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json");
        let json = self.json();
        let code = json["code"].as_str().unwrap();
        assert_eq!(json["type"], format!("/docs#{code}"));
        assert_eq!(json["status"], self.status);
        code.to_owned()
    }
}

/// A connection that stays open.
pub(crate) struct Client<S: Read + Write>(BufReader<S>);

impl Client<TcpStream> {
    pub(crate) fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        // Only so that a test which fails ends.
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        stream.set_nodelay(true).unwrap();
        Self::over(stream)
    }

    pub(crate) fn stream(&mut self) -> &mut TcpStream {
        self.0.get_mut()
    }
}

impl<S: Read + Write> Client<S> {
    pub(crate) fn over(stream: S) -> Self {
        Self(BufReader::new(stream))
    }

    pub(crate) fn send(&mut self, octets: &[u8]) -> std::io::Result<()> {
        self.0.get_mut().write_all(octets)?;
        self.0.get_mut().flush()
    }

    /// Sends a request with a body and reads the answer.
    pub(crate) fn ask(
        &mut self,
        line: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> std::io::Result<Answer> {
        let mut head = format!("{line} HTTP/1.1\r\nHost: localhost\r\n");
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!("Content-Length: {}\r\n\r\n", body.len());
        // Who is refused may be told so while still sending.
        let sent = self.send(&[head.as_bytes(), body].concat());
        self.answer().or_else(|error| sent.and(Err(error)))
    }

    pub(crate) fn get(&mut self, path: &str) -> Answer {
        self.ask(&format!("GET {path}"), &[], b"").unwrap()
    }

    pub(crate) fn post(&mut self, path: &str, form: &str, body: &[u8]) -> Answer {
        let headers = [("Content-Type", form)];
        self.ask(&format!("POST {path}"), &headers, body).unwrap()
    }

    /// Waits for the service to ask for the body that was announced (RFC 9110, 10.1.1).
    pub(crate) fn is_told_to_continue(&mut self) {
        for wanted in ["HTTP/1.1 100 Continue\r\n", "\r\n"] {
            let mut line = String::new();
            self.0.read_line(&mut line).unwrap();
            assert_eq!(line, wanted);
        }
    }

    /// Reads an answer; `UnexpectedEof` if the connection ends before it.
    pub(crate) fn answer(&mut self) -> std::io::Result<Answer> {
        let mut line = || {
            let mut line = String::new();
            match self.0.read_line(&mut line)? {
                0 => Err(std::io::ErrorKind::UnexpectedEof.into()),
                _ => Ok::<_, std::io::Error>(line.trim_end().to_owned()),
            }
        };
        let status = line()?;
        // What is no HTTP, such as an alert of TLS, is no answer.
        let status = status
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        let status = status.ok_or(std::io::ErrorKind::InvalidData)?;
        let mut headers = Vec::new();
        loop {
            let line = line()?;
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let length = length.map_or(0, |(_, length)| length.parse().unwrap());
        let mut body = vec![0; length];
        self.0.read_exact(&mut body)?;
        Ok(Answer {
            status,
            headers,
            body,
        })
    }
}
