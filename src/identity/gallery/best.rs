//! The k best owners.

/// Somebody alike.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Hit<Owner> {
    pub owner: Owner,
    /// The cosine of the probe with the most alike of the owner's templates, -1 to 1.
    pub cosine: f32,
}

/// Up to k owners, each once and with their best figure; the best first, of equals the smaller id.
pub(super) struct Best<Owner> {
    k: usize,
    hits: Vec<Hit<Owner>>,
}

impl<Owner: Copy + Ord> Best<Owner> {
    /// Nobody yet; `k` is at least 1.
    pub(super) fn new(k: usize) -> Self {
        Self {
            k,
            hits: Vec::new(),
        }
    }

    /// What the k-th best has; minus infinity while there are fewer.
    pub(super) fn last(&self) -> f32 {
        self.hits
            .get(self.k - 1)
            .map_or(f32::NEG_INFINITY, |hit| hit.cosine)
    }

    /// An owner has this figure: it counts if it is their best.
    pub(super) fn raise(&mut self, owner: Owner, cosine: f32) {
        let hit = Hit { owner, cosine };
        let end = match self.hits.iter().position(|h| h.owner == owner) {
            Some(place) => place,
            None if self.hits.len() < self.k => {
                self.hits.push(hit);
                self.hits.len() - 1
            }
            None => self.k - 1,
        };
        // The new hit's place among those before `end`, whom it cannot push out.
        let place = self.hits[..end].partition_point(|other| !precedes(&hit, other));
        if place < end || precedes(&hit, &self.hits[end]) {
            self.hits[place..=end].rotate_right(1);
            self.hits[place] = hit;
        }
    }

    pub(super) fn into_hits(self) -> Vec<Hit<Owner>> {
        self.hits
    }
}

fn precedes<Owner: Ord>(a: &Hit<Owner>, b: &Hit<Owner>) -> bool {
    a.cosine > b.cosine || (a.cosine == b.cosine && a.owner < b.owner)
}
