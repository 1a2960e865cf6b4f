//! Shapes of customers, technicians, staff, markets and the audit log.

use crate::shape::{Book, Shape, coded, mirror, readable, shape};
use access::{
    Purpose, User,
    model::{ApiToken, Session},
};
use customers::{
    Building, Contact, ContactDraft, Customer, Property, PropertyDraft, TechnicianTie, Tie,
    views::{CustomerFile, CustomerLine},
};
use db::views::{AuditLine, StuckErrand};
use kernel::{
    AuditLineId, BrandId, CertificateId, ContactId, Currency, CustomerId, ErrandId, FileId, Locale, MailAddress,
    MarketId, MarketScope, Permission, Phone, Place, PropertyId, Role, SessionId, TechnicianId, TerritoryId, TimeOffId,
    Timestamp, TokenId, UserId, Window, Zone, time::Date,
};
use markets::{Market, Territory};
use serde_json::{Value, json};
use workforce::{
    Certificate, DatedShift, Gender, Position, Profile, Skill, Span, Technician, TechnicianKind, TechnicianStatus,
    TimeOff, TimeOffKind, TimeOffState, Vehicle, WeeklyShift,
    model::{Break, CertificateRule, Names, RosterSkill, RosterTechnician, ShiftDay},
    views::TechnicianPage,
};

coded!(Building, Gender, Purpose, TechnicianKind, TechnicianStatus, Tie, TimeOffKind, TimeOffState, Vehicle);
readable!(Names, Skill, Span, WeeklyShift);

impl Shape for MarketScope {
    fn schema(book: &mut Book) -> Value {
        book.named::<Self>("MarketScope", |book| {
            let only = json!({ "type": "object", "properties": { "only": Vec::<MarketId>::schema(book) }, "required": ["only"] });
            json!({ "description": "Every market, or these only.", "oneOf": [{ "type": "string", "const": "all" }, only] })
        })
    }
}
readable!(MarketScope);

mirror! { Names = Names { zh: String, en: String } }
mirror! { MarketNames = markets::Names { zh: String, en: String } }
mirror! { ContactDraft = ContactDraft { name: String, phone: Phone, relation: String } }
mirror! { Contact = Contact {
    contact_id: ContactId, customer_id: CustomerId, name: String, phone: Phone, relation: String, version: i64,
} }
mirror! { PropertyDraft = PropertyDraft {
    label: String, address: String, detail: String, place: Place, territory_id: Option<TerritoryId>, floor: i32, has_lift: bool,
    building: Building, access_note: String,
} }

shape! {
    /// An address in a customer's file.
    PropertyShown of Property as property {
        property: PropertyId = property.property_id,
        customer: CustomerId = property.customer_id,
        facts: PropertyDraft,
        version: i64,
    }
}

shape! {
    /// Who pays.
    CustomerShown of Customer as customer {
        customer: CustomerId = customer.customer_id,
        phone: Phone,
        mail: Option<MailAddress>,
        name: String,
        locale: Option<Locale>,
        note: String,
        tags: Vec<String>,
        is_guest: bool,
        default_property: Option<PropertyId>,
        merged_into: Option<CustomerId>,
        created_at: Timestamp,
        version: i64,
    }
}

mirror! { CustomerLine = CustomerLine {
    customer_id: CustomerId, name: String, phone_masked: String, is_guest: bool, tags: Vec<String>, created_at: Timestamp,
} }
mirror! { TechnicianTie = TechnicianTie { technician_id: TechnicianId, tie: Tie, created_at: Timestamp } }

shape! {
    /// A customer's file.
    CustomerFileShown of CustomerFile as file {
        customer: CustomerShown = (&file.customer).into(),
        contacts: Vec<Contact>,
        properties: Vec<PropertyShown> = crate::shape::each(&file.properties),
        ties: Vec<TechnicianTie>,
    }
}

shape! {
    /// A person in the field.
    TechnicianShown of Technician as technician {
        technician: TechnicianId = technician.technician_id,
        names: Names = technician.names(),
        phone: Phone,
        kind: TechnicianKind,
        level: u8,
        gender: Gender,
        home: Place = technician.home(),
        vehicle: Vehicle,
        photo: Option<FileId> = technician.photo_file_id,
        visits_max: u32,
        minutes_max: u32,
        hired_on: Date,
        status: TechnicianStatus,
        on_duty: bool,
        /// Thousandths of a star.
        rating_milli: Option<u32>,
        rating_count: u32,
        punctuality_per_mille: Option<u32>,
        version: i64,
    }
}

