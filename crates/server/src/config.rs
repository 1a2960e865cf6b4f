//! Where an installation lives: its data folder, its database, its keys.

use flows::Keys;
use gateways::{mail::Mail, sent::SentBox};
use kernel::{Locale, Problem, Result};
use std::{
    fs::{self, OpenOptions},
    io::Write,
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

/// What every command needs to know.
#[derive(Clone, Debug, clap::Args)]
pub struct Home {
    /// Folder of this installation: keys, files and, without a database URL, the database.
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
    /// PostgreSQL to use instead of the file in the data folder: postgres://user@host/database.
    #[arg(long, env = "DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: Option<String>,
}

/// The mail server; without one, mail is kept and shown on the demo's simulated telephone.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct MailServer {
    /// Mail server: smtps://user:password@host:465, smtp://user:password@host:587?tls=required, or smtp://host:25.
    #[arg(long, env = "SMTP_URL", value_name = "URL", hide_env_values = true, requires = "mail_from")]
    pub smtp_url: Option<String>,
    /// Sender of our mail: 'Doorstep <hello@example.org>'.
    #[arg(long, env = "MAIL_FROM", value_name = "ADDRESS", requires = "smtp_url")]
    pub mail_from: Option<String>,
}

impl MailServer {
    /// The mail gateway: this server, or what keeps mail here.
    pub fn gateway(&self, sent: &SentBox) -> Result<Mail> {
        match (&self.smtp_url, &self.mail_from) {
            (Some(url), Some(from)) => {
                Mail::smtp(url, from).map_err(|problem| Problem::broken(i18n::problem(Locale::En, &problem)))
            }
            (None, _) | (_, None) => Ok(Mail::Kept { sent: sent.clone() }),
        }
    }
}

impl Home {
    /// Makes the data folder when it is missing; readable by its owner only.
    pub fn prepare(&self) -> Result<()> {
        if !self.data.exists() {
            fs::create_dir_all(&self.data).map_err(|error| told(&self.data, error))?;
            fs::set_permissions(&self.data, fs::Permissions::from_mode(0o700))
                .map_err(|error| told(&self.data, error))?;
        }
        Ok(())
    }

    /// The database's address.
    pub fn database(&self) -> Result<String> {
        match &self.database_url {
            Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => Ok(url.clone()),
            Some(_) => Err(Problem::broken("the database URL must begin with postgres://")),
            None => Ok(format!("sqlite:{}", self.data.join("doorstep.db").display())),
        }
    }

    /// The database file of an embedded installation; none when PostgreSQL is used.
    #[must_use]
    pub fn database_file(&self) -> Option<PathBuf> {
        self.database_url.is_none().then(|| self.data.join("doorstep.db"))
    }

    /// Where photos and papers are kept.
    #[must_use]
    pub fn files(&self) -> PathBuf {
        self.data.join("files")
    }

    /// What the simulated payment provider remembers.
    #[must_use]
    pub fn pay_journal(&self) -> PathBuf {
        self.data.join("pay-simulator.jsonl")
    }

    /// The secrets of this installation; made from the operating system's randomness at the first start.
    pub fn keys(&self) -> Result<Keys> {
        let path = self.data.join("keys");
        let mut bytes = [0u8; KEY_COUNT * KEY_LENGTH];
        if !path.exists() {
            db::entropy().fill(&mut bytes);
            write_keys(&path, &bytes).map_err(|error| told(&path, error))?;
        }
        // Read back also after writing: another process that started at the same time may have been faster.
        let text = fs::read_to_string(&path).map_err(|error| told(&path, error))?;
        read_keys(&text, &mut bytes)
            .ok_or_else(|| Problem::broken(format!("{} is damaged; restore it from a backup", path.display())))?;
        let key = |index: usize| {
            let mut key = [0u8; KEY_LENGTH];
            key.copy_from_slice(&bytes[index * KEY_LENGTH..(index + 1) * KEY_LENGTH]);
            key
        };
        Ok(Keys { quotes: key(0), work_card: key(1), forms: key(2), pay: key(3) })
    }
}

const KEY_COUNT: usize = 4;
const KEY_LENGTH: usize = 32;
const KEYS_TITLE: &str = "doorstep keys 1";

