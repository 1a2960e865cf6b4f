//! The whole catalogue by category.

use crate::{
    frame,
    words::{self, Words},
};
use askama::Template;
use catalog::views::{self, Branch, ServiceCard, Shown};
use edge::{Answer, OrFail, Visitor};
use kernel::Permission;
use ui::Shell;

#[derive(Template)]
#[template(path = "catalog/tree.html")]
struct Tree {
    shell: Shell,
    rows: Vec<Row>,
    services: usize,
    may_write: bool,
}

/// A category with its services; its depth says how far it is moved in.
struct Row {
    branch: Branch,
    /// Names of the categories above it.
    above: String,
}

pub(super) async fn show(visitor: Visitor) -> Answer {
    frame::require(&visitor, Permission::CatalogRead).or_fail(&visitor)?;
    let mut read = visitor.edge.app.db.read().await.or_fail(&visitor)?;
    let (market, now) = (visitor.ctx.market, visitor.ctx.now);
    let branches = views::catalogue_tree(&mut read, market, now, Shown::All).await.or_fail(&visitor)?;
    drop(read);
    let shell = frame::shell(&visitor, "console-catalog");
    let mut rows = Vec::new();
    flatten(&shell, branches, "", &mut rows);
    let tree = Tree {
        services: rows.iter().map(|row| row.branch.services.len()).sum(),
        rows,
        may_write: frame::may(&visitor, Permission::CatalogWrite),
        shell,
    };
    Ok(frame::respond(&visitor, &tree, None))
}

fn flatten(shell: &Shell, branches: Vec<Branch>, above: &str, rows: &mut Vec<Row>) {
    for mut branch in branches {
        let below = std::mem::take(&mut branch.branches);
        let name = branch.category.spec.names.of(shell.locale).to_owned();
        let path = if above.is_empty() { name } else { format!("{above} › {name}") };
        rows.push(Row { branch, above: above.to_owned() });
        flatten(shell, below, &path, rows);
    }
}

impl Tree {
    fn unit(&self, card: &ServiceCard) -> String {
        words::word(self.shell.locale, "catalog-unit", card.unit.as_str())
    }
    fn name(&self, card: &ServiceCard) -> String {
        self.shell.name(&card.names.zh, &card.names.en)
    }
}
