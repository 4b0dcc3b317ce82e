package org.kxover.kdcsocket;

import java.util.concurrent.atomic.LongAdder;

/** Counts for {@link KdcCounts}, shared by all connections. */
final class KdcCounters {
  final LongAdder refused = new LongAdder();
  final LongAdder broken = new LongAdder();
  final LongAdder busy = new LongAdder();
  final LongAdder late = new LongAdder();
  final LongAdder malformed = new LongAdder();

  KdcCounts counts(int open) {
    return new KdcCounts(
        open, refused.sum(), broken.sum(), busy.sum(), late.sum(), malformed.sum());
  }
}
