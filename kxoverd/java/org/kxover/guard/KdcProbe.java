package org.kxover.guard;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.kxover.guard.KdcFinding.Verdict;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Printable;
import org.kxover.kerberos.ProbeNames;
import org.kxover.kerberos.Realm;
import org.kxover.message.ErrorCode;
import org.kxover.message.KrbError;
import org.kxover.message.MessageException;
import org.kxover.message.TicketReply;

/** Asks one KDC for the open service and for the closed one, and judges its answers. */
final class KdcProbe {
  /** The e-text with which the guard refuses the probe's client, and no other. */
  static final String GUARD_TEXT = "KXOVER_GUARD";

  private static final Duration LIMIT = Duration.ofSeconds(6);

  private final Realm realm;
  private final Kdc kdc;
  private final InstantSource clock;
  private final SecureRandom random;

  KdcProbe(Realm realm, Kdc kdc, InstantSource clock, SecureRandom random) {
    this.realm = realm;
    this.kdc = kdc;
    this.clock = clock;
    this.random = random;
  }

  /**
   * An answer of the KDC.
   *
   * @param refusal empty if it gave a ticket
   * @param clockAhead of the KDC; empty if it gave a ticket
   */
  private record Answer(
      boolean granted, boolean byGuard, String refusal, Optional<Duration> clockAhead) {}

  /**
   * @param name of the KDC, for people
   */
  KdcFinding probe(String name, InetSocketAddress address, ProbeKey key) {
    try {
      // The closed service first: if it is granted, nothing else counts.
      Answer closed = ask(ProbeNames.closed(realm), address, key);
      if (closed.granted()) {
        return finding(
            name,
            Verdict.UNGUARDED,
            "it gave a ticket for a closed service to a user of another realm, so it runs without"
                + " the guard, or the guard only observes");
      }
      Answer open = ask(ProbeNames.open(realm), address, key);
      if (closed.byGuard() && open.granted()) {
        return finding(name, Verdict.GUARDED, "its guard refused the closed service")
            .withClock(closed.clockAhead());
      }
      return finding(name, Verdict.UNKNOWN, unknown(closed, open)).withClock(closed.clockAhead());
    } catch (IOException e) {
      return new KdcFinding(
          name, Verdict.UNKNOWN, false, "no answer: " + e.getMessage(), clock.instant());
    } catch (MessageException | GeneralSecurityException e) {
      return finding(name, Verdict.UNKNOWN, "its answer is not valid: " + e.getMessage());
    }
  }

  private static String unknown(Answer closed, Answer open) {
    if (closed.byGuard()) {
      return "its guard refuses the open service too, which kxover setup makes: " + open.refusal();
    }
    return open.granted()
        ? "it gave a ticket for the open service, and refused the closed one without the guard: "
            + closed.refusal()
        : "it refused both services: " + open.refusal();
  }

  private KdcFinding finding(String name, Verdict verdict, String reason) {
    return new KdcFinding(name, verdict, true, reason, clock.instant());
  }

  private Answer ask(PrincipalName service, InetSocketAddress address, ProbeKey key)
      throws IOException, MessageException, GeneralSecurityException {
    try (ProbeRequest request = new ProbeRequest(key, service, clock.instant(), random)) {
      byte[] reply = kdc.ask(address, request.encoded(), LIMIT);
      if (!TicketReply.isError(reply)) {
        request.requireGranted(reply);
        return new Answer(true, false, "", Optional.empty());
      }
      KrbError error = KrbError.parseFrom(reply);
      return new Answer(
          false,
          error.text().equals(GUARD_TEXT)
              && error.errorCode() == ErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN,
          ErrorCode.name(error.errorCode()) + " " + Printable.quote(error.text()),
          Optional.of(
              Duration.between(
                  clock.instant().truncatedTo(ChronoUnit.SECONDS), error.serverTime().instant())));
    }
  }
}
