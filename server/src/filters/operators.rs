//! By which operators attributes may be asked for.

pub const EQUAL: &[&str] = &["equal_to", "not_equal_to"];
pub const CONTAINING: &[&str] = &["equal_to", "not_equal_to", "contains", "does_not_contain"];
pub const BEGINNING: &[&str] =
    &["equal_to", "not_equal_to", "contains", "does_not_contain", "starts_with"];
pub const PRESENT: &[&str] = &["equal_to", "not_equal_to", "is_present", "is_not_present"];
pub const DATES: &[&str] = &["is_greater_than", "is_less_than", "days_before"];
