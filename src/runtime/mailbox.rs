//! One slot per camera between capture and a vision worker.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// What happens to an item that finds its slot full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overflow {
    /// It takes the place of the older one, which is dropped and counted: live cameras.
    NewestWins,
    /// The sender waits: files that are read as fast as they can be analysed.
    Wait,
}

/// Slots of one receiver, one per sender. The receiver serves them in turn, so that no camera starves another.
#[derive(Debug)]
pub struct Mailboxes<T> {
    overflow: Overflow,
    state: Mutex<State<T>>,
    filled: Condvar,
    emptied: Condvar,
}

#[derive(Debug)]
struct State<T> {
    slots: Vec<Slot<T>>,
    /// The slot that is looked at first next time.
    turn: usize,
    receiver_gone: bool,
}

#[derive(Debug)]
struct Slot<T> {
    item: Option<T>,
    closed: bool,
    told: bool,
}

/// What [`Mailboxes::take`] finds.
#[derive(Debug, PartialEq, Eq)]
pub enum Taken<T> {
    /// An item of this slot.
    Item(usize, T),
    /// This slot will hold no item any more.
    Closed(usize),
}

impl<T> Mailboxes<T> {
    pub fn new(slots: usize, overflow: Overflow) -> Self {
        let slots = (0..slots)
            .map(|_| Slot {
                item: None,
                closed: false,
                told: false,
            })
            .collect();
        let state = State {
            slots,
            turn: 0,
            receiver_gone: false,
        };
        Self {
            overflow,
            state: Mutex::new(state),
            filled: Condvar::new(),
            emptied: Condvar::new(),
        }
    }

    /// Puts an item into a slot. Gives back what was dropped for it: the older item of the slot, or the item itself
    /// where nobody receives any more.
    pub fn put(&self, slot: usize, item: T) -> Option<T> {
        let mut state = self.lock();
        if self.overflow == Overflow::Wait {
            state = self
                .emptied
                .wait_while(state, |s| {
                    s.slots[slot].item.is_some() && !s.receiver_gone && !s.slots[slot].closed
                })
                .unwrap_or_else(PoisonError::into_inner);
        }
        if state.receiver_gone || state.slots[slot].closed {
            return Some(item);
        }
        let dropped = state.slots[slot].item.replace(item);
        self.filled.notify_one();
        dropped
    }

    /// Takes the next item, waiting for one. A slot that was closed and is empty is told once, as [`Taken::Closed`];
    /// `None` when every slot has been told so.
    pub fn take(&self) -> Option<Taken<T>> {
        let mut state = self.lock();
        loop {
            let n = state.slots.len();
            let turn = state.turn;
            let found = (0..n)
                .map(|i| (turn + i) % n)
                .find(|&i| state.slots[i].item.is_some());
            if let Some(slot) = found {
                state.turn = (slot + 1) % n;
                let item = state.slots[slot].item.take();
                self.emptied.notify_all();
                return item.map(|item| Taken::Item(slot, item));
            }
            if let Some(slot) = state
                .slots
                .iter()
                .position(|slot| slot.closed && !slot.told)
            {
                state.slots[slot].told = true;
                return Some(Taken::Closed(slot));
            }
            if state.slots.iter().all(|slot| slot.closed) {
                return None;
            }
            state = self
                .filled
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// No more items will come into this slot; what lies in it can still be taken.
    pub fn close(&self, slot: usize) {
        self.lock().slots[slot].closed = true;
        self.filled.notify_all();
        self.emptied.notify_all();
    }

    /// The receiver is gone: senders no longer wait, and their items are dropped.
    pub fn abandon(&self) {
        self.lock().receiver_gone = true;
        self.emptied.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, thread};

    use super::*;

    #[test]
    fn the_newest_frame_wins_and_the_older_comes_back_to_be_counted() {
        let boxes = Mailboxes::new(1, Overflow::NewestWins);
        assert_eq!(boxes.put(0, 1), None);
        assert_eq!(boxes.put(0, 2), Some(1));
        assert_eq!(boxes.take(), Some(Taken::Item(0, 2)));
    }

    #[test]
    fn slots_are_served_in_turn() {
        let boxes = Mailboxes::new(3, Overflow::NewestWins);
        for slot in 0..3 {
            boxes.put(slot, slot);
        }
        assert_eq!(boxes.take(), Some(Taken::Item(0, 0)));
        boxes.put(0, 9);
        assert_eq!(boxes.take(), Some(Taken::Item(1, 1)));
        assert_eq!(boxes.take(), Some(Taken::Item(2, 2)));
        assert_eq!(boxes.take(), Some(Taken::Item(0, 9)));
    }

    #[test]
    #[allow(
        clippy::disallowed_methods,
        reason = "a bare thread is enough for a test"
    )]
    fn nothing_is_lost_where_senders_wait() {
        let boxes = Arc::new(Mailboxes::new(2, Overflow::Wait));
        let senders: Vec<_> = (0..2)
            .map(|slot| {
                let boxes = boxes.clone();
                thread::spawn(move || {
                    for i in 0..1000 {
                        assert_eq!(boxes.put(slot, i), None);
                    }
                    boxes.close(slot);
                })
            })
            .collect();
        let mut seen = [0; 2];
        let mut closed = [false; 2];
        while let Some(taken) = boxes.take() {
            match taken {
                Taken::Item(slot, item) => {
                    assert!(item == seen[slot] && !closed[slot]);
                    seen[slot] += 1;
                }
                Taken::Closed(slot) => closed[slot] = true,
            }
        }
        assert_eq!(closed, [true; 2]);
        assert_eq!(seen, [1000; 2]);
        for sender in senders {
            sender.join().expect("sender ends");
        }
    }
}
