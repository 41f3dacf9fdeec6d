//! What to make of a colleague's pictures, by the measures of recognition.

use crate::{
    identity::{self, Assessment, Likeness, Picture, Template},
    store::{Reader, StoreError},
    types::{StaffId, VisitorId},
};

/// Whom a colleague looks like, most alike first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LookAlikes {
    /// Others on the roster.
    pub staff: Vec<(StaffId, Likeness)>,
    /// Visitors whose faces are kept.
    pub visitors: Vec<(VisitorId, Likeness)>,
}

/// Judges the pictures of one colleague, and chooses what is kept.
pub fn judge(pictures: Vec<Picture>) -> Assessment {
    identity::assess(pictures)
}

/// Looks for others whom these templates are like. `own` is the colleague's own entry, if there is one.
///
/// # Errors
/// The store cannot be read.
pub fn look_alikes(
    reader: &Reader,
    templates: &[Template],
    own: Option<StaffId>,
) -> Result<LookAlikes, StoreError> {
    let staff = reader.staff_templates()?.into_iter();
    let staff = staff
        .filter(|template| Some(template.staff) != own)
        .map(|template| (template.staff, template.signature));
    let visitors = reader.visitor_templates()?.into_iter();
    let visitors = visitors.map(|template| (template.visitor, template.signature));
    Ok(LookAlikes {
        staff: identity::look_alikes(templates, staff),
        visitors: identity::look_alikes(templates, visitors),
    })
}