mirror! { Skill = Skill { skill: String, level: u8 } }
mirror! { Span = Span { starts_minute: u16, ends_minute: u16 } }
mirror! { WeeklyShift = WeeklyShift { weekday: u8, starts_minute: u16, ends_minute: u16 } }
mirror! { DatedShift = DatedShift { date: Date, spans: Vec<Span>, note: String } }
mirror! { Certificate = Certificate {
    certificate_id: CertificateId, technician_id: TechnicianId, kind: String, number: String, issued_on: Date,
    expires_on: Option<Date>, file_id: Option<FileId>, is_revoked: bool, version: i64,
} }
mirror! { CertificateRule = CertificateRule { skill: String, kind: String } }
mirror! { TimeOff = TimeOff {
    time_off_id: TimeOffId, technician_id: TechnicianId, kind: TimeOffKind, starts_at: Timestamp, ends_at: Timestamp,
    reason: String, state: TimeOffState, decided_by: String, decided_at: Option<Timestamp>, note: String, version: i64,
} }

shape! {
    /// A technician with skills, shifts and absences.
    TechnicianFile of TechnicianPage as page {
        technician: TechnicianShown = (&page.technician).into(),
        skills: Vec<Skill>,
        territories: Vec<TerritoryId>,
        certificates: Vec<Certificate>,
        week: Vec<WeeklyShift>,
        dated: Vec<DatedShift>,
        time_off: Vec<TimeOff>,
    }
}

mirror! { Break = Break { earliest: Timestamp, latest: Timestamp, minutes: u16 } }
mirror! { ShiftDay = ShiftDay { date: Date, windows: Vec<Window>, breaks: Vec<Break>, time_off: Vec<Window> } }
mirror! { RosterSkill = RosterSkill { skill: String, level: u8, certificate: Option<String>, valid_until: Option<Date> } }

shape! {
    /// A technician on the roster: when and for what they can be planned.
    RosterLine of RosterTechnician as line {
        technician: TechnicianId = line.technician.technician_id,
        names: Names = line.technician.names(),
        skills: Vec<RosterSkill>,
        territories: Vec<TerritoryId>,
        days: Vec<ShiftDay>,
    }
}

shape! {
    /// Where a technician was last.
    PositionShown of Position as position {
        technician: TechnicianId = position.technician_id,
        place: Place = position.place(),
        accuracy_metres: Option<u32>,
        reported_at: Timestamp,
    }
}

crate::shape::asked! {
    /// What a technician is.
    ProfileAsk {
        names: Names,
        phone: Phone,
        kind: TechnicianKind,
        level: u8,
        gender: Gender,
        home: Place,
        vehicle: Vehicle,
        photo: Option<FileId>,
        visits_max: Option<u32>,
        minutes_max: Option<u32>,
        hired_on: Date,
    }
}

impl From<ProfileAsk> for Profile {
    fn from(asked: ProfileAsk) -> Self {
        let ProfileAsk { names, phone, kind, level, gender, home, vehicle, photo, visits_max, minutes_max, hired_on } =
            asked;
        Self { names, phone, kind, level, gender, home, vehicle, photo, visits_max, minutes_max, hired_on }
    }
}

mirror! { User = User {
    user_id: UserId, name: String, login: String, roles: Vec<Role>, markets: MarketScope, disabled: bool,
    must_change_password: bool, created_at: Timestamp, version: i64,
} }
mirror! { ApiToken = ApiToken {
    token_id: TokenId, name: String, scopes: Vec<Permission>, markets: MarketScope, created_by: String, created_at: Timestamp,
    expires_at: Option<Timestamp>, last_used_at: Option<Timestamp>,
} }

shape! {
    /// A signed-in browser or device.
    SessionShown of Session as session {
        session: SessionId = session.session_id,
        user_agent: String,
        ip: String,
        created_at: Timestamp,
        last_seen_at: Timestamp,
        expires_at: Timestamp,
    }
}

mirror! { Market = Market {
    market_id: MarketId, brand_id: BrandId, code: String, names: markets::Names, zone: Zone, currency: Currency, centre: Place,
    phone: String, version: i64,
} }
mirror! { Territory = Territory {
    territory_id: TerritoryId, code: String, names: markets::Names, ring: Vec<(f64, f64)>, active: bool, version: i64,
} }

shape! {
    /// Who did what, with before and after.
    AuditShown of AuditLine as line {
        line: AuditLineId = line.audit_line_id,
        at: Timestamp,
        actor: String,
        action: String,
        subject: String,
        changes: Value = serde_json::from_str(&line.changes).unwrap_or(Value::Null),
        request: String = line.request_id.clone(),
    }
}

shape! {
    /// Background work that failed too often and waits for somebody to try it again.
    StuckErrandShown of StuckErrand as errand {
        errand: ErrandId = errand.errand_id,
        name: String,
        subject: String,
        tries: i64,
        last_error: String,
        created_at: Timestamp,
    }
}
