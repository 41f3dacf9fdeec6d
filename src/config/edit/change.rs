//! What can be changed, and how that is written.

use std::fmt::Write;

use toml::de::DeTable;
use toml_edit::Value;

use super::splice::{Item, Splice, append, items};
use crate::{
    config::Problems,
    types::{CameraId, FloorMarks, Polygon, Product, ProductId, Zone, ZoneId},
};

/// One change of the configuration.
#[derive(Clone, Debug, PartialEq)]
pub enum ConfigChange {
    /// A zone that is new, or stands in place of the one that was called `was`.
    Zone {
        was: Option<ZoneId>,
        zone: Zone,
    },
    /// There is no such zone any more; what stood in it stands nowhere.
    NoZone(ZoneId),
    /// Where a camera's picture shows the floor; `None`: nobody knows.
    Floor {
        camera: CameraId,
        marks: Option<FloorMarks>,
    },
    /// A car that is new.
    NewProduct(Product),
    NoProduct(ProductId),
    /// This car, and no other, stands in a zone; `None`: none does.
    Stands {
        zone: ZoneId,
        product: Option<ProductId>,
    },
}

/// Why a configuration was left as it was.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// Somebody else was faster.
    #[error(
        "the configuration was changed meanwhile\nhint: look at it as it is now, and make the change again"
    )]
    Changed,
    #[error("there is no {kind} with the id {id:?}")]
    Missing { kind: &'static str, id: String },
    #[error(
        "{0} is written as one value\nhint: write [[{0}]] for each, as config/showfloor.toml shows"
    )]
    OneValue(&'static str),
    #[error("{0}")]
    Wrong(Problems),
    #[error(
        "{path} cannot be {doing}: {source}\nhint: the service must be allowed to write this file and its directory"
    )]
    File {
        path: String,
        doing: &'static str,
        source: std::io::Error,
    },
}

/// The text with a change made. What it means is not checked here.
pub(super) fn changed(text: &str, change: &ConfigChange) -> Result<String, EditError> {
    match change {
        ConfigChange::Zone { was, zone } => set_zone(text, was.as_ref(), zone),
        ConfigChange::NoZone(id) => {
            let text = each_product_in(text, id, |product| product.unset("zone"))?;
            remove(&text, "zone", id.as_str())
        }
        ConfigChange::Floor { camera, marks } => floor(text, camera, marks.as_ref()),
        ConfigChange::NewProduct(product) => add_product(text, product),
        ConfigChange::NoProduct(id) => remove(text, "product", id.as_str()),
        ConfigChange::Stands { zone, product } => {
            let text = each_product_in(text, zone, |product| product.unset("zone"))?;
            match product {
                Some(id) => set(
                    &text,
                    "product",
                    id.as_str(),
                    &[("zone", quoted(zone.as_str()))],
                ),
                None => Ok(text),
            }
        }
    }
}

