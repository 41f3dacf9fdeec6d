//! What a change that an installer's page asks for means to the configuration: how it is written, whether it is there
//! already, and what stands in its way.

use crate::{
    config::{Config, ConfigChange},
    types::{FloorMarks, Point, ProductId, Zone, ZoneId, ZoneKind},
    web::{Changed, SiteChange},
};

/// Fractions of a picture that differ by less are written alike.
const ALIKE: f32 = 0.0005;
/// And so are metres.
const ALIKE_M: f64 = 0.0005;

/// The changes of the file that a page's change takes.
pub(super) struct Planned {
    pub(super) changes: Vec<ConfigChange>,
    /// How the audit log calls it.
    pub(super) what: &'static str,
    pub(super) detail: String,
    /// Masks change by it, which takes a restart.
    pub(super) restart: bool,
}

pub(super) fn plan(config: &Config, change: SiteChange) -> Planned {
    let masks = |id: &ZoneId| {
        let mut zones = config.zones.iter();
        zones.any(|zone| zone.id == *id && zone.kind == ZoneKind::Exclude)
    };
    match change {
        SiteChange::Zone { was, zone, product } => Planned {
            what: "config.zone",
            restart: zone.kind == ZoneKind::Exclude || was.as_ref().is_some_and(masks),
            detail: format!("{} on {}: {}", zone.id, zone.camera, zone.kind.name()),
            changes: {
                let stands = ConfigChange::Stands {
                    zone: zone.id.clone(),
                    product,
                };
                vec![ConfigChange::Zone { was, zone }, stands]
            },
        },
        SiteChange::NoZone(id) => Planned {
            what: "config.zone",
            restart: masks(&id),
            detail: format!("{id} is gone"),
            changes: vec![ConfigChange::NoZone(id)],
        },
        SiteChange::Floor { camera, marks } => Planned {
            what: "config.floor",
            restart: false,
            detail: match &marks {
                Some(_) => format!("{camera}: four marks"),
                None => format!("{camera}: no marks"),
            },
            changes: vec![ConfigChange::Floor { camera, marks }],
        },
        SiteChange::NewProduct(product) => Planned {
            what: "config.product",
            restart: false,
            detail: format!("{}: {}", product.id, product.label),
            changes: vec![ConfigChange::NewProduct(product)],
        },
        SiteChange::NoProduct(id) => Planned {
            what: "config.product",
            restart: false,
            detail: format!("{id} is gone"),
            changes: vec![ConfigChange::NoProduct(id)],
        },
    }
}

/// Whether the configuration says already what the change would make it say.
pub(super) fn holds(config: &Config, change: &SiteChange) -> bool {
    match change {
        SiteChange::Zone { was, zone, product } => {
            let renamed = was.as_ref().is_some_and(|was| *was != zone.id);
            let left = renamed
                && config
                    .zones
                    .iter()
                    .any(|known| Some(&known.id) == was.as_ref());
            let there = config.zones.iter().any(|known| same(known, zone));
            there && !left && in_zone(config, &zone.id) == product.as_ref()
        }
        SiteChange::NoZone(id) => config.zones.iter().all(|zone| zone.id != *id),
        SiteChange::Floor { camera, marks } => match (config.floor.get(camera), marks) {
            (None, None) => true,
            (Some(known), Some(marks)) => same_marks(known, marks),
            _ => false,
        },
        SiteChange::NewProduct(product) => config.products.iter().any(|known| {
            (
                &known.id,
                &known.label,
                &known.category,
                &known.stock_number,
            ) == (
                &product.id,
                &product.label,
                &product.category,
                &product.stock_number,
            )
        }),
        SiteChange::NoProduct(id) => config.products.iter().all(|product| product.id != *id),
    }
}

/// What has the change's name or place already.
pub(super) fn taken(config: &Config, change: &SiteChange) -> Option<Changed> {
    match change {
        SiteChange::Zone { was, zone, .. } => {
            let mut others = config
                .zones
                .iter()
                .filter(|known| Some(&known.id) != was.as_ref());
            others.find_map(|known| {
                if known.id == zone.id {
                    return Some(Changed::Taken(called(known)));
                }
                let twin = known.camera == zone.camera && same_corners(known, zone);
                twin.then(|| Changed::Twin(called(known)))
            })
        }
        SiteChange::NewProduct(product) => {
            let name = |label: &str| label.trim().to_lowercase();
            let mut known = config.products.iter();
            let found = known
                .find(|known| known.id == product.id || name(&known.label) == name(&product.label));
            found.map(|known| Changed::Taken(known.label.clone()))
        }
        SiteChange::NoZone(_) | SiteChange::Floor { .. } | SiteChange::NoProduct(_) => None,
    }
}

fn called(zone: &Zone) -> String {
    if zone.label.is_empty() {
        zone.id.to_string()
    } else {
        zone.label.clone()
    }
}

fn in_zone<'a>(config: &'a Config, zone: &ZoneId) -> Option<&'a ProductId> {
    let mut products = config.products.iter();
    let found = products.find(|product| product.zone.as_ref() == Some(zone));
    found.map(|product| &product.id)
}

fn same(one: &Zone, other: &Zone) -> bool {
    (&one.id, &one.camera, one.kind, &one.label)
        == (&other.id, &other.camera, other.kind, &other.label)
        && same_corners(one, other)
}

fn same_corners(one: &Zone, other: &Zone) -> bool {
    let (one, other) = (one.polygon.corners(), other.polygon.corners());
    one.len() == other.len() && one.iter().zip(other).all(|(a, b)| near(*a, *b))
}

fn near(a: Point, b: Point) -> bool {
    (a.x - b.x).abs() < ALIKE && (a.y - b.y).abs() < ALIKE
}

fn same_marks(one: &FloorMarks, other: &FloorMarks) -> bool {
    let metres = one.metres.iter().zip(&other.metres);
    one.image
        .iter()
        .zip(&other.image)
        .all(|(a, b)| near(*a, *b))
        && metres
            .map(|(a, b)| (a.x - b.x).abs().max((a.y - b.y).abs()))
            .all(|off| off < ALIKE_M)
}
