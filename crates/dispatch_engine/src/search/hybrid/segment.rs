//! A stretch of a route summed up in four numbers, so that any two stretches join in constant time.
//!
//! Arriving too late is allowed at a price: the clock is turned back to the window's end and the seconds turned back are counted as
//! *time warp* (Nagata, Bräysy and Dullaert 2010; joined in constant time by Vidal, Crainic, Gendreau and Prins 2013). A route without
//! warp keeps all its windows.

/// A stretch of a route.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Segment {
    /// Seconds from the first start to the last departure, waiting and warped seconds included.
    pub duration: i32,
    /// Seconds the clock has to be turned back.
    pub warp: i32,
    /// Earliest start of the first stop at which the stretch is as short as it can be.
    pub early: i32,
    /// Latest such start.
    pub late: i32,
}

impl Segment {
    /// One stop.
    pub(super) fn stop(open: i32, close: i32, service: i32) -> Self {
        Segment { duration: service, warp: 0, early: open, late: close }
    }

    /// This stretch, a drive, the next stretch.
    #[inline]
    pub(super) fn join(self, drive: i32, next: Segment) -> Segment {
        let ahead = self.duration - self.warp + drive;
        let wait = (next.early - ahead - self.late).max(0);
        let back = (self.early + ahead - next.late).max(0);
        Segment {
            duration: self.duration + next.duration + drive + wait,
            warp: self.warp + next.warp + back,
            early: (next.early - ahead).max(self.early) - wait,
            late: (next.late - ahead).min(self.late) + back,
        }
    }

    /// The warp of `join` alone.
    #[inline]
    pub(super) fn join_warp(self, drive: i32, next: Segment) -> i32 {
        let ahead = self.duration - self.warp + drive;
        self.warp + next.warp + (self.early + ahead - next.late).max(0)
    }
}
