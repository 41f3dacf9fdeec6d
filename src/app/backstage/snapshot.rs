//! A camera's picture for an installer: asked for, masked, made small, and gone.

use std::time::Duration;

use image::{RgbImage, codecs::jpeg::JpegEncoder, imageops::thumbnail};

use crate::{
    capture::Snapshots,
    types::{CameraId, Image, Zone, ZoneKind},
    vision::paint_over,
};

/// A camera gives pictures more often than this, or it is of no use to wait.
const WITHIN: Duration = Duration::from_secs(4);
/// The picture is made this wide at most.
const WIDEST: u32 = 1280;
const QUALITY: u8 = 82;

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
    jpeg(image)
}

fn jpeg(image: Image) -> Option<Vec<u8>> {
    let Image {
        width,
        height,
        mut data,
    } = image;
    data.chunks_exact_mut(3).for_each(|pixel| pixel.swap(0, 2));
    let mut picture = RgbImage::from_raw(width, height, data)?;
    if width > WIDEST {
        let height = (u64::from(height) * u64::from(WIDEST) / u64::from(width)).max(1);
        picture = thumbnail(&picture, WIDEST, height as u32);
    }
    let mut bytes = Vec::new();
    let encoded = JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(&picture);
    encoded.ok().map(|()| bytes)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::types::{Point, Polygon};

    #[test]
    fn what_is_excluded_is_grey_before_anybody_sees_it_and_the_picture_is_small() {
        let image = Image {
            width: 2,
            height: 2,
            data: vec![9; 12],
        };
        assert!(jpeg(image).is_some());
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
        let picture = image::load_from_memory(&jpeg(masked).unwrap())
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
