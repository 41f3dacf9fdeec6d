//! All judges of one camera together.

use std::{sync::Arc, time::Duration};

use super::{
    drift::Drift,
    glance::Glance,
    lens::{Lens, Sight},
    rate::Rate,
    resized::Resized,
    still::Still,
    view::View,
    views::Views,
};
use crate::types::{CameraId, CameraState, Image, Stamp};

/// What is to be done with the connection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::capture) enum Advice {
    GoOn,
    /// Pictures are late by so much: open the stream anew.
    Late(Duration),
    /// Pictures are taken for another size than they have: open the stream anew.
    Resized,
    /// For so long frames came, but no picture.
    Silent(Duration),
}

/// What a picture is good for.
pub(in crate::capture) struct Look {
    /// It shows something, and not the same as before: it is worth being analysed.
    pub(in crate::capture) worthwhile: bool,
    pub(in crate::capture) advice: Advice,
}

/// A trouble, or that there is none.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::capture) struct Finding {
    pub(in crate::capture) state: CameraState,
    pub(in crate::capture) since: Stamp,
    /// For people: what, and what to do.
    pub(in crate::capture) detail: String,
}

/// Judges one camera, over all of its connections.
#[derive(Debug)]
pub(in crate::capture) struct Health {
    lens: Lens,
    still: Still,
    drift: Drift,
    rate: Rate,
    resized: Resized,
    view: View,
}

impl Health {
    /// `fps`: pictures to analyse per second, above 0; `views` holds what the camera is to show.
    pub(in crate::capture) fn new(camera: CameraId, fps: f32, views: Arc<Views>) -> Self {
        Self {
            lens: Lens::new(),
            still: Still::new(),
            drift: Drift::default(),
            rate: Rate::new(fps),
            resized: Resized::new(),
            view: View::new(camera, views),
        }
    }

    /// A connection begins, whose stream promises so many frames per second (0: it says nothing).
    pub(in crate::capture) fn opened(&mut self, promised_fps: f64) {
        self.drift.opened();
        self.rate.opened(promised_fps);
        self.resized.opened();
        self.still.opened();
    }

    /// A picture came, see [`Drift::came`].
    pub(in crate::capture) fn came(
        &mut self,
        position: Duration,
        setback: Duration,
        at: &Stamp,
    ) -> Advice {
        self.drift.came(position, setback, at)
    }

    /// The picture is due for analysis.
    pub(in crate::capture) fn due(&mut self, at: &Stamp) {
        self.rate.came(at);
    }

    /// Looks at a picture that is due.
    pub(in crate::capture) fn look(&mut self, image: &Image, at: &Stamp) -> Look {
        let nothing = Look {
            worthwhile: false,
            advice: Advice::GoOn,
        };
        let Some(glance) = Glance::of(image) else {
            return nothing;
        };
        if self.lens.look(&glance, at) != Sight::Clear {
            self.still.look_away(at);
            self.view.look_away();
            return nothing;
        }
        let advice = if self.resized.look(&glance, at) {
            Advice::Resized
        } else {
            Advice::GoOn
        };
        if self.still.finding().is_some() {
            self.view.look_away();
        } else {
            self.view.look(&glance, at);
        }
        Look {
            worthwhile: self.still.look(glance, at),
            advice,
        }
    }

    /// What the camera is worth at this moment.
    pub(in crate::capture) fn finding(&self, at: &Stamp) -> Finding {
        let found = self.lens.finding().or_else(|| self.still.finding());
        let found = found
            .or_else(|| self.view.finding())
            .or_else(|| self.drift.finding())
            .or_else(|| self.rate.finding());
        found.unwrap_or_else(|| Finding {
            state: CameraState::Ok,
            since: *at,
            detail: String::new(),
        })
    }
}
