//! How values of `types` look in columns.

use std::{error::Error, fmt::Display, str::FromStr};

use jiff::Timestamp;
use rusqlite::{
    Connection, Params, Result, Row, ToSql,
    types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::types::Stamp;

/// An id, as text.
pub(super) struct Text<T>(pub T);

impl<T: Display> ToSql for Text<T> {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        Ok(self.0.to_string().into())
    }
}

impl<T: FromStr<Err: Error + Send + Sync + 'static>> FromSql for Text<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value
            .as_str()?
            .parse()
            .map(Self)
            .map_err(FromSqlError::other)
    }
}

/// A name of the configuration, a code or a tag, as text.
pub(super) struct Name<T>(pub T);

impl<T: From<String>> FromSql for Name<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(Self(value.as_str()?.to_owned().into()))
    }
}

/// A wall-clock time: RFC 3339 in UTC with nine decimals, so that text order is time order.
pub(super) struct Utc(pub Timestamp);

impl ToSql for Utc {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        Ok(format!("{:.9}", self.0).into())
    }
}

impl FromSql for Utc {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value
            .as_str()?
            .parse()
            .map(Self)
            .map_err(FromSqlError::other)
    }
}

/// Monotonic nanoseconds: SQLite's integers hold 292 years of them, and the rest turns round without loss.
pub(super) struct Nanos(pub u64);

impl ToSql for Nanos {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        Ok(self.0.cast_signed().into())
    }
}

impl FromSql for Nanos {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(Self(value.as_i64()?.cast_unsigned()))
    }
}

/// A message of the flow, as its JSON.
pub(super) struct Json<T>(pub T);

impl<T: Serialize> ToSql for Json<&T> {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        let json = serde_json::to_string(self.0);
        json.map(Into::into)
            .map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))
    }
}

impl<T: DeserializeOwned> FromSql for Json<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_str(value.as_str()?)
            .map(Self)
            .map_err(FromSqlError::other)
    }
}

/// All rows of a query.
pub(super) fn rows<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    connection.prepare(sql)?.query_map(params, read)?.collect()
}

/// A stamp from three columns beginning at `first`: run, monotonic nanoseconds, wall clock.
pub(super) fn stamp(row: &Row<'_>, first: usize) -> Result<Stamp> {
    Ok(Stamp {
        run: row.get::<_, Text<_>>(first)?.0,
        mono_ns: row.get::<_, Nanos>(first + 1)?.0,
        utc: row.get::<_, Utc>(first + 2)?.0,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rusqlite::types::Value;

    use super::*;

    fn column(value: &impl ToSql) -> Value {
        match value.to_sql().unwrap() {
            ToSqlOutput::Owned(value) => value,
            other => panic!("{other:?}"),
        }
    }

    /// The years 1970 to 9999.
    fn time() -> impl Strategy<Value = Timestamp> {
        (
            0..253_402_000_000i64,
            prop_oneof![Just(0), 0..1_000_000_000i32],
        )
            .prop_map(|(second, nano)| Timestamp::new(second, nano).unwrap())
    }

    proptest! {
        #[test]
        fn times_come_back_exactly_and_sort_as_text(a in time(), b in time()) {
            let (left, right) = (column(&Utc(a)), column(&Utc(b)));
            prop_assert_eq!(Utc::column_result((&left).into()).unwrap().0, a);
            let (Value::Text(left), Value::Text(right)) = (left, right) else {
                panic!("not text");
            };
            prop_assert_eq!(left.cmp(&right), a.cmp(&b));
        }

        #[test]
        fn monotonic_times_come_back_exactly(nanos in any::<u64>()) {
            let value = column(&Nanos(nanos));
            prop_assert_eq!(Nanos::column_result((&value).into()).unwrap().0, nanos);
        }
    }
}
