//! Where a camera's picture shows the floor: four points of the picture and where they are in metres.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    cameras::{self, Shown},
    drawing::read_number,
    workshop::{CameraView, SiteChange, SiteView},
    zones::make,
};
use crate::{
    types::{CameraId, FloorMarks, FloorPoint, Point, Role},
    web::{
        access::{Sent, Signed},
        desk::Desk,
        page::{self, Refusal},
    },
};

/// The fields of a mark: in the picture (per cent) and on the floor (metres).
const FIELDS: [&str; 4] = ["left", "top", "x", "y"];

/// Four marks as their form has them: `left1`, `top1`, `x1`, `y1` and so on.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct MarksForm {
    #[serde(default)]
    version: String,
    #[serde(flatten)]
    values: BTreeMap<String, String>,
}

impl MarksForm {
    /// Of the marks that there are.
    pub(super) fn of(marks: Option<&FloorMarks>) -> Self {
        let mut values = BTreeMap::new();
        for (n, (image, metres)) in marks
            .iter()
            .flat_map(|m| m.image.iter().zip(&m.metres))
            .enumerate()
        {
            let written = [
                format!("{:.1}", image.x * 100.0),
                format!("{:.1}", image.y * 100.0),
                format!("{:.2}", metres.x),
                format!("{:.2}", metres.y),
            ];
            for (field, value) in FIELDS.iter().zip(written) {
                values.insert(format!("{field}{}", n + 1), value);
            }
        }
        Self {
            version: String::new(),
            values,
        }
    }

    fn value(&self, field: &str, n: usize) -> &str {
        let value = self.values.get(&format!("{field}{n}"));
        value.map_or("", String::as_str)
    }

    /// What they say; `None` where one is missing or is no number.
    fn read(&self) -> Option<FloorMarks> {
        let number = |field, n| read_number(self.value(field, n));
        let (mut image, mut metres) = ([Point::default(); 4], [FloorPoint::default(); 4]);
        for n in 1..=4 {
            let fraction = |percent: f64| (percent / 100.0) as f32;
            image[n - 1] = Point::new(fraction(number("left", n)?), fraction(number("top", n)?));
            metres[n - 1] = FloorPoint::new(number("x", n)?, number("y", n)?);
        }
        Some(FloorMarks { image, metres })
    }

    pub(super) fn page(&self, signed: &Signed, camera: &CameraView, site: &SiteView) -> Markup {
        let path = format!("/cameras/{}/marks", camera.id);
        html! {
            section.card #marks {
                h2 { (signed.say("installer-marks")) }
                p { (signed.say("installer-marks-about")) }
                form #marks-form method="post" action=(path) {
                    (page::csrf_field(signed))
                    input type="hidden" name="version" value=(site.version);
                    div.row.tools hidden {
                        button #marks-start type="button" aria-pressed="false" { (signed.say("installer-marks-start")) }
                        button #marks-undo type="button" disabled { (signed.say("installer-undo")) }
                    }
                    div.scroll { (self.table(signed)) }
                    button.primary type="submit" { (signed.say("installer-marks-save")) }
                }
                @if camera.floor.is_some() {
                    form.remove method="post" action={ (path) "/remove" } {
                        (page::csrf_field(signed))
                        input type="hidden" name="version" value=(site.version);
                        button.danger type="submit" { (signed.say("installer-marks-remove")) }
                    }
                }
            }
        }
    }

    fn table(&self, signed: &Signed) -> Markup {
        html! {
            table.marks-table {
                thead { tr {
                    th scope="col" { (signed.say("installer-mark-number")) }
                    @for field in FIELDS { th scope="col" { (signed.say(&format!("installer-mark-{field}"))) } }
                } }
                tbody { @for n in 1..=4 { tr {
                    th scope="row" { span.pin { (n) } }
                    @for field in FIELDS { td {
                        input name={ (field) (n) } id={ (field) (n) } inputmode="decimal" autocomplete="off" required value=(self.value(field, n))
                            aria-label={ (signed.say(&format!("installer-mark-{field}"))) ", " (signed.say("installer-mark-number")) " " (n) };
                    } }
                } } }
            }
        }
    }
}

pub(super) async fn save(
    State(desk): State<Arc<Desk>>,
    Path(camera): Path<String>,
    signed: Signed,
    Sent(form): Sent<MarksForm>,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    let camera = CameraId::from(camera);
    let made = match form.read() {
        None => Err(signed.say("installer-marks-wrong")),
        Some(marks) => {
            let change = SiteChange::Floor {
                camera: camera.clone(),
                marks: Some(marks),
            };
            let made = make(&desk, &signed, &form.version, change).await?;
            made.map(|_| "marks")
        }
    };
    let sent = Shown {
        marks: Some(form),
        ..Shown::default()
    };
    cameras::settle(&desk, &signed, &camera, made, sent).await
}

pub(super) async fn remove(
    State(desk): State<Arc<Desk>>,
    Path(camera): Path<String>,
    signed: Signed,
    Sent(form): Sent<MarksForm>,
) -> Result<Response, Refusal> {
    signed.must(Role::Installer)?;
    let camera = CameraId::from(camera);
    let change = SiteChange::Floor {
        camera: camera.clone(),
        marks: None,
    };
    let made = make(&desk, &signed, &form.version, change).await?;
    let made = made.map(|_| "unmarked");
    cameras::settle(&desk, &signed, &camera, made, Shown::default()).await
}
