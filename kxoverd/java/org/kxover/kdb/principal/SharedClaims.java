package org.kxover.kdb.principal;

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
 * Claims that are principals in the database itself. The daemon that added {@code
 * krbtgt/kxover:client:B.EXAMPLE@A.EXAMPLE} to A's database may change {@code
 * krbtgt/B.EXAMPLE@A.EXAMPLE} there. In B's database the claim on that crossover is {@code
 * krbtgt/kxover:service:A.EXAMPLE@B.EXAMPLE}. A claim has no key, gives no ticket, and has a name
 * that no realm can have.
 *
 * <p>Adding a principal is the only change that fails if another daemon made it first: LDAP adds an
 * entry once, and kadmind serves one request at a time. An exception is libkadm5srv on a file of
 * DB2 or LMDB, which first looks and then writes. If two daemons add a claim within a fraction of a
 * millisecond, both may get a success; {@link Claim#requireHeld} detects this.
 *
 * <p>The expiration date of a claim is its token: a random number that identifies the claim, not a
 * time. A claim counts as abandoned if a daemon has seen it unchanged for longer than a holder may
 * use it. This needs no agreement between the clocks of two daemons.
 */
final class SharedClaims implements Claims {
  private static final Logger LOG = LoggerFactory.getLogger(SharedClaims.class);

  /** How long a daemon may start changes under a claim. */
  static final Duration MAX_HOLD = Duration.ofSeconds(10);

  private static final Duration MARGIN = Duration.ofSeconds(5);

  /** The number of crossovers whose claims are remembered. */
  private static final int MAX_REMEMBERED = 10_000;

  /** A token is a time in seconds since 1970, from 2001 to 2037. */
  private static final long MIN_TOKEN = 1_000_000_000L;

  private static final long MAX_TOKEN = 2_145_000_000L;

  private record Seen(KerberosTime token, Instant since) {}

  private final Principals principals;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Duration abandonedAfter;
  private final Map<PrincipalName, KerberosTime> ownTokens = bounded();
  private final Map<PrincipalName, KerberosTime> releasedTokens = bounded();
  private final Map<PrincipalName, Seen> seen = bounded();

  SharedClaims(
      Principals principals, InstantSource clock, RandomGenerator random, Duration commandTimeout) {
    this.principals = principals;
    this.clock = clock;
    this.random = random;
    this.abandonedAfter = MAX_HOLD.plus(commandTimeout).plus(MARGIN);
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

  /** The key and its confirmation each take a claim and return it. */
  @Override
  public int changesForKey() {
    return 6;
  }

  @Override
  public Optional<Claim> tryAcquire(PrincipalName crossover) throws StoreException {
    KerberosTime ownToken = ownTokens.get(crossover);
    if (ownToken == null) {
      KerberosTime token =
          new KerberosTime(Instant.ofEpochSecond(random.nextLong(MIN_TOKEN, MAX_TOKEN)));
      if (add(crossover, token)) {
        return Optional.of(new AcquiredClaim(crossover, token));
      }
    }
    Optional<KerberosTime> stored = principals.claim(crossover);
    // No answer came when we added the claim, or its release failed. Or another daemon that had got
    // it, too, read it before our release and wrote it after that. Only we use a token of ours.
    KerberosTime ours = ownToken != null ? ownToken : releasedTokens.get(crossover);
    if (ours != null && stored.equals(Optional.of(ours))) {
      ownTokens.put(crossover, ours);
      return Optional.of(new AcquiredClaim(crossover, ours));
    }
    ownTokens.remove(crossover);
    if (stored.isPresent()) {
      removeIfAbandoned(crossover, stored.get());
    }
    return Optional.empty();
  }

  private boolean add(PrincipalName crossover, KerberosTime token) throws StoreException {
    ownTokens.put(crossover, token);
    boolean added = false;
    boolean unknown = false;
    try {
      added = principals.addClaim(crossover, token);
    } catch (StoreException e) {
      unknown = e.reason() == Reason.UNCERTAIN;
      throw e;
    } finally {
      if (!added && !unknown) {
        ownTokens.remove(crossover);
      }
    }
    return added;
  }

  /** Removes the claim if its holder must have stopped using it. */
  private void removeIfAbandoned(PrincipalName crossover, KerberosTime token)
      throws StoreException {
    Seen before = seen.get(crossover);
    Instant now = clock.instant();
    if (before == null || !before.token().equals(token)) {
      seen.put(crossover, new Seen(token, now));
    } else if (!now.isBefore(before.since().plus(abandonedAfter))) {
      LOG.warn("{}: removing the claim of a daemon that stopped during a change", crossover);
      principals.deleteClaim(crossover);
      seen.remove(crossover);
    }
  }

  private final class AcquiredClaim implements Claim {
    private final PrincipalName crossover;
    private final KerberosTime token;
    private final Instant deadline = clock.instant().plus(MAX_HOLD);

    AcquiredClaim(PrincipalName crossover, KerberosTime token) {
      this.crossover = crossover;
      this.token = token;
      seen.remove(crossover);
    }

    @Override
    public boolean isHeld() throws StoreException {
      return principals.claim(crossover).equals(Optional.of(token));
    }

    @Override
    public void requireHeld() throws StoreException {
      if (!clock.instant().isBefore(deadline)) {
        throw lost("its changes took too long");
      }
      if (!isHeld()) {
        throw lost("another daemon took it");
      }
    }

    private StoreException lost(String why) {
      return new StoreException(
          Reason.UNCERTAIN,
          "changing " + crossover + ": this daemon lost its claim: " + why + "; try again");
    }

    @Override
    public void close() {
      try {
        if (isHeld()) {
          principals.deleteClaim(crossover);
        }
        ownTokens.remove(crossover);
        releasedTokens.put(crossover, token);
      } catch (StoreException e) {
        LOG.warn(
            "{}: cannot release our claim: {}; another daemon can remove it after {} s",
            crossover,
            e.getMessage(),
            abandonedAfter.toSeconds());
      }
    }
  }
}
