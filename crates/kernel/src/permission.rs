//! What may be done, and which role may do it: the one place where access is decided.

use crate::text_enum;

text_enum! {
    /// One thing that somebody may do. Every action names exactly one.
    pub enum Permission {
        /// Open to anybody, signed in or not (looking at the catalogue, asking for a code).
        Public = "public",
        /// What a customer does with their own things.
        CustomerSelf = "customer.self",
        /// What a technician does with their own things.
        TechnicianSelf = "technician.self",
        /// What any signed-in person does with their own session and settings.
        OwnSession = "session.own",
        /// What only the software itself does (reactions, errands, simulator).
        System = "system",
        /// Read jobs, visits and their timelines.
        JobsRead = "jobs.read",
        /// Create and change jobs for customers.
        JobsWrite = "jobs.write",
        /// Read the dispatch board.
        DispatchRead = "dispatch.read",
        /// Assign, move, pin.
        DispatchWrite = "dispatch.write",
        /// Read catalogue and price books.
        CatalogRead = "catalog.read",
        /// Change catalogue and price books.
        CatalogWrite = "catalog.write",
        /// Read technicians, shifts, time off.
        WorkforceRead = "workforce.read",
        /// Change them.
        WorkforceWrite = "workforce.write",
        /// Read customers and their history.
        CustomersRead = "customers.read",
        /// Change them.
        CustomersWrite = "customers.write",
        /// Read invoices, ledger, settlements.
        MoneyRead = "money.read",
        /// Record payments, refund, adjust.
        MoneyWrite = "money.write",
        /// Run and approve settlements.
        SettlementRun = "settlement.run",
        /// Read notices, chats and reviews.
        MessagesRead = "messages.read",
        /// Write messages, moderate reviews, edit templates.
        MessagesWrite = "messages.write",
        /// Read users, roles and sessions.
        AccessRead = "access.read",
        /// Change them.
        AccessWrite = "access.write",
        /// Read the audit log.
        AuditRead = "audit.read",
        /// Change markets, territories and policies.
        MarketsWrite = "markets.write",
    }
}

text_enum! {
    /// A staff role: a named set of permissions.
    pub enum Role {
        /// May do everything.
        Owner = "owner",
        /// Runs a market: everything but users of other markets.
        Manager = "manager",
        /// Plans and moves visits.
        Dispatcher = "dispatcher",
        /// Takes calls, creates jobs, helps customers.
        ServiceDesk = "service_desk",
        /// Money only.
        Accountant = "accountant",
        /// Catalogue and prices.
        CatalogEditor = "catalog_editor",
        /// Looks, changes nothing.
        Auditor = "auditor",
    }
}

impl Role {
    /// What the role may do. Self-service permissions are not staff permissions and never listed here.
    #[must_use]
    pub fn permissions(self) -> &'static [Permission] {
        use Permission as P;
        match self {
            Self::Owner | Self::Manager => &[
                P::JobsRead,
                P::JobsWrite,
                P::DispatchRead,
                P::DispatchWrite,
                P::CatalogRead,
                P::CatalogWrite,
                P::WorkforceRead,
                P::WorkforceWrite,
                P::CustomersRead,
                P::CustomersWrite,
                P::MoneyRead,
                P::MoneyWrite,
                P::SettlementRun,
                P::MessagesRead,
                P::MessagesWrite,
                P::AccessRead,
                P::AccessWrite,
                P::AuditRead,
                P::MarketsWrite,
            ],
            Self::Dispatcher => &[
                P::JobsRead,
                P::JobsWrite,
                P::DispatchRead,
                P::DispatchWrite,
                P::CatalogRead,
                P::WorkforceRead,
                P::WorkforceWrite,
                P::CustomersRead,
                P::MessagesRead,
                P::MessagesWrite,
            ],
            Self::ServiceDesk => &[
                P::JobsRead,
                P::JobsWrite,
                P::DispatchRead,
                P::CatalogRead,
                P::WorkforceRead,
                P::CustomersRead,
                P::CustomersWrite,
                P::MessagesRead,
                P::MessagesWrite,
            ],
            Self::Accountant => {
                &[P::JobsRead, P::CustomersRead, P::WorkforceRead, P::MoneyRead, P::MoneyWrite, P::SettlementRun]
            }
            Self::CatalogEditor => &[P::CatalogRead, P::CatalogWrite],
            Self::Auditor => &[
                P::JobsRead,
                P::DispatchRead,
                P::CatalogRead,
                P::WorkforceRead,
                P::CustomersRead,
                P::MoneyRead,
                P::MessagesRead,
                P::AccessRead,
                P::AuditRead,
            ],
        }
    }

    /// Whether the role may.
    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }
}
