//! Drawing a zone: the form beside the picture, and what becomes of it.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    cameras::{self, Shown},
    drawing::{percents, read_percents},
    workshop::{CameraView, Changed, SiteChange, SiteView},
};
use crate::{
    types::{CameraId, Polygon, PolygonError, ProductId, Role, Zone, ZoneId, ZoneKind},
    web::{
        access::{Sent, Signed},
        desk::Desk,
        page::{self, Refusal, parts},
    },
};

/// In the order of the list that people choose from.
const KINDS: [ZoneKind; 7] = [
    ZoneKind::Product,
    ZoneKind::Entrance,
    ZoneKind::Desk,
    ZoneKind::Service,
    ZoneKind::Lounge,
    ZoneKind::CheckIn,
    ZoneKind::Exclude,
];

/// A zone as its form has it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct ZoneForm {
    /// The version of the configuration that was looked at.
    #[serde(default)]
    version: String,
    /// What it is called until now; empty for a new one.
    #[serde(default)]
    was: String,
    #[serde(default)]
    id: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    label: String,
    #[serde(default)]
    product: String,
    #[serde(default)]
    corners: String,
}

impl ZoneForm {
    /// Of a zone that there is.
    pub(super) fn of(zone: &Zone, site: &SiteView) -> Self {
        let mut products = site.products.iter();
        let product = products.find(|product| product.zone.as_ref() == Some(&zone.id));
        Self {
            version: String::new(),
            was: zone.id.to_string(),
            id: zone.id.to_string(),
            kind: zone.kind.name().to_owned(),
            label: zone.label.clone(),
            product: product.map(|p| p.id.to_string()).unwrap_or_default(),
            corners: percents(zone.polygon.corners()),
        }
    }

    /// What it says, or the sentence that says what is wrong with it.
    fn read(
        &self,
        camera: &CameraId,
        signed: &Signed,
    ) -> Result<(Zone, Option<ProductId>), String> {
        let kind = KINDS.into_iter().find(|kind| kind.name() == self.kind);
        let kind = kind.ok_or_else(|| signed.say("installer-zone-kind-missing"))?;
        let corners = read_percents(&self.corners);
        let corners = corners.ok_or_else(|| signed.say("installer-corners-wrong"))?;
        let polygon = Polygon::new(corners).map_err(|error| shape(signed, &error))?;
        if is_too_long(&self.label) {
            return Err(signed.say("installer-name-long"));
        }
        let id = if self.id.trim().is_empty() {
            short_name(&self.label)
        } else {
            self.id.trim().to_owned()
        };
        if id.is_empty() {
            return Err(signed.say("installer-zone-name-missing"));
        }
        let zone = Zone {
            id: id.into(),
            camera: camera.clone(),
            kind,
            label: self.label.trim().to_owned(),
            polygon,
        };
        let product =
            Some(self.product.trim()).filter(|id| !id.is_empty() && kind == ZoneKind::Product);
        Ok((zone, product.map(|id| id.to_owned().into())))
    }

    pub(super) fn page(&self, signed: &Signed, camera: &CameraView, site: &SiteView) -> Markup {
        let title = if self.was.is_empty() {
            "installer-zone-new"
        } else {
            "installer-zone-edit"
        };
        let path = format!("/cameras/{}/zone", camera.id);
        html! {
            section.card {
                h2 { (signed.say(title)) }
                p.hint.script-only { (signed.say("installer-draw-about")) }
                form #zone-form method="post" action=(path) {
                    (page::csrf_field(signed))
                    input type="hidden" name="version" value=(site.version);
                    input type="hidden" name="was" value=(self.was);
                    div.row.tools hidden {
                        button #undo type="button" disabled { (signed.say("installer-undo")) }
                        button #drop type="button" disabled { (signed.say("installer-corner-remove")) }
                        button #clear type="button" disabled { (signed.say("installer-clear")) }
                    }
                    (self.fields(signed, site))
                    div.row {
                        button.primary type="submit" { (signed.say("installer-zone-save")) }
                        a.button href={ "/cameras/" (camera.id) } { (signed.say("installer-cancel")) }
                    }
                }
                @if !self.was.is_empty() {
                    form.remove method="post" action={ (path) "/remove" } {
                        (page::csrf_field(signed))
                        input type="hidden" name="version" value=(site.version);
                        input type="hidden" name="was" value=(self.was);
                        button.danger type="submit" { (signed.say("installer-zone-remove")) }
                    }
                }
            }
        }
    }

    fn fields(&self, signed: &Signed, site: &SiteView) -> Markup {
        html! {
            (parts::field("kind", &signed.say("installer-kind"), "", html! {
                select #kind name="kind" required {
                    @for kind in KINDS {
                        option value=(kind.name()) selected[self.kind == kind.name()] { (signed.say(&format!("installer-kind-{}", kind.name()))) }
                    }
                }
            }))
            p.hint.mask-note hidden[self.kind != "exclude"] { (signed.say("installer-mask-about")) }
            (parts::field("label", &signed.say("installer-label"), &signed.say("installer-label-hint"), html! {
                input #label name="label" value=(self.label) autocomplete="off" aria-describedby="label-hint";
            }))
            div.car hidden[!self.kind.is_empty() && self.kind != "product"] {
                (parts::field("product", &signed.say("installer-car"), "", html! {
                    select #product name="product" {
                        option value="" { (signed.say("installer-car-none")) }
                        @for product in &site.products {
                            option value=(product.id) selected[self.product == product.id.as_str()] { (product.label) }
                        }
                    }
                }))
            }
            details.more open[!self.id.is_empty() && self.was.is_empty()] {
                summary { (signed.say("installer-more")) }
                (parts::field("id", &signed.say("installer-id"), &signed.say("installer-id-hint"), html! {
                    input #id name="id" value=(self.id) maxlength="40" pattern="[A-Za-z0-9_\\-]*" autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby="id-hint";
                }))
                (parts::field("corners", &signed.say("installer-corners"), &signed.say("installer-corners-hint"), html! {
                    textarea #corners name="corners" rows="5" spellcheck="false" aria-describedby="corners-hint" { (self.corners) }
                }))
            }
        }
    }
}

