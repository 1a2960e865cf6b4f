//! Who can be played in the demo city; printed when it is served.

use kernel::Role;

/// The password of every member of the demo's staff.
pub const PASSWORD: &str = "linjiang-2026";

/// A member of the demo's staff.
pub struct StaffLogin {
    /// What they type.
    pub login: &'static str,
    /// What colleagues call them.
    pub name: &'static str,
    /// What they may do.
    pub roles: &'static [Role],
}

/// The demo's staff.
pub const STAFF: [StaffLogin; 5] = [
    StaffLogin { login: "owner", name: "林总 Lin", roles: &[Role::Owner] },
    StaffLogin { login: "dispatch", name: "调度小周 Zhou", roles: &[Role::Dispatcher] },
    StaffLogin { login: "desk", name: "客服小何 He", roles: &[Role::ServiceDesk] },
    StaffLogin { login: "accounts", name: "财务老郑 Zheng", roles: &[Role::Accountant] },
    StaffLogin { login: "auditor", name: "审计老韩 Han", roles: &[Role::Auditor] },
];

/// The phone of the first demo customer.
pub const CUSTOMER_PHONE: &str = "13800010001";
/// The phone of the first technician who repairs.
pub const TECHNICIAN_PHONE: &str = "19900010001";
/// The phone of the first technician who cleans.
pub const CLEANER_PHONE: &str = "19900010031";

/// What a newcomer is told once the demo is served at an address.
#[must_use]
pub fn greeting(base_url: &str) -> String {
    let mut lines = vec![
        format!("Doorstep serves the demo city 临江 Linjiang at {base_url}"),
        String::new(),
        format!("  customer    {base_url}/           phone {CUSTOMER_PHONE}, or any other; or book as a guest"),
        format!("  technician  {base_url}/field      phone {TECHNICIAN_PHONE} (repairs) or {CLEANER_PHONE} (cleans)"),
        format!("  staff       {base_url}/console    password {PASSWORD}"),
    ];
    for StaffLogin { login, roles, .. } in &STAFF {
        let roles: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
        lines.push(format!("                login {login:<10} {}", roles.join(", ")));
    }
    lines.push(String::new());
    lines.push("  One-time codes are sent to simulated phones; the sign-in page shows them. Ctrl-C ends.".to_owned());
    lines.join("\n")
}
