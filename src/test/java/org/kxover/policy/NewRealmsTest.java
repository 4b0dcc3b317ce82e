package org.kxover.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.config.PolicySettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.TestSettings;
import org.kxover.kerberos.Realm;

class NewRealmsTest {
  private static final RealmSettings LIMITS =
      TestSettings.of(new Realm("US.EXAMPLE"))
          .with(PolicySettings.NEW_REALMS, 3)
          .with(PolicySettings.NEW_REALMS_PER_DOMAIN, 2)
          .with(PolicySettings.NEW_REALMS_WINDOW, Duration.ofHours(1));

  private Instant now = Instant.parse("2026-11-23T12:00:00Z");
  private final NewRealms realms = new NewRealms(() -> now);

  private String count(String realm) {
    return realms.count(new Realm(realm), LIMITS).orElse("counted");
  }

  @Test
  void aDomainHasItsLimitAndAllTogetherHaveOne() {
    assertEquals("counted", count("X.A.COM"));
    assertEquals("counted", count("A.COM"));
    assertEquals("new_realms_per_domain = 2 for a.com", count("Z.Y.A.COM"));
    assertEquals("counted", count("B.COM"));
    assertEquals("new_realms = 3", count("C.COM"));
  }

  @Test
  void aRealmCountsOnceInAnySpelling() {
    assertEquals("counted", count("X.A.COM"));
    assertEquals("counted", count("Y.A.COM"));
    assertEquals("counted", count("X.A.COM"));
    assertEquals("counted", count("y.a.com"));
    assertEquals("counted", count("B.COM"));
    assertEquals(
        "counted", count("X.A.COM"), "a counted realm is allowed although the limit is reached");
  }

  @Test
  void whatIsRefusedIsNotCounted() {
    count("X.A.COM");
    count("Y.A.COM");
    for (int i = 0; i < 10; i++) {
      count("Z" + i + ".A.COM");
    }
    assertEquals("counted", count("B.COM"));
  }

  @Test
  void theWindowMovesOn() {
    count("X.A.COM");
    now = now.plus(Duration.ofMinutes(30));
    count("Y.A.COM");
    count("B.COM");
    now = now.plus(Duration.ofMinutes(30)).minusSeconds(1);
    assertEquals("new_realms = 3", count("C.COM"));
    now = now.plusSeconds(1);
    assertEquals("counted", count("C.COM"));
    assertEquals("new_realms = 3", count("D.COM"));
    now = now.plus(Duration.ofMinutes(30));
    assertEquals("counted", count("D.COM"));
  }

  /** As after a restart: in no order, and with limits that were higher before. */
  @Test
  void whatTheDatabaseHasCountsFromItsOwnTime() {
    realms.countFound(new Realm("B.COM"), now.minus(Duration.ofMinutes(20)), LIMITS);
    realms.countFound(new Realm("X.A.COM"), now.minus(Duration.ofMinutes(50)), LIMITS);
    realms.countFound(new Realm("OLD.COM"), now.minus(Duration.ofHours(1)), LIMITS);
    realms.countFound(new Realm("Y.A.COM"), now.minus(Duration.ofMinutes(40)), LIMITS);
    assertEquals("counted", count("B.COM"), "it is counted already");
    assertEquals("new_realms = 3", count("C.COM"));
    realms.countFound(new Realm("X.A.COM"), now, LIMITS);
    now = now.plus(Duration.ofMinutes(10));
    assertEquals("counted", count("C.COM"), "X.A.COM counts from its first time");
    assertEquals("new_realms = 3", count("D.COM"));
  }

  /** The limit holds until the third newest is too old, as if all were remembered. */
  @Test
  void ofManyThatTheDatabaseHasTheNewestCount() {
    for (int i = 59; i >= 0; i--) {
      int minutes = i * 7 % 60;
      realms.countFound(
          new Realm("R" + minutes + ".COM"), now.minus(Duration.ofMinutes(minutes)), LIMITS);
    }
    now = now.plus(Duration.ofMinutes(58)).minusSeconds(1);
    assertEquals("new_realms = 3", count("C.COM"));
    now = now.plusSeconds(1);
    assertEquals("counted", count("C.COM"));
    assertEquals("new_realms = 3", count("D.COM"));
  }

  /** A look at all that are counted, for each that is found, takes half a minute. */
  @Test
  void whatIsFoundCostsTheSameHoweverManyAreCounted() {
    RealmSettings many = LIMITS.with(PolicySettings.NEW_REALMS, 10_000);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < 200_000; i++) {
      realms.countFound(new Realm("R" + i % 60_000 + ".COM"), now.minusMillis(i % 3_000), many);
    }
    Duration processor = Duration.ofNanos(threads.getCurrentThreadCpuTime() - start);
    assertTrue(processor.toSeconds() < 10, processor.toString());
    assertEquals("new_realms = 10000", realms.count(new Realm("C.COM"), many).orElseThrow());
  }

  @Test
  void theLimitCanBeZero() {
    RealmSettings none = LIMITS.with(PolicySettings.NEW_REALMS, 0);
    realms.countFound(new Realm("FOUND.COM"), now, none);
    assertEquals(Optional.of("new_realms = 0"), realms.count(new Realm("A.COM"), none));
  }

  @ParameterizedTest
  @CsvSource({
    "WWW.FOO.CO.UK, foo.co.uk",
    "A.B.C.KAWASAKI.JP, b.c.kawasaki.jp",
    "CO.UK, co.uk",
    "COM, com",
    "X.GITHUB.IO, github.io",
    "A.EXAMPLE, a.example",
    "Y.X.A.EXAMPLE, a.example",
    "EXAMPLE, example",
    "X.XN--85X722F.XN--55QX5D.CN, xn--85x722f.xn--55qx5d.cn"
  })
  void registeredDomains(String realm, String domain) {
    assertEquals(domain, RegisteredDomain.of(new Realm(realm)));
  }

  @ParameterizedTest
  @CsvSource({
    "COM, true",
    "CO.UK, true",
    "EXAMPLE, true",
    "C.KAWASAKI.JP, true",
    "XN--55QX5D.CN, true",
    "FOO.CO.UK, false",
    "GITHUB.IO, false",
    "A.EXAMPLE, false",
    "Y.X.A.EXAMPLE, false"
  })
  void publicSuffixes(String realm, boolean expected) {
    assertEquals(expected, RegisteredDomain.isPublicSuffix(new Realm(realm)));
  }
}
