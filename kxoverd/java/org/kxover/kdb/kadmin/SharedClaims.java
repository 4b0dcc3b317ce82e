package org.kxover.kdb.kadmin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoreException.Reason;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims in the database itself: while {@code krbtgt/kxover:client:B.EXAMPLE@A.EXAMPLE} is in A's,
 * whoever added it may change {@code krbtgt/B.EXAMPLE@A.EXAMPLE}, and in B's {@code
 * krbtgt/kxover:service:A.EXAMPLE@B.EXAMPLE} is for the same. It has no key, gives no ticket, and
 * no realm can have such a name. {@code addprinc} is the one request that fails where another was
 * faster: LDAP adds an entry once, and a kadmind serves one request at a time. ({@code
 * kadmin.local} on a DB2 file looks first and writes then. Of two that do so within the same
 * fraction of a millisecond both are told that it was added; {@link Held#require} finds that out.)
 *
 * <p>The expiration date is no time here: it is a random number by which one claim is told from
 * another. A claim whose daemon is gone is void when it was seen unchanged for so long that its
 * holder, if there is one, has stopped making changes under it: no two clocks need to agree.
 */
final class SharedClaims implements Claims {
  private static final Logger LOG = LoggerFactory.getLogger(SharedClaims.class);

  /** A holder begins no change after that. */
  static final Duration LONGEST_HOLD = Duration.ofSeconds(10);

  private static final Duration MARGIN = Duration.ofSeconds(5);

  /** Of so many crossovers it is remembered what was seen. */
  private static final int MAX_REMEMBERED = 10_000;

  /** Of the tokens, which are seconds since 1970: from 2001 to 2037. */
  private static final long FIRST = 1_000_000_000L;

  private static final long LAST = 2_145_000_000L;

  private record Seen(KerberosTime token, Instant since) {}

  private final Kadmin kadmin;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Duration voidAfter;
  private final Map<PrincipalName, KerberosTime> mine = bounded();
  private final Map<PrincipalName, Seen> seen = bounded();

  SharedClaims(
      Kadmin kadmin, InstantSource clock, RandomGenerator random, Duration commandTimeout) {
    this.kadmin = kadmin;
    this.clock = clock;
    this.random = random;
    this.voidAfter = LONGEST_HOLD.plus(commandTimeout).plus(MARGIN);
  }

  private static <V> Map<PrincipalName, V> bounded() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<PrincipalName, V> eldest) {
        return size() > MAX_REMEMBERED;
      }
    };
  }

  @Override
  public Optional<Held> take(PrincipalName crossover) throws StoreException {
    KerberosTime left = mine.get(crossover);
    if (left == null) {
      KerberosTime token = new KerberosTime(Instant.ofEpochSecond(random.nextLong(FIRST, LAST)));
      if (add(crossover, token)) {
        return Optional.of(new Mine(crossover, token));
      }
    }
    Optional<KerberosTime> there = kadmin.getClaim(crossover);
    if (left != null && there.equals(Optional.of(left))) {
      // Added by a kadmin that ended before it said so, or not given back: ours all the same.
      return Optional.of(new Mine(crossover, left));
    }
    mine.remove(crossover);
    if (there.isPresent()) {
      look(crossover, there.get());
    }
    return Optional.empty();
  }

  private boolean add(PrincipalName crossover, KerberosTime token) throws StoreException {
    mine.put(crossover, token);
    boolean added = false;
    boolean unknown = false;
    try {
      added = kadmin.addClaim(crossover, token);
    } catch (StoreException e) {
      unknown = e.reason() == Reason.UNCERTAIN;
      throw e;
    } finally {
      if (!added && !unknown) {
        mine.remove(crossover);
      }
    }
    return added;
  }

  /** Makes a claim void that nobody holds any more. */
  private void look(PrincipalName crossover, KerberosTime token) throws StoreException {
    Seen before = seen.get(crossover);
    Instant now = clock.instant();
    if (before == null || !before.token().equals(token)) {
      seen.put(crossover, new Seen(token, now));
    } else if (!now.isBefore(before.since().plus(voidAfter))) {
      LOG.warn("{}: a daemon left a claim on it; removing that", crossover);
      kadmin.deleteClaim(crossover);
      seen.remove(crossover);
    }
  }

  private final class Mine implements Held {
    private final PrincipalName crossover;
    private final KerberosTime token;
    private final Instant last = clock.instant().plus(LONGEST_HOLD);

    Mine(PrincipalName crossover, KerberosTime token) {
      this.crossover = crossover;
      this.token = token;
      seen.remove(crossover);
    }

    @Override
    public void require() throws StoreException {
      if (!clock.instant().isBefore(last)) {
        throw lost("its changes took too long");
      }
      if (!kadmin.getClaim(crossover).equals(Optional.of(token))) {
        throw lost("another daemon took it");
      }
    }

    private StoreException lost(String why) {
      return new StoreException(
          Reason.UNCERTAIN,
          "changing " + crossover + ": the claim on it is lost: " + why + "; ask again");
    }

    @Override
    public void close() {
      try {
        if (kadmin.getClaim(crossover).equals(Optional.of(token))) {
          kadmin.deleteClaim(crossover);
        }
        mine.remove(crossover);
      } catch (StoreException e) {
        LOG.warn("the claim on {} stays for now: {}", crossover, e.getMessage());
      }
    }
  }
}
