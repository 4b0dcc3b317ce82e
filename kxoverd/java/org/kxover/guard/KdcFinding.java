package org.kxover.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.kxover.kerberos.Printable;

/**
 * What the probe saw at one KDC.
 *
 * @param kdc such as {@code kdc.b.example:88 (192.0.2.1)}
 * @param answered true if the KDC answered, whatever it said
 * @param located false if DNS did not say where the KDC is, or which KDCs there are
 * @param reason one line of printable ASCII
 * @param clockAhead how far the KDC's clock was ahead of ours, by the time in its refusal. Nothing
 *     authenticates that time. Empty if it refused nothing
 */
public record KdcFinding(
    String kdc,
    Verdict verdict,
    boolean answered,
    boolean located,
    String reason,
    Instant when,
    Optional<Duration> clockAhead) {
  private static final int MAX_REASON = 400;

  /** Whether a KDC has the guard. */
  public enum Verdict {
    /** It gave a ticket for the open service, and its guard refused the closed one. */
    GUARDED,
    /** It gave a ticket for the closed service. */
    UNGUARDED,
    /** It did neither, or gave no answer. */
    UNKNOWN;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A finding about a KDC whose address is known. */
  public KdcFinding(String kdc, Verdict verdict, boolean answered, String reason, Instant when) {
    this(kdc, verdict, answered, true, reason, when, Optional.empty());
  }

  /** A finding that says nothing of the KDC's clock. */
  public KdcFinding(
      String kdc, Verdict verdict, boolean answered, boolean located, String reason, Instant when) {
    this(kdc, verdict, answered, located, reason, when, Optional.empty());
  }

  /** A copy with what the KDC's refusal says of its clock. */
  KdcFinding withClock(Optional<Duration> ahead) {
    return new KdcFinding(kdc, verdict, answered, located, reason, when, ahead);
  }

  /** Nobody knows where to ask. */
  static KdcFinding unlocated(String what, String reason, Instant when) {
    return new KdcFinding(what, Verdict.UNKNOWN, false, false, reason, when);
  }

  public KdcFinding {
    kdc = Printable.line(kdc, MAX_REASON);
    reason = Printable.line(reason, MAX_REASON);
  }
}