/// What is wrong with a shape.
fn shape(signed: &Signed, error: &PolygonError) -> String {
    match *error {
        PolygonError::TooFew(_) => signed.say("installer-shape-few"),
        PolygonError::Outside(n, ..) => signed
            .words
            .say("installer-shape-outside", &[("n", n.into())]),
        PolygonError::Repeated(..) => signed.say("installer-shape-twice"),
        PolygonError::Crosses(..) => signed.say("installer-shape-crosses"),
        PolygonError::Flat => signed.say("installer-shape-flat"),
    }
}

/// Longer than this no name fits on a card, letters.
const LONGEST: usize = 60;

/// Whether a name is too long to be read in passing. It is told, and not cut in silence.
pub(super) fn is_too_long(label: &str) -> bool {
    label.trim().chars().count() > LONGEST
}

/// A short name for topics, from what people call it.
pub(super) fn short_name(label: &str) -> String {
    let mut name = String::new();
    for letter in label.to_lowercase().chars() {
        match plain(letter) {
            Some(plain) => name.push_str(plain),
            None if letter.is_ascii_alphanumeric() => name.push(letter),
            None if !name.is_empty() && !name.ends_with('-') => name.push('-'),
            None => {}
        }
    }
    name.truncate(40);
    name.trim_matches('-').to_owned()
}

/// Letters of our languages without their marks.
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'à' | 'â' | 'ą' => "a",
        'ä' => "ae",
        'ç' | 'ć' => "c",
        'é' | 'è' | 'ê' | 'ë' | 'ę' => "e",
        'î' | 'ï' => "i",
        'ł' => "l",
        'ń' => "n",
        'ô' | 'ó' => "o",
        'ö' => "oe",
        'ś' => "s",
        'ß' => "ss",
        'ù' | 'û' => "u",
        'ü' => "ue",
        'ź' | 'ż' => "z",
        _ => return None,
    })
}

pub(super) async fn save(
    State(desk): State<Arc<Desk>>,
    Path(camera): Path<String>,
    signed: Signed,
    Sent(form): Sent<ZoneForm>,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    let camera = CameraId::from(camera);
    let made = match form.read(&camera, &signed) {
        Err(problem) => Err(problem),
        Ok((zone, product)) => {
            let was = Some(ZoneId::from(form.was.clone())).filter(|was| !was.as_str().is_empty());
            let change = SiteChange::Zone { was, zone, product };
            let made = make(&desk, &signed, &form.version, change).await?;
            made.map(|restart| if restart { "mask" } else { "zone" })
        }
    };
    let editing = if form.was.is_empty() {
        "new".to_owned()
    } else {
        form.was.clone()
    };
    let sent = Shown {
        zone: Some(form),
        editing: Some(editing),
        ..Shown::default()
    };
    cameras::settle(&desk, &signed, &camera, made, sent).await
}

pub(super) async fn remove(
    State(desk): State<Arc<Desk>>,
    Path(camera): Path<String>,
    signed: Signed,
    Sent(form): Sent<ZoneForm>,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    let change = SiteChange::NoZone(form.was.clone().into());
    let made = make(&desk, &signed, &form.version, change).await?;
    let made = made.map(|_| "gone");
    cameras::settle(&desk, &signed, &camera.into(), made, Shown::default()).await
}

/// Makes a change: whether it takes a restart, or the sentence that says why it was not made.
pub(super) async fn make(
    desk: &Arc<Desk>,
    signed: &Signed,
    version: &str,
    change: SiteChange,
) -> Result<Result<bool, String>, Refusal> {
    let (by, version) = (signed.account.clone(), version.to_owned());
    let changed = desk
        .workshop(move |workshop| workshop.change(&version, change, &by))
        .await?;
    let say = |sentence: &str, value| signed.words.say(sentence, &[value]);
    Ok(match changed {
        Changed::Done { restart } => Ok(restart),
        Changed::Overtaken => Err(signed.say("installer-overtaken")),
        Changed::Locked => Err(signed.say("installer-locked")),
        Changed::Taken(name) => Err(say("installer-taken", ("name", name.as_str().into()))),
        Changed::Twin(name) => Err(say("installer-twin", ("name", name.as_str().into()))),
        Changed::Refused(why) => Err(say("installer-refused", ("why", why.as_str().into()))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_are_made_of_what_people_call_it() {
        assert_eq!(short_name("Kona, by the window"), "kona-by-the-window");
        assert_eq!(short_name(" Żółta łąka "), "zolta-laka");
        assert_eq!(short_name("Tür-Süd"), "tuer-sued");
        assert_eq!(short_name("…"), "");
        assert!(short_name(&"x".repeat(99)).len() == 40);
    }
}
