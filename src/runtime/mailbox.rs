//! One slot per camera between capture and the vision workers.

use std::{
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::Stopwatch;

/// A live frame that would wait for longer than this is not worth its conversion: one of 8 a second has a successor by then.
const LONGEST_WAIT: Duration = Duration::from_millis(120);

/// What happens to an item that finds its slot full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overflow {
    /// It takes the place of the older one, which is dropped and counted: live cameras.
    NewestWins,
    /// The sender waits: files that are read as fast as they can be analysed.
    Wait,
}

/// Slots of some receivers, one per sender. Whichever receiver is free takes the item of the slot that has been unserved for longest, so
/// that no camera starves another and no receiver idles while a frame waits; what was taken of a slot is done with before the next of it
/// is taken, so the items of a slot stay in order.
#[derive(Debug)]
pub struct Mailboxes<T> {
    overflow: Overflow,
    receivers: usize,
    state: Mutex<State<T>>,
    filled: Condvar,
    emptied: Condvar,
}

#[derive(Debug)]
struct State<T> {
    slots: Vec<Slot<T>>,
    /// Items that were taken so far.
    taken: u64,
    /// How long receivers have been busy with an item lately.
    service: Duration,
    receiver_gone: bool,
}

#[derive(Debug)]
struct Slot<T> {
    item: Option<T>,
    /// When an item was taken last, as a number; 0 where none was.
    served: u64,
    /// Since when a receiver has had an item of it.
    busy: Option<Stopwatch>,
    closed: bool,
    told: bool,
}

/// What a receiver finds.
#[derive(Debug, PartialEq, Eq)]
pub enum Taken<T> {
    /// An item of this slot.
    Item(usize, T),
    /// This slot will hold no item any more.
    Closed(usize),
}

/// Whether an item that is yet to be made would be taken soon.
#[derive(Debug, PartialEq, Eq)]
pub enum Room<T> {
    Free,
    /// In place of this one, which is dropped: its slot was served later.
    InPlaceOf(T),
    /// Others wait that have been unserved for longer.
    Full,
}

impl<T> Mailboxes<T> {
    /// With one receiver.
    pub fn new(slots: usize, overflow: Overflow) -> Self {
        Self::shared(slots, overflow, 1)
    }

    /// With several.
    pub fn shared(slots: usize, overflow: Overflow, receivers: usize) -> Self {
        let slots = (0..slots)
            .map(|_| Slot {
                item: None,
                served: 0,
                busy: None,
                closed: false,
                told: false,
            })
            .collect();
        let state = State {
            slots,
            taken: 0,
            service: Duration::ZERO,
            receiver_gone: false,
        };
        Self {
            overflow,
            receivers: receivers.max(1),
            state: Mutex::new(state),
            filled: Condvar::new(),
            emptied: Condvar::new(),
        }
    }

    pub fn overflow(&self) -> Overflow {
        self.overflow
    }

