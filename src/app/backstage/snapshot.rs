//! A camera's picture for an installer: asked for, masked, made small, and gone.

use std::time::Duration;

use crate::{
    capture::Snapshots,
    types::{CameraId, Zone, ZoneKind},
    vision::paint_over,
    web::jpeg,
};

/// A camera gives pictures more often than this, or it is of no use to wait.
const WITHIN: Duration = Duration::from_secs(4);
/// The picture is made this wide at most.
const WIDEST: u32 = 1280;

/// The next picture as JPEG. What any of these zones excludes is painted over: those that are masked now, and those that
/// will be after a restart.
pub(super) fn take(
    snapshots: &Snapshots,
    camera: &CameraId,
    zones: &[&Vec<Zone>],
) -> Option<Vec<u8>> {
    let mut image = snapshots.next(camera, WITHIN)?;
    for zone in zones.iter().copied().flatten() {
        if zone.kind == ZoneKind::Exclude && zone.camera == *camera {
            paint_over(&mut image, &zone.polygon);
        }
    }
    jpeg(image, WIDEST)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::types::{Image, Point, Polygon};

    #[test]
    fn what_is_excluded_is_grey_before_anybody_sees_it_and_the_picture_is_small() {
        let (width, height) = (1920, 1080);
        let mut blue = Image::filled(width, height, 0);
        blue.data
            .chunks_exact_mut(3)
            .for_each(|pixel| pixel[0] = 255);
        let corners = [(0.5, 0.0), (1.0, 0.0), (1.0, 1.0), (0.5, 1.0)];
        let polygon =
            Polygon::new(corners.iter().map(|&(x, y)| Point::new(x, y)).collect()).unwrap();
        let zone = |camera: &str| Zone {
            id: camera.to_owned().into(),
            camera: camera.to_owned().into(),
            kind: ZoneKind::Exclude,
            label: String::new(),
            polygon: polygon.clone(),
        };
        let mut masked = blue.clone();
        paint_over(&mut masked, &zone("hall").polygon);
        let picture = image::load_from_memory(&jpeg(masked, WIDEST).unwrap())
            .unwrap()
            .into_rgb8();
        assert_eq!(picture.dimensions(), (1280, 720));
        let at = |x| picture.get_pixel(x, 300).0;
        assert!(at(100)[2] > 240 && at(100)[0] < 20, "{:?}", at(100));
        assert!(
            at(1200).iter().all(|v| v.abs_diff(114) < 4),
            "{:?}",
            at(1200)
        );
        // Of a camera that gives nothing there is nothing.
        let nobody = Arc::new(Snapshots::default());
        assert!(
            nobody
                .next(&"hall".into(), Duration::from_millis(1))
                .is_none()
        );
    }
}