/// A title, then one key a line in hexadecimal.
fn read_keys(text: &str, bytes: &mut [u8]) -> Option<()> {
    let mut lines = text.lines();
    if lines.next() != Some(KEYS_TITLE) {
        return None;
    }
    for key in bytes.chunks_mut(KEY_LENGTH) {
        let line = lines.next()?;
        if line.len() != KEY_LENGTH * 2 || !line.is_ascii() {
            return None;
        }
        for (index, byte) in key.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&line[index * 2..index * 2 + 2], 16).ok()?;
        }
    }
    Some(())
}

/// Written beside and moved into place, so that a crash leaves either no file or a whole one; never over an existing one.
fn write_keys(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut text = format!("{KEYS_TITLE}\n");
    for key in bytes.chunks(KEY_LENGTH) {
        text.extend(key.iter().map(|byte| format!("{byte:02x}")));
        text.push('\n');
    }
    let beside = path.with_extension(format!("{:016x}.new", db::entropy().below(u64::MAX)));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    let linked = fs::hard_link(&beside, path);
    fs::remove_file(&beside)?;
    match linked {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    }
}

fn told(path: &Path, error: impl std::fmt::Display) -> Problem {
    Problem::broken(format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home() -> Home {
        let data = std::env::temp_dir().join(format!("doorstep-home-{}", db::entropy().below(u64::MAX)));
        Home { data, database_url: None }
    }

    #[test]
    fn keys_are_made_once_and_for_the_owner_only() {
        let home = home();
        home.prepare().unwrap();
        let first = home.keys().unwrap();
        let again = home.keys().unwrap();
        assert_eq!(first.quotes, again.quotes);
        assert!(first.quotes != first.pay && first.pay != [0; 32]);
        let mode = fs::metadata(home.data.join("keys")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::write(home.data.join("keys"), "nonsense").unwrap();
        assert!(home.keys().is_err());
        fs::remove_dir_all(&home.data).unwrap();
    }

    #[test]
    fn processes_that_start_together_share_the_keys_of_the_first() {
        let home = home();
        home.prepare().unwrap();
        let started: Vec<_> = std::thread::scope(|scope| {
            let start: Vec<_> = (0..8).map(|_| scope.spawn(|| home.keys().unwrap().quotes)).collect();
            start.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(started.windows(2).all(|pair| pair[0] == pair[1]));
        let left = fs::read_dir(&home.data)
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().ends_with(".new"));
        assert_eq!(left.count(), 0);
        fs::remove_dir_all(&home.data).unwrap();
    }

    #[test]
    fn a_mail_server_that_cannot_be_read_is_refused_without_its_password() {
        let server = |url: &str, from: &str| {
            let server = MailServer { smtp_url: Some(url.to_owned()), mail_from: Some(from.to_owned()) };
            server
                .gateway(&SentBox::default())
                .map_err(|problem| problem.source_text().map(|text| text.to_string()).unwrap_or_default())
        };
        let from = "Doorstep <hello@example.org>";
        for url in ["smtps://me:secret@mail.example.org:465", "smtp://me:secret@mail.example.org?tls=required"] {
            assert!(matches!(server(url, from), Ok(Mail::Smtp { .. })), "{url}");
        }
        for url in
            ["", "mail.example.org", "http://me:secret@mail.example.org", "smtp://me:secret@:25", "smtp://h:99999"]
        {
            let said = server(url, from).err().expect("nonsense");
            assert!(said.contains("smtps://user:password@host:465") && !said.contains("secret"), "{url}: {said}");
        }
        let said = server("smtp://localhost:25", "not an address").err().expect("nonsense");
        assert!(said.contains("not an address") && said.contains("hello@example.org"), "{said}");
        assert!(matches!(MailServer::default().gateway(&SentBox::default()), Ok(Mail::Kept { .. })));
    }

    #[test]
    fn only_postgres_urls_are_taken() {
        let url = |url: &str| Home { database_url: Some(url.to_owned()), ..home() }.database();
        assert!(url("postgres://a@b/c").is_ok() && url("mysql://a@b/c").is_err());
        assert!(home().database().unwrap().starts_with("sqlite:"));
    }
}
