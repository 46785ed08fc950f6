//! Where the published description is not what the contract's server answers, or is not yet
//! answered here.

/// A part of a difference, and the section of the contract that tells what is answered instead.
pub const EXCEPTIONS: &[(&str, &str)] = &[];

/// Parts of operations that are not there yet.
pub const LATER: &[&str] = &[
    " /platform/",
    " /public/",
    " /survey/",
    "/audit_logs",
    "/automation_rules",
    "/portals",
    "/integrations/",
    "reporting_events",
    " /api/v2/accounts/{}/reports",
    " /api/v2/accounts/{}/summary_reports",
];
