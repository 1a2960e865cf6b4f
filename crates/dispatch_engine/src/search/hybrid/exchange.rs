//! Changes of one or two routes, each judged by its drive first and by warp and load only when that leaves a chance.
//!
//! Short blocks move or change places, also turned round; the rests of two routes change places (2-opt*, Potvin and Rousseau 1995); a
//! stretch is turned round (2-opt). Judging joins the stretches before and behind the cuts (Vidal 2013).

use super::segment::Segment;
use super::tours::Tours;

/// Some stops in a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    pub first: u32,
    pub last: u32,
    pub len: u32,
}

impl Tours<'_> {
    /// `len` visits from `first` on, if there are so many.
    #[inline]
    pub(super) fn block(&self, first: u32, len: u32) -> Option<Block> {
        let mut last = first;
        for _ in 1..len {
            last = self.stop(last).next;
        }
        (last < self.ground.n()).then_some(Block { first, last, len })
    }

    /// Joins the stops from `from` to `to` to a segment that ends at `last`.
    fn walk(&self, mut segment: Segment, mut last: u32, from: u32, to: u32) -> (Segment, u32) {
        let mut here = from;
        loop {
            segment = segment.join(self.drive(last, here), self.stop(here).own);
            last = here;
            if here == to {
                return (segment, last);
            }
            here = self.stop(here).next;
        }
    }

    /// The same against the order of the route.
    fn walk_back(&self, mut segment: Segment, mut last: u32, from: u32, to: u32) -> (Segment, u32) {
        let mut here = from;
        loop {
            segment = segment.join(self.drive(last, here), self.stop(here).own);
            last = here;
            if here == to {
                return (segment, last);
            }
            here = self.stop(here).prev;
        }
    }

    fn load_of(&self, block: Block) -> i64 {
        self.stop(block.last).load - self.stop(self.stop(block.first).prev).load
    }

    /// Parts by which fees change when a block changes its route; none when it may not.
    fn fees_of(&self, block: Block, to: u32) -> Option<i64> {
        if self.ground.alike {
            return Some(0);
        }
        let from = self.stop(block.first).route;
        let mut here = block.first;
        let mut sum = 0;
        for _ in 0..block.len {
            if !self.may(here, to) {
                return None;
            }
            sum += self.fee_change(here, from, to);
            here = self.stop(here).next;
        }
        Some(sum)
    }

    /// Moves a block behind a stop of any route; whether that was better and is done.
    #[inline]
    pub(super) fn shift(&mut self, block: Block, v: u32, turned: bool) -> bool {
        let (first, last) = (self.stops[block.first as usize], self.stops[block.last as usize]);
        let (p, x, y) = (first.prev, last.next, self.stop(v).next);
        let (ru, rv) = (first.route, self.stop(v).route);
        if ru == rv && (v == p || (first.at..=last.at).contains(&self.stop(v).at)) {
            return false;
        }
        let (head, tail) = if turned { (block.last, block.first) } else { (block.first, block.last) };
        let mut added = self.drive(p, x) - self.drive(p, block.first) - self.drive(block.last, x)
            + self.drive(v, head)
            + self.drive(tail, y)
            - self.drive(v, y);
        if turned {
            added += self.drive(block.last, block.first) - self.drive(block.first, block.last);
        }
        let delta = i64::from(added) * self.ground.drive_parts;
        let better = if ru == rv {
            delta < self.sums[ru as usize].penalty && self.shift_within(block, v, turned, delta)
        } else {
            delta < self.sums[ru as usize].penalty + self.sums[rv as usize].penalty
                && self.shift_across(block, v, turned, delta)
        };
        if better {
            self.do_shift(block, v, turned);
        }
        better
    }

    fn turned_or_not(&self, before: Segment, last: u32, block: Block, turned: bool) -> (Segment, u32) {
        if turned {
            self.walk_back(before, last, block.last, block.first)
        } else {
            self.walk(before, last, block.first, block.last)
        }
    }

    fn shift_across(&self, block: Block, v: u32, turned: bool, mut delta: i64) -> bool {
        let (first, last, at) = (self.stop(block.first), self.stop(block.last), self.stop(v));
        let (p, x, y, ru, rv) = (first.prev, last.next, at.next, first.route, at.route);
        let Some(fees) = self.fees_of(block, rv) else { return false };
        delta += fees;
        if self.routes[rv as usize].is_empty() {
            delta += self.ground.used_parts[rv as usize];
        }
        if self.routes[ru as usize].len() == block.len as usize {
            delta -= self.ground.used_parts[ru as usize];
        }
        let load = self.load_of(block);
        let rest = self.stop(p).before.join_warp(self.drive(p, x), self.stop(x).after);
        delta += self.penalty(ru, rest, self.sums[ru as usize].load - load) - self.sums[ru as usize].penalty;
        if delta >= self.sums[rv as usize].penalty {
            return false;
        }
        let (segment, end) = self.turned_or_not(at.before, v, block, turned);
        let warp = segment.join_warp(self.drive(end, y), self.stop(y).after);
        delta += self.penalty(rv, warp, self.sums[rv as usize].load + load) - self.sums[rv as usize].penalty;
        delta < 0
    }

    fn shift_within(&self, block: Block, v: u32, turned: bool, delta: i64) -> bool {
        let (first, last, at) = (self.stop(block.first), self.stop(block.last), self.stop(v));
        let (p, x, y, r) = (first.prev, last.next, at.next, first.route);
        let warp = if at.at > last.at {
            let (segment, end) = self.walk(self.stop(p).before, p, x, v);
            let (segment, end) = self.turned_or_not(segment, end, block, turned);
            segment.join_warp(self.drive(end, y), self.stop(y).after)
        } else {
            let (segment, end) = self.turned_or_not(at.before, v, block, turned);
            let (segment, end) = self.walk(segment, end, y, p);
            segment.join_warp(self.drive(end, x), self.stop(x).after)
        };
        delta + self.penalty(r, warp, self.sums[r as usize].load) - self.sums[r as usize].penalty < 0
    }

    fn do_shift(&mut self, block: Block, v: u32, turned: bool) {
        let (from, len) = (self.stop(block.first).at as usize - 1, block.len as usize);
        let (ru, rv, at) = (self.stop(block.first).route, self.stop(v).route, self.stop(v).at as usize);
        self.edit(ru, rv, |a, b| {
            if turned {
                a[from..from + len].reverse();
            }
            if ru == rv {
                if at > from { a[from..at].rotate_left(len) } else { a[at..from + len].rotate_right(len) }
            } else {
                b.splice(at..at, a.drain(from..from + len));
            }
        });
    }

    /// Two blocks change places.
    #[inline]
    pub(super) fn swap(&mut self, a: Block, b: Block) -> bool {
        let (af, al) = (self.stops[a.first as usize], self.stops[a.last as usize]);
        let (bf, bl) = (self.stops[b.first as usize], self.stops[b.last as usize]);
        let (p, x, q, y) = (af.prev, al.next, bf.prev, bl.next);
        let (ru, rv) = (af.route, bf.route);
        if ru == rv {
            if af.at > bf.at {
                return self.swap(b, a);
            }
            if al.at + 1 >= bf.at {
                return false;
            }
        }
        let added = self.drive(p, b.first) + self.drive(b.last, x) - self.drive(p, a.first) - self.drive(a.last, x)
            + self.drive(q, a.first)
            + self.drive(a.last, y)
            - self.drive(q, b.first)
            - self.drive(b.last, y);
        let delta = i64::from(added) * self.ground.drive_parts;
        let better = if ru == rv {
            delta < self.sums[ru as usize].penalty && self.swap_within(a, b, delta)
        } else {
            delta < self.sums[ru as usize].penalty + self.sums[rv as usize].penalty && self.swap_across(a, b, delta)
        };
        if better {
            self.do_swap(a, b);
        }
        better
    }

    fn swap_across(&self, a: Block, b: Block, mut delta: i64) -> bool {
        let (ru, rv) = (self.stop(a.first).route, self.stop(b.first).route);
        let (Some(there), Some(here)) = (self.fees_of(a, rv), self.fees_of(b, ru)) else { return false };
        delta += there + here;
        let more = self.load_of(a) - self.load_of(b);
        let (p, x) = (self.stop(a.first).prev, self.stop(a.last).next);
        let (segment, end) = self.walk(self.stop(p).before, p, b.first, b.last);
        let warp = segment.join_warp(self.drive(end, x), self.stop(x).after);
        delta += self.penalty(ru, warp, self.sums[ru as usize].load - more) - self.sums[ru as usize].penalty;
        if delta >= self.sums[rv as usize].penalty {
            return false;
        }
        let (q, y) = (self.stop(b.first).prev, self.stop(b.last).next);
        let (segment, end) = self.walk(self.stop(q).before, q, a.first, a.last);
        let warp = segment.join_warp(self.drive(end, y), self.stop(y).after);
        delta += self.penalty(rv, warp, self.sums[rv as usize].load + more) - self.sums[rv as usize].penalty;
        delta < 0
    }

    fn swap_within(&self, a: Block, b: Block, delta: i64) -> bool {
        let r = self.stop(a.first).route;
        let (p, x) = (self.stop(a.first).prev, self.stop(a.last).next);
        let (q, y) = (self.stop(b.first).prev, self.stop(b.last).next);
        let (segment, end) = self.walk(self.stop(p).before, p, b.first, b.last);
        let (segment, end) = self.walk(segment, end, x, q);
        let (segment, end) = self.walk(segment, end, a.first, a.last);
        let warp = segment.join_warp(self.drive(end, y), self.stop(y).after);
        delta + self.penalty(r, warp, self.sums[r as usize].load) - self.sums[r as usize].penalty < 0
    }

    fn do_swap(&mut self, a: Block, b: Block) {
        let (ru, rv) = (self.stop(a.first).route, self.stop(b.first).route);
        let (i, j) = (self.stop(a.first).at as usize - 1, self.stop(b.first).at as usize - 1);
        let (n, m) = (a.len as usize, b.len as usize);
        self.edit(ru, rv, |one, other| {
            if ru == rv {
                // a, middle, b becomes b, middle, a.
                let span = &mut one[i..j + m];
                span.rotate_left(j - i);
                span[m..].rotate_left(n);
            } else {
                let taken: Vec<u32> = one[i..i + n].to_vec();
                one.splice(i..i + n, other[j..j + m].iter().copied());
                other.splice(j..j + m, taken);
            }
        });
    }

    /// What follows `u` and what follows `v`, on different routes, changes places.
    #[inline]
    pub(super) fn tails(&mut self, u: u32, v: u32) -> bool {
        let (x, y) = (self.stop(u).next, self.stop(v).next);
        let (ru, rv) = (self.stop(u).route, self.stop(v).route);
        let n = self.ground.n();
        if ru == rv || x >= n && y >= n {
            return false;
        }
        let added = self.drive(u, y) + self.drive(v, x) - self.drive(u, x) - self.drive(v, y);
        let delta = i64::from(added) * self.ground.drive_parts;
        if self.ground.alike {
            if delta >= self.sums[ru as usize].penalty + self.sums[rv as usize].penalty
                || !self.tails_alike(u, v, delta)
            {
                return false;
            }
        } else if !self.tails_apart(u, v) {
            return false;
        }
        let (i, j) = (self.stop(u).at as usize, self.stop(v).at as usize);
        self.edit(ru, rv, |a, b| {
            let taken: Vec<u32> = a.drain(i..).collect();
            a.extend(b.drain(j..));
            b.extend(taken);
        });
        true
    }

    fn tails_alike(&self, u: u32, v: u32, mut delta: i64) -> bool {
        let (x, y) = (self.stop(u).next, self.stop(v).next);
        let (ru, rv) = (self.stop(u).route as usize, self.stop(v).route as usize);
        let moved = (self.sums[rv].load - self.stop(v).load) - (self.sums[ru].load - self.stop(u).load);
        delta += self.penalty(
            ru as u32,
            self.stop(u).before.join_warp(self.drive(u, y), self.stop(y).after),
            self.sums[ru].load + moved,
        ) - self.sums[ru].penalty;
        if delta >= self.sums[rv].penalty {
            return false;
        }
        let warp = self.stop(v).before.join_warp(self.drive(v, x), self.stop(x).after);
        delta += self.penalty(rv as u32, warp, self.sums[rv].load - moved) - self.sums[rv].penalty;
        delta < 0
    }

    /// Days that differ: both rests are walked through, for they end elsewhere.
    fn tails_apart(&self, u: u32, v: u32) -> bool {
        let (ru, rv) = (self.stop(u).route, self.stop(v).route);
        let (Some(a), Some(b)) = (self.with_tail(u, v), self.with_tail(v, u)) else { return false };
        let was = |r: u32| self.plain_cost(r as usize) + self.sums[r as usize].penalty;
        a + b < was(ru) + was(rv)
    }

    /// Cost of the route of `u` up to it, followed by what follows `v`; none when somebody may not come.
    fn with_tail(&self, u: u32, v: u32) -> Option<i64> {
        let r = self.stop(u).route;
        let (start, n) = (self.ground.start_of(r), self.ground.n());
        let (mut drive, mut fees, mut load) = (0, 0, self.stop(u).load);
        let (mut segment, mut last) = (self.stop(u).before, u);
        let mut here = u;
        while here != start {
            drive += i64::from(self.drive(self.stop(here).prev, here));
            fees += i64::from(self.ground.fee(here, r));
            here = self.stop(here).prev;
        }
        here = self.stop(v).next;
        while here < n {
            if !self.may(here, r) {
                return None;
            }
            fees += i64::from(self.ground.fee(here, r));
            load += self.ground.load[here as usize];
            drive += i64::from(self.drive(last, here));
            segment = segment.join(self.drive(last, here), self.stop(here).own);
            last = here;
            here = self.stop(here).next;
        }
        if last == start {
            return Some(0);
        }
        let back = self.drive(last, start + 1);
        let warp = segment.join_warp(back, self.stop(start + 1).own);
        let cost = (drive + i64::from(back)) * self.ground.drive_parts + fees * super::ground::PARTS;
        Some(cost + self.ground.used_parts[r as usize] + self.penalty(r, warp, load))
    }

    /// What lies behind `u` up to `v`, further on in the same route, is turned round.
    #[inline]
    pub(super) fn turn(&mut self, u: u32, v: u32) -> bool {
        let (r, x, y) = (self.stop(u).route, self.stop(u).next, self.stop(v).next);
        let (from, to) = (self.stop(u).at, self.stop(v).at);
        if self.stop(v).route != r || to < from + 2 || v >= self.ground.n() {
            return false;
        }
        let mut added = self.drive(u, v) + self.drive(x, y) - self.drive(u, x) - self.drive(v, y);
        let chance = |added: i32| i64::from(added) * self.ground.drive_parts < self.sums[r as usize].penalty;
        if !self.ground.symmetric {
            let mut here = x;
            while here != v {
                let next = self.stop(here).next;
                added += self.drive(next, here) - self.drive(here, next);
                here = next;
            }
        }
        if !chance(added) {
            return false;
        }
        let (segment, end) = self.walk_back(self.stop(u).before, u, v, x);
        let warp = segment.join_warp(self.drive(end, y), self.stop(y).after);
        let sums = self.sums[r as usize];
        if i64::from(added) * self.ground.drive_parts + self.penalty(r, warp, sums.load) - sums.penalty >= 0 {
            return false;
        }
        self.edit(r, r, |a, _| a[from as usize..to as usize].reverse());
        true
    }
}