    /// Asked before an item is made, where that is dear: whether it would be taken before it is old, as long as receivers have taken
    /// for an item lately. Where it would not, the slots that were served longest ago come first. Where senders wait
    /// there is always room.
    pub fn room(&self, slot: usize) -> Room<T> {
        let mut state = self.lock();
        if self.overflow == Overflow::Wait || state.receiver_gone {
            return Room::Free;
        }
        // Its own older one stays until the newer is there: should somebody take it meanwhile, both are looked at.
        if state.slots[slot].item.is_some() {
            return Room::Free;
        }
        let waiting = state.slots.iter().filter(|s| s.item.is_some()).count();
        let wait = state.service * waiting as u32 / self.receivers as u32;
        if waiting < self.receivers || wait <= LONGEST_WAIT {
            return Room::Free;
        }
        let own = state.slots[slot].served;
        let others = state.slots.iter_mut().filter(|s| s.item.is_some());
        let latest = others.max_by_key(|s| s.served);
        match latest
            .filter(|s| s.served > own)
            .and_then(|s| s.item.take())
        {
            Some(item) => Room::InPlaceOf(item),
            None => Room::Full,
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

    /// Takes the next item, waiting for one, for a receiver that is the only one. A slot that was closed and is empty is told once,
    /// as [`Taken::Closed`]; `None` when every slot has been told so.
    pub fn take(&self) -> Option<Taken<T>> {
        let taken = self.next();
        if let Some(Taken::Item(slot, _)) = &taken {
            self.done(*slot);
        }
        taken
    }

    /// As [`take`](Self::take), for one of several: nobody else gets anything of the slot until [`done`](Self::done) is said, and each
    /// slot is told once to one of them. `None` also where another one has [abandoned](Self::abandon) the mailboxes.
    pub fn next(&self) -> Option<Taken<T>> {
        let mut state = self.lock();
        loop {
            if state.receiver_gone {
                return None;
            }
            let free = state.slots.iter_mut().enumerate();
            let free = free.filter(|(_, slot)| slot.item.is_some() && slot.busy.is_none());
            if let Some((number, slot)) = free.min_by_key(|(_, slot)| slot.served) {
                let item = slot.item.take();
                slot.busy = Some(Stopwatch::start());
                state.taken += 1;
                state.slots[number].served = state.taken;
                self.emptied.notify_all();
                return item.map(|item| Taken::Item(number, item));
            }
            let over = |slot: &Slot<T>| slot.closed && slot.item.is_none();
            if let Some(slot) = state
                .slots
                .iter()
                .position(|slot| over(slot) && slot.busy.is_none() && !slot.told)
            {
                state.slots[slot].told = true;
                return Some(Taken::Closed(slot));
            }
            if state.slots.iter().all(over) {
                return None;
            }
            state = self
                .filled
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// What was taken of this slot is done with.
    pub fn done(&self, slot: usize) {
        let mut state = self.lock();
        if let Some(busy) = state.slots[slot].busy.take() {
            state.service = (state.service * 7 + busy.elapsed()) / 8;
        }
        if state.slots[slot].item.is_some() || state.slots[slot].closed {
            self.filled.notify_all();
        }
    }

    /// No more items will come into this slot; what lies in it can still be taken.
    pub fn close(&self, slot: usize) {
        self.lock().slots[slot].closed = true;
        self.filled.notify_all();
        self.emptied.notify_all();
    }

    /// The receivers are gone: senders no longer wait, and their items are dropped.
    pub fn abandon(&self) {
        self.lock().receiver_gone = true;
        self.filled.notify_all();
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
    fn a_slot_is_with_one_receiver_at_a_time_and_the_longest_unserved_goes_first() {
        let boxes = Mailboxes::shared(3, Overflow::NewestWins, 2);
        boxes.put(1, "b");
        assert_eq!(boxes.next(), Some(Taken::Item(1, "b")));
        boxes.put(1, "b2");
        boxes.put(2, "c");
        assert_eq!(boxes.next(), Some(Taken::Item(2, "c")));
        boxes.put(0, "a");
        // The first is not done with, so the second of its slot waits.
        assert_eq!(boxes.next(), Some(Taken::Item(0, "a")));
        boxes.done(1);
        boxes.done(2);
        boxes.put(2, "c2");
        assert_eq!(boxes.next(), Some(Taken::Item(1, "b2")));
    }

    #[test]
    fn what_would_wait_for_long_is_not_made_unless_it_has_waited_longest() {
        let boxes = Mailboxes::new(4, Overflow::NewestWins);
        boxes.lock().service = LONGEST_WAIT;
        for slot in 0..3 {
            boxes.put(slot, slot);
            assert_eq!(boxes.next(), Some(Taken::Item(slot, slot)));
            // As if it had taken long.
            boxes.lock().slots[slot].busy = None;
        }
        assert_eq!(boxes.room(2), Room::Free);
        boxes.put(2, 20);
        assert_eq!(boxes.room(1), Room::Free, "one service more is bearable");
        boxes.put(1, 10);
        // Two wait: who was never served comes in for the one that was served last.
        assert_eq!(boxes.room(3), Room::InPlaceOf(20));
        boxes.put(3, 30);
        assert_eq!(boxes.room(2), Room::Full);
        assert_eq!(boxes.room(3), Room::Free, "its own older one makes way");
    }

    #[test]
    fn who_abandons_lets_the_other_receivers_go() {
        let boxes = Mailboxes::shared(1, Overflow::NewestWins, 2);
        boxes.put(0, 1);
        boxes.abandon();
        assert_eq!(boxes.next(), None);
        assert_eq!(boxes.put(0, 2), Some(2));
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
