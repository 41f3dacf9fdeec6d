//! Which product stands in which zone, dated, so that history keeps the old car's name.

use jiff::Timestamp;
use rusqlite::{Connection, Result, TransactionBehavior, params};

use super::{
    Store, StoreError,
    columns::{Name, Utc, rows},
};
use crate::types::{Product, ZoneId};

impl Store {
    /// Takes over what the configuration says of `products` from `at` on: placements that no longer hold end, new
    /// ones begin, and what has not changed goes on.
    ///
    /// # Errors
    /// The store cannot be written.
    pub fn place(
        &mut self,
        products: &[Product],
        at: Timestamp,
    ) -> std::result::Result<(), StoreError> {
        place(&mut self.connection, products, at)
            .map_err(StoreError::sql("note where products stand"))
    }
}

/// One row of the table, its dates left out.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Placement {
    product: String,
    label: String,
    category: String,
    stock_number: String,
    zone: String,
}

impl Placement {
    fn of(product: &Product, zone: &ZoneId) -> Self {
        Self {
            product: product.id.as_str().to_owned(),
            label: product.label.clone(),
            category: product.category.clone(),
            stock_number: product.stock_number.clone(),
            zone: zone.as_str().to_owned(),
        }
    }
}

fn place(connection: &mut Connection, products: &[Product], at: Timestamp) -> Result<()> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut wanted: Vec<_> = products
        .iter()
        .filter_map(|product| Some(Placement::of(product, product.zone.as_ref()?)))
        .collect();
    for (row, standing) in standing(&tx)? {
        match wanted.iter().position(|placement| *placement == standing) {
            Some(same) => {
                wanted.remove(same);
            }
            None => {
                tx.prepare_cached("UPDATE product_placement SET to_utc = ? WHERE rowid = ?")?
                    .execute(params![Utc(at), row])?;
            }
        }
    }
    for new in wanted {
        tx.prepare_cached("INSERT INTO product_placement VALUES (?, ?, ?, ?, ?, ?, NULL)")?
            .execute(params![
                new.product,
                new.label,
                new.category,
                new.stock_number,
                new.zone,
                Utc(at),
            ])?;
    }
    tx.commit()
}

/// Every product that ever stood somewhere, as it was called last, and nowhere: where it stands is for the configuration
/// to say.
pub(super) fn products(connection: &Connection) -> Result<Vec<Product>> {
    let query = "
        SELECT product, label, category, stock_number FROM product_placement
        WHERE rowid IN (SELECT max(rowid) FROM product_placement GROUP BY product)
        ORDER BY product";
    rows(connection, query, [], |row| {
        Ok(Product {
            id: row.get::<_, Name<_>>(0)?.0,
            label: row.get(1)?,
            category: row.get(2)?,
            stock_number: row.get(3)?,
            zone: None,
        })
    })
}

/// The placements that hold, with their row numbers.
fn standing(connection: &Connection) -> Result<Vec<(i64, Placement)>> {
    let query = "
        SELECT rowid, product, label, category, stock_number, zone
        FROM product_placement WHERE to_utc IS NULL";
    rows(connection, query, [], |row| {
        let placement = Placement {
            product: row.get(1)?,
            label: row.get(2)?,
            category: row.get(3)?,
            stock_number: row.get(4)?,
            zone: row.get(5)?,
        };
        Ok((row.get(0)?, placement))
    })
}