/// What stands in the text of `[[list]]`, and what `with` makes of it.
fn within<T>(
    text: &str,
    list: &'static str,
    with: impl FnOnce(&[Item<'_>]) -> T,
) -> Result<T, EditError> {
    let (root, _) = DeTable::parse_recoverable(text);
    let items = items(text, root.get_ref(), list).ok_or(EditError::OneValue(list))?;
    Ok(with(&items))
}

/// Makes a change of the table with this id.
fn with_item(
    text: &str,
    list: &'static str,
    id: &str,
    with: impl FnOnce(&Item<'_>) -> Option<Splice>,
) -> Result<String, EditError> {
    let found = within(text, list, |items| {
        let item = items.iter().find(|item| item.get("id") == Some(id))?;
        Some(with(item).map_or_else(|| text.to_owned(), |splice| splice.apply(text)))
    })?;
    found.ok_or_else(|| EditError::Missing {
        kind: list,
        id: id.to_owned(),
    })
}

fn remove(text: &str, list: &'static str, id: &str) -> Result<String, EditError> {
    with_item(text, list, id, |item| Some(item.cut()))
}

/// Gives keys of a table these values, one after the other.
fn set(
    text: &str,
    list: &'static str,
    id: &str,
    values: &[(&str, String)],
) -> Result<String, EditError> {
    let mut text = text.to_owned();
    let mut id = id;
    for (key, value) in values {
        text = with_item(&text, list, id, |item| {
            // An empty text says nothing where there was none.
            let is_news = value != "\"\"" || item.get(key).is_some();
            is_news.then(|| item.set(key, value))
        })?;
        if *key == "id" {
            id = value.trim_matches('"');
        }
    }
    Ok(text)
}

/// Adds a table below the others of its kind.
fn add(text: &str, list: &'static str, values: &[(&str, String)]) -> Result<String, EditError> {
    let mut table = format!("[[{list}]]");
    for (key, value) in values.iter().filter(|(_, value)| value != "\"\"") {
        let _ = write!(table, "\n{key} = {value}");
    }
    within(text, list, |items| {
        let splice = items
            .last()
            .map_or_else(|| append(text, &table), |last| last.follow_with(&table));
        splice.apply(text)
    })
}

fn set_zone(text: &str, was: Option<&ZoneId>, zone: &Zone) -> Result<String, EditError> {
    let values = [
        ("id", quoted(zone.id.as_str())),
        ("camera", quoted(zone.camera.as_str())),
        ("kind", quoted(zone.kind.name())),
        ("label", quoted(&zone.label)),
        ("polygon", corners(&zone.polygon)),
    ];
    let Some(was) = was else {
        return add(text, "zone", &values);
    };
    let text = if *was == zone.id {
        text.to_owned()
    } else {
        let renamed = quoted(zone.id.as_str());
        each_product_in(text, was, |product| Some(product.set("zone", &renamed)))?
    };
    set(&text, "zone", was.as_str(), &values)
}

fn add_product(text: &str, product: &Product) -> Result<String, EditError> {
    let zone = product.zone.as_ref().map_or("", ZoneId::as_str);
    let values = [
        ("id", quoted(product.id.as_str())),
        ("label", quoted(&product.label)),
        ("category", quoted(&product.category)),
        ("stock_number", quoted(&product.stock_number)),
        ("zone", quoted(zone)),
    ];
    add(text, "product", &values)
}

/// Changes every product that stands in a zone.
fn each_product_in(
    text: &str,
    zone: &ZoneId,
    with: impl Fn(&Item<'_>) -> Option<Splice>,
) -> Result<String, EditError> {
    let ids: Vec<String> = within(text, "product", |items| {
        let there = items
            .iter()
            .filter(|item| item.get("zone") == Some(zone.as_str()));
        there
            .filter_map(|item| item.get("id").map(str::to_owned))
            .collect()
    })?;
    ids.iter().try_fold(text.to_owned(), |text, id| {
        with_item(&text, "product", id, &with)
    })
}

fn floor(text: &str, camera: &CameraId, marks: Option<&FloorMarks>) -> Result<String, EditError> {
    let id = camera.as_str();
    let is_section = |text: &str| {
        within(text, "camera", |items| {
            let camera = items.iter().find(|item| item.get("id") == Some(id))?;
            Some(camera.is_section(camera.table.get("floor")?))
        })
    };
    // With a header of its own it stands anywhere in the file: it goes, and comes back as one value.
    if is_section(text)? == Some(true) {
        return Err(EditError::OneValue("camera.floor"));
    }
    let Some(marks) = marks else {
        return with_item(text, "camera", id, |camera| camera.unset("floor"));
    };
    let image = marks.image.map(|p| (f64::from(p.x), f64::from(p.y), 4));
    let metres = marks.metres.map(|p| (p.x, p.y, 3));
    let value = format!(
        "{{ image = {}, metres = {} }}",
        pairs(&image),
        pairs(&metres)
    );
    with_item(text, "camera", id, |camera| {
        Some(camera.set("floor", &value))
    })
}

/// A text as TOML writes it.
pub(in crate::config) fn quoted(text: &str) -> String {
    if text
        .chars()
        .all(|c| c != '"' && c != '\\' && !c.is_control())
    {
        return format!("\"{text}\"");
    }
    Value::from(text).to_string()
}

fn corners(polygon: &Polygon) -> String {
    let corners = polygon.corners().iter();
    let corners: Vec<_> = corners
        .map(|p| (f64::from(p.x), f64::from(p.y), 4))
        .collect();
    pairs(&corners)
}

/// Pairs of numbers, each with so many decimals at most.
fn pairs(numbers: &[(f64, f64, usize)]) -> String {
    let number = |value: f64, decimals: usize| {
        let text = format!("{value:.decimals$}");
        let short = text.trim_end_matches('0');
        // TOML tells whole numbers from others.
        if short.ends_with('.') {
            format!("{short}0")
        } else {
            short.to_owned()
        }
    };
    let pair = |&(x, y, decimals): &(f64, f64, usize)| {
        format!("[{}, {}]", number(x, decimals), number(y, decimals))
    };
    let pairs: Vec<_> = numbers.iter().map(pair).collect();
    format!("[{}]", pairs.join(", "))
}
