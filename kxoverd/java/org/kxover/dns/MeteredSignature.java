package org.kxover.dns;

import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.RRSIGRecord;

/**
 * A signature in a response that counts its verifications. The validator asks for the octets of a
 * signature once, directly before it verifies them, and verifies on the same thread.
 */
final class MeteredSignature extends RRSIGRecord {
  private static final long serialVersionUID = 1L;

  private final transient LookupWork work;

  /** Verifications of all signatures over the same records. */
  private final transient AtomicInteger tries;

  /**
   * @param tries shared by all signatures over the same records of a response
   * @throws IllegalArgumentException if a TTL is above the limit of RFC 2181 section 8
   */
  MeteredSignature(RRSIGRecord original, LookupWork work, AtomicInteger tries) {
    super(
        original.getName(),
        original.getDClass(),
        original.getTTL(),
        original.getTypeCovered(),
        original.getAlgorithm(),
        original.getOrigTTL(),
        original.getExpire(),
        original.getTimeSigned(),
        original.getFootprint(),
        original.getSigner(),
        original.getSignature());
    // The constructor computes it, which is wrong for records of a wildcard.
    this.labels = original.getLabels();
    this.work = work;
    this.tries = tries;
  }

  /**
   * {@inheritDoc}
   *
   * @throws CostlyException if no further verification may begin
   */
  @Override
  public byte[] getSignature() {
    work.beginVerification(tries.getAndIncrement() > 0);
    return super.getSignature();
  }
}
