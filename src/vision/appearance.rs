//! What people wear, from the picture that the person network looks at.
//!
//! Two parts of a person's box, torso and legs, each as histograms of its colours. On 1,000 pairs of boxes of real clips,
//! some seconds apart, one box in twenty of a stranger is as alike as four in five of oneself; hair and background at the
//! sides of the box, or stripes instead of two parts, told people apart no better.

use crate::types::{Appearance, BBox, ColourCount, Colours, Image};

/// Parts of the box: left and right as shares of its width, top and bottom as shares of a whole body's height.
const TORSO: [f32; 4] = [0.15, 0.85, 0.16, 0.48];
const LEGS: [f32; 4] = [0.2, 0.8, 0.52, 0.9];
/// A standing body is at least so many times as high as wide: a box that is lower was cut off below.
const WHOLE: f32 = 2.2;
const USUAL: f32 = 2.6;

/// The appearance of somebody in this picture; `None` of somebody too small or cut off.
pub(super) fn appearance(picture: &Image, bbox: &BBox) -> Option<Appearance> {
    let cut_off = bbox.y + bbox.h >= picture.height as f32 - 1.0;
    let whole = bbox.h >= WHOLE * bbox.w && !cut_off;
    let height = if whole {
        bbox.h
    } else {
        bbox.h.max(USUAL * bbox.w)
    };
    let part = |[left, right, top, bottom]: [f32; 4]| {
        let (top, bottom) = (top * height, (bottom * height).min(bbox.h));
        let part = BBox::new(
            bbox.x + left * bbox.w,
            bbox.y + top,
            (right - left) * bbox.w,
            bottom - top,
        );
        colours(picture, &part)
    };
    Some(Appearance {
        torso: part(TORSO)?,
        legs: whole.then(|| part(LEGS)).flatten(),
    })
}

fn colours(picture: &Image, part: &BBox) -> Option<Colours> {
    let pixel = |v: f32, end: u32| v.round().clamp(0.0, end as f32) as usize;
    let (left, right) = (
        pixel(part.x, picture.width),
        pixel(part.x + part.w, picture.width),
    );
    let (top, bottom) = (
        pixel(part.y, picture.height),
        pixel(part.y + part.h, picture.height),
    );
    let mut count = ColourCount::default();
    for y in top..bottom {
        let row = 3 * y * picture.width as usize;
        for pixel in picture
            .data
            .get(row + 3 * left..row + 3 * right)?
            .chunks_exact(3)
        {
            count.add(luma_and_colour([pixel[0], pixel[1], pixel[2]]));
        }
    }
    count.colours()
}

/// Luma and the differences of blue and red to it, 0 to 255 (ITU-R BT.601, full range).
fn luma_and_colour(blue_green_red: [u8; 3]) -> [f32; 3] {
    let [b, g, r] = blue_green_red.map(f32::from);
    let luma = 0.299 * r + 0.587 * g + 0.114 * b;
    [luma, 128.0 + 0.564 * (b - luma), 128.0 + 0.713 * (r - luma)]
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: BBox = BBox::new(40.0, 20.0, 30.0, 90.0);

    /// Somebody in front of a grey wall, in these colours (blue, green, red).
    fn somebody(top: [u8; 3], trousers: [u8; 3]) -> Image {
        let mut picture = Image::filled(160, 120, 120);
        for y in 20..110 {
            for x in 42..68 {
                let colour = if y < 64 { top } else { trousers };
                let at = 3 * (y * 160 + x);
                picture.data[at..at + 3].copy_from_slice(&colour);
            }
        }
        picture
    }

    #[test]
    fn people_in_other_clothes_are_less_alike_than_one_person_in_another_light() {
        let [navy, light_navy] = [[90, 40, 30], [100, 50, 40]];
        let (grey, red) = ([90, 90, 90], [40, 40, 200]);
        let look = |top, trousers| appearance(&somebody(top, trousers), &BOX).unwrap();
        let known = look(navy, grey);
        assert!(known.likeness(&look(light_navy, grey)) > 0.85);
        assert!(known.likeness(&look(red, grey)) < 0.8);
        assert!(known.likeness(&look(grey, red)) < 0.6);
    }

    #[test]
    fn legs_that_are_cut_off_are_not_looked_for_and_the_torso_is_where_it_was() {
        let (navy, red) = ([90, 40, 30], [40, 40, 200]);
        let picture = somebody(navy, red);
        let whole = appearance(&picture, &BOX).unwrap();
        let cut = appearance(&picture, &BBox { h: 40.0, ..BOX }).unwrap();
        assert!(whole.legs.is_some() && cut.legs.is_none());
        assert!(whole.likeness(&cut) > 0.95);
    }

    #[test]
    fn a_speck_and_a_box_beside_the_picture_have_no_appearance() {
        let picture = somebody([0; 3], [0; 3]);
        assert!(appearance(&picture, &BBox::new(1.0, 1.0, 2.0, 5.0)).is_none());
        assert!(appearance(&picture, &BBox::new(-90.0, 10.0, 30.0, 90.0)).is_none());
    }
}
