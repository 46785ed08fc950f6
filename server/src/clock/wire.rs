//! Moments as JSON has them. A field says which: `#[serde(with = "clock::Epoch")]`.

use serde::{Serialize as _, Serializer};

use super::Timestamp;
use crate::looks_like;

/// Whole seconds since 1970.
pub struct Epoch;

/// Whole seconds since 1970, and 0 for none.
pub struct EpochOrZero;

/// Whole seconds since 1970, and null for none.
pub struct EpochOrNull;

/// Seconds since 1970, with a fraction.
pub struct EpochFloat;

/// ISO 8601 text.
pub struct Iso;

/// ISO 8601 text, and null for none.
pub struct IsoOrNull;

impl Epoch {
    pub fn serialize<S: Serializer>(moment: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(moment.seconds())
    }
}

impl EpochOrZero {
    pub fn serialize<S: Serializer>(moment: &Option<Timestamp>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(moment.map_or(0, Timestamp::seconds))
    }
}

impl EpochOrNull {
    pub fn serialize<S: Serializer>(moment: &Option<Timestamp>, to: S) -> Result<S::Ok, S::Error> {
        moment.map(Timestamp::seconds).serialize(to)
    }
}

impl EpochFloat {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a float holds microseconds until the year 2255"
    )]
    pub fn serialize<S: Serializer>(moment: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_f64(moment.0 as f64 / 1e6)
    }
}

impl Iso {
    pub fn serialize<S: Serializer>(moment: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&moment.iso())
    }
}

impl IsoOrNull {
    pub fn serialize<S: Serializer>(moment: &Option<Timestamp>, to: S) -> Result<S::Ok, S::Error> {
        moment.map(Timestamp::iso).serialize(to)
    }
}

looks_like! {
    Epoch: { "type": "integer", "format": "int64", "description": "Seconds since 1970." };
    EpochOrZero: {
        "type": "integer", "format": "int64", "description": "Seconds since 1970, or 0 for never."
    };
    EpochOrNull: {
        "type": ["integer", "null"], "format": "int64", "description": "Seconds since 1970."
    };
    EpochFloat: { "type": "number", "description": "Seconds since 1970, with a fraction." };
    Iso: { "type": "string", "format": "date-time" };
    IsoOrNull: { "type": ["string", "null"], "format": "date-time" };
}
