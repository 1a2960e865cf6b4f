//! Ids as people read them: who or which order is behind an id, and the page where it is at home.

use edge::Visitor;
use kernel::{CustomerId, JobId, Locale, Result, TechnicianId, UserId};
use std::collections::{BTreeMap, BTreeSet};

/// The console's page of a thing, by the prefix of its id.
pub(crate) fn page_of(id: &str) -> Option<String> {
    let (kind, _) = id.split_once('_')?;
    let folder = match kind {
        "usr" => "users",
        "cus" => "customers",
        "tec" => "technicians",
        "job" => "jobs",
        "ter" => "territories",
        "pbk" => "price-books",
        "inv" => "invoices",
        "set" => "settlements",
        "svc" => "catalog/services",
        "cat" => "catalog/categories",
        _ => return None,
    };
    Some(format!("/console/{folder}/{id}"))
}

/// Names behind ids of people and orders; ids without a name stay as they are.
pub(crate) struct People {
    locale: Locale,
    names: BTreeMap<String, String>,
}

impl People {
    /// Reads the names of those ids that are people's or orders'; others are left alone.
    pub async fn of<'a>(visitor: &Visitor, ids: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        let ids: BTreeSet<&str> = ids.into_iter().collect();
        let (market, locale) = (visitor.ctx.market, visitor.ctx.locale);
        let mut names = BTreeMap::new();
        let mut read = visitor.edge.app.db.read().await?;
        for user in read_ids::<UserId>(&ids) {
            // Somebody of another brand, or gone: the id has to do.
            if let Ok(found) = access::views::user(&mut read, visitor.ctx.brand, user).await {
                names.insert(user.to_string(), found.name);
            }
        }
        let technicians = read_ids::<TechnicianId>(&ids);
        if !technicians.is_empty() {
            for (id, name) in workforce::views::names_of(&mut read, market, &technicians).await? {
                names.insert(id.to_string(), name_of(locale, name.zh, name.en));
            }
        }
        let customers = read_ids::<CustomerId>(&ids);
        if !customers.is_empty() {
            for line in customers::views::lines_of(&mut read, market, &customers).await? {
                let name = if line.name.is_empty() { line.phone_masked } else { line.name };
                names.insert(line.customer_id.to_string(), name);
            }
        }
        for job in read_ids::<JobId>(&ids) {
            if let Ok(found) = jobs::views::job_row(&mut read, market, job).await {
                names.insert(job.to_string(), found.number);
            }
        }
        Ok(Self { locale, names })
    }

    /// Whether somebody or something of this market is behind an id.
    pub fn knows(&self, id: &str) -> bool {
        self.names.contains_key(id)
    }

    /// The name of an id; of the software itself, and of strangers, their words.
    pub fn name(&self, id: &str) -> String {
        match id {
            "system" => i18n::text(self.locale, "console-actor-system"),
            "anonymous" => i18n::text(self.locale, "console-actor-anonymous"),
            _ => self.names.get(id).cloned().unwrap_or_else(|| id.to_owned()),
        }
    }
}

fn read_ids<T: std::str::FromStr>(ids: &BTreeSet<&str>) -> Vec<T> {
    ids.iter().filter_map(|id| id.parse().ok()).collect()
}

fn name_of(locale: Locale, zh: String, en: String) -> String {
    match locale {
        Locale::ZhCn => zh,
        Locale::En => en,
    }
}
