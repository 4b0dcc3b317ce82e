package org.kxover.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.crossing.TwoRealms.A;
import static org.kxover.crossing.TwoRealms.A_TO_B;
import static org.kxover.crossing.TwoRealms.TICKET_LIFE;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.config.KeySettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Renewal;
import org.kxover.config.TestSettings;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;

/**
 * Plans for a key that is in force from hour 0. The KDC issues the last ticket under it at hour 80,
 * and it expires ten hours and ten seconds later. Its renewal is due at hour 60 with spread 0, and
 * at hour 70 with spread 1. All times are relative to hour 0.
 */
class KeyPlanTest {
  private static final Instant FROM = Instant.parse("2026-11-23T12:00:00Z");
  private static final int KVNO = 7;
  private static final Duration LIFETIME =
      Duration.ofHours(80).plus(TICKET_LIFE).plus(KeyValidity.MARGIN);

  private static RealmSettings settings(Renewal policy, int unusedLifetimes) {
    return TestSettings.of(A)
        .with(KeySettings.RENEWAL, policy)
        .with(KeySettings.UNUSED_LIFETIMES, unusedLifetimes);
  }

  private static StoredCrossover key(Optional<Role> role, boolean closed, Optional<Instant> used) {
    return of(role, closed, used, validity(LIFETIME));
  }

  private static StoredCrossover of(
      Optional<Role> role, boolean closed, Optional<Instant> used, KeyValidity key) {
    TreeMap<Integer, KeyValidity> keys = new TreeMap<>();
    keys.put(KVNO, key);
    return new StoredCrossover(
        A_TO_B, role.isPresent(), role, KVNO, keys, closed, used.map(KerberosTime::new));
  }

  private static KeyValidity validity(Duration till) {
    return validity(new KerberosTime(FROM), new KerberosTime(FROM).plus(till));
  }

  private static KeyValidity validity(KerberosTime from, KerberosTime till) {
    return new KeyValidity(
        from, till, List.of(EncryptionType.AES256_CTS_HMAC_SHA1_96), "kx.b.example:4088", "x25519");
  }

  private static StoredCrossover ofOurUsers(Optional<Instant> used) {
    return key(Optional.of(Role.CLIENT), false, used);
  }

  private static PlanContext idle() {
    return context(false, false, Optional.empty(), Optional.empty());
  }

  private static PlanContext context(
      boolean asked,
      boolean inWork,
      Optional<PlanContext.Failure> failed,
      Optional<String> objection) {
    return new PlanContext(asked, inWork, failed, objection, 0);
  }

  private static PlanContext.Failure failure(int kvno, int count, Duration when) {
    return new PlanContext.Failure(kvno, count, FROM.plus(when), 0.5, "unreachable: played");
  }

  private static Optional<Instant> at(Duration sinceFrom) {
    return Optional.ofNullable(sinceFrom).map(FROM::plus);
  }

  /** A dash means none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      useHeadersInDisplayName = true,
      textBlock =
          """
          POLICY | USED       | ASKED | OBJECTION   | NOW           | STATE       | AT    | WHY
          ALWAYS | -          | false | -           | PT0S          | PLANNED     | PT60H | ''
          ALWAYS | -          | false | -           | PT59H59M59S   | PLANNED     | PT60H | ''
          ALWAYS | -          | false | -           | PT60H         | PLANNED     | PT60H | ''
          ALWAYS | -          | false | -           | PT79H59M59S   | PLANNED     | PT60H | ''
          ALWAYS | -          | false | -           | PT80H         | TOO_LATE    | -     | ''
          ALWAYS | -          | false | -           | PT200H        | TOO_LATE    | -     | ''
          ALWAYS | -          | false | peer_realms | PT0S          | REFUSED     | -     | peer_realms
          ALWAYS | -          | false | peer_realms | PT79H59M59S   | REFUSED     | -     | peer_realms
          ALWAYS | -          | false | peer_realms | PT80H         | TOO_LATE    | -     | ''
          ALWAYS | -          | false | -           | PT-1H         | PLANNED     | PT60H | ''
          NEVER  | PT1H       | true  | -           | PT61H         | NOT_PLANNED | -     | renewal = never
          NEVER  | PT1H       | true  | peer_realms | PT61H         | NOT_PLANNED | -     | renewal = never
          NEVER  | PT1H       | true  | -           | PT80H         | TOO_LATE    | -     | ''
          IN_USE | -          | true  | -           | PT1H          | PLANNED     | PT60H | ''
          IN_USE | PT0S       | false | -           | PT1H          | PLANNED     | PT60H | ''
          IN_USE | PT50H      | false | -           | PT61H         | PLANNED     | PT60H | ''
          IN_USE | PT0S       | false | peer_realms | PT61H         | REFUSED     | -     | peer_realms
          IN_USE | -          | true  | -           | PT80H         | TOO_LATE    | -     | ''
          IN_USE | -          | false | -           | PT61H         | NOT_PLANNED | -     | no use noted, and unused_lifetimes = 1
          IN_USE | PT-1S      | false | -           | PT61H         | NOT_PLANNED | -     | last use noted at 2026-11-23T11:59:59Z, and unused_lifetimes = 1
          IN_USE | PT-1S      | false | peer_realms | PT61H         | NOT_PLANNED | -     | last use noted at 2026-11-23T11:59:59Z, and unused_lifetimes = 1
          IN_USE | PT-1S      | true  | -           | PT61H         | PLANNED     | PT60H | ''
          """)
  void aKeyOfOurUsers(
      Renewal policy,
      Duration used,
      boolean asked,
      String objection,
      Duration now,
      RenewalPlan.State state,
      Duration at,
      String why) {
    KeyPlan plan =
        KeyPlan.of(
            ofOurUsers(at(used)),
            context(asked, false, Optional.empty(), Optional.ofNullable(objection)),
            settings(policy, 1),
            FROM.plus(now));
    assertEquals(new RenewalPlan(state, at(at), 0, why), plan.renewal());
    assertEquals(at(Duration.ofHours(60)), plan.due());
    assertEquals(at(Duration.ofHours(80)), plan.lastIssue());
  }

  /**
   * The key's own lifetime counts, which is 90 hours and ten seconds, and not the 720 hours of the
   * settings. Three lifetimes before its end are 180 hours and 20 seconds before its beginning.
   */
  @ParameterizedTest
  @CsvSource({
    "1,PT0S,PLANNED",
    "1,PT-1S,NOT_PLANNED",
    "2,PT-90H-10S,PLANNED",
    "2,PT-90H-11S,NOT_PLANNED",
    "3,PT-180H-20S,PLANNED",
    "3,PT-180H-21S,NOT_PLANNED",
    "3,PT-1800H,NOT_PLANNED",
    "100,PT-8910H-990S,PLANNED",
    "100,PT-8910H-991S,NOT_PLANNED",
  })
  void aKeyIsInUseForSoManyOfItsOwnLifetimes(
      int unusedLifetimes, Duration used, RenewalPlan.State state) {
    assertTrue(
        settings(Renewal.IN_USE, 1)
                .get(KeySettings.KEY_LIFETIME)
                .compareTo(LIFETIME.multipliedBy(7))
            > 0);
    for (Duration now : List.of(Duration.ZERO, Duration.ofHours(61))) {
      KeyPlan plan =
          KeyPlan.of(
              ofOurUsers(at(used)),
              idle(),
              settings(Renewal.IN_USE, unusedLifetimes),
              FROM.plus(now));
      assertEquals(state, plan.renewal().state());
    }
  }

  /** A user who comes back within the set number of lifetimes finds a key. */
  @ParameterizedTest
  @CsvSource({"1,0", "1,1", "2,0.5", "3,0", "3,0.5", "3,1", "10,0.5"})
  void unusedKeysExpireAfterTheSetLifetimes(int unusedLifetimes, double spread) {
    Duration lifetime = Duration.ofHours(32);
    PlanContext context = new PlanContext(false, false, Optional.empty(), Optional.empty(), spread);
    Instant used = FROM;
    Instant enough = used.plus(lifetime.multipliedBy(unusedLifetimes));
    Instant from = FROM;
    KeyPlan plan;
    do {
      assertTrue(from.isBefore(enough), "a key made at " + from + " although unused for so long");
      KerberosTime begin = new KerberosTime(from);
      StoredCrossover key =
          of(
              Optional.of(Role.CLIENT),
              false,
              Optional.of(used),
              validity(begin, begin.plus(lifetime)));
      plan = KeyPlan.of(key, context, settings(Renewal.IN_USE, unusedLifetimes), from);
      from = plan.due().orElseThrow();
    } while (plan.renewal().state() == RenewalPlan.State.PLANNED);
    assertEquals(RenewalPlan.State.NOT_PLANNED, plan.renewal().state());
    Instant end = plan.removeAt().orElseThrow();
    assertFalse(end.isBefore(enough), end + " is before " + enough);
    assertTrue(end.isBefore(enough.plus(lifetime)), end + " is long after " + enough);
  }

  /** The first wait is a thousandth of 80 h, which is 4 min 48 s; the longest 5 h. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      useHeadersInDisplayName = true,
      textBlock =
          """
          KVNO | COUNT | FAILED      | IN WORK | OBJECTION   | NOW         | STATE       | AT          | TRIES
          7    | 1     | PT60H       | false   | -           | PT60H       | RETRY       | PT60H4M48S  | 1
          7    | 2     | PT60H       | false   | -           | PT60H       | RETRY       | PT60H9M36S  | 2
          7    | 9     | PT60H       | false   | -           | PT70H       | RETRY       | PT65H       | 9
          7    | 1     | PT79H55M11S | false   | -           | PT79H55M11S | RETRY       | PT79H59M59S | 1
          7    | 1     | PT79H55M12S | false   | -           | PT79H55M12S | NOT_PLANNED | -           | 1
          7    | 1     | PT60H       | false   | -           | PT80H       | TOO_LATE    | -           | 0
          7    | 1     | PT60H       | true    | -           | PT61H       | IN_WORK     | -           | 0
          7    | 1     | PT60H       | true    | -           | PT80H       | IN_WORK     | -           | 0
          7    | 1     | PT60H       | false   | peer_realms | PT61H       | REFUSED     | -           | 0
          6    | 1     | PT60H       | false   | -           | PT61H       | PLANNED     | PT60H       | 0
          8    | 1     | PT60H       | false   | -           | PT61H       | PLANNED     | PT60H       | 0
          """)
  void aRenewalThatFailed(
      int kvno,
      int count,
      Duration failed,
      boolean inWork,
      String objection,
      Duration now,
      RenewalPlan.State state,
      Duration at,
      int tries) {
    KeyPlan plan =
        KeyPlan.of(
            ofOurUsers(Optional.empty()),
            context(
                true,
                inWork,
                Optional.of(failure(kvno, count, failed)),
                Optional.ofNullable(objection)),
            settings(Renewal.IN_USE, 1),
            FROM.plus(now));
    RenewalPlan renewal = plan.renewal();
    assertEquals(state, renewal.state());
    assertEquals(at(at), renewal.at());
    assertEquals(tries, renewal.failures());
    assertEquals(
        tries > 0 ? "unreachable: played" : objection != null ? objection : "", renewal.why());
  }

  @ParameterizedTest
  @CsvSource({"CLIENT,true,NONE", "SERVICE,false,BY_PEER", "SERVICE,true,NONE", ",false,NONE"})
  void aKeyThatIsNotOursToRenew(Role role, boolean closed, RenewalPlan.State state) {
    for (Duration now : List.of(Duration.ZERO, Duration.ofHours(61), Duration.ofHours(200))) {
      KeyPlan plan =
          KeyPlan.of(
              key(Optional.ofNullable(role), closed, Optional.of(FROM)),
              context(true, false, Optional.empty(), Optional.empty()),
              settings(Renewal.ALWAYS, 1),
              FROM.plus(now));
      assertEquals(new RenewalPlan(state, Optional.empty(), 0, ""), plan.renewal());
      assertEquals(Optional.empty(), plan.due());
      assertEquals(Optional.empty(), plan.lastIssue());
      assertFalse(plan.isExpiring(FROM.plus(now)));
    }
  }

  @Test
  void aKeyWithoutReadableAttributes() {
    StoredCrossover key =
        new StoredCrossover(A_TO_B, true, Optional.of(Role.CLIENT), KVNO, new TreeMap<>());
    KeyPlan plan = KeyPlan.of(key, idle(), settings(Renewal.ALWAYS, 1), FROM);
    assertEquals(RenewalPlan.State.NONE, plan.renewal().state());
    assertEquals(Optional.empty(), plan.nextCheck(FROM));
  }

  @ParameterizedTest
  @CsvSource({"0,PT60H,PT0S", "0.5,PT65H,PT10S", "1,PT70H,PT20S"})
  void theSpreadMovesTheRenewalAndTheEnd(double spread, Duration due, Duration after) {
    PlanContext context = new PlanContext(true, false, Optional.empty(), Optional.empty(), spread);
    KeyPlan plan =
        KeyPlan.of(ofOurUsers(Optional.empty()), context, settings(Renewal.IN_USE, 1), FROM);
    assertEquals(at(due), plan.due());
    assertEquals(at(due), plan.renewal().at());
    assertEquals(at(Duration.ofHours(80)), plan.lastIssue());
    assertEquals(at(LIFETIME.plus(after)), plan.removeAt());
  }

  /** The keys expire at hours 10, 20 and 30. Expired keys do not cause another check. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "PT0S,PT10H",
        "PT9H59M59S,PT10H",
        "PT10H,PT20H",
        "PT20H,PT30H",
        "PT29H,PT30H",
        "PT30H,-"
      })
  void theNextRemovalIsThatOfTheNextKeyToExpire(Duration now, Duration end) {
    TreeMap<Integer, KeyValidity> keys = new TreeMap<>();
    for (int kvno = 1; kvno <= 3; kvno++) {
      keys.put(kvno, validity(Duration.ofHours(10L * kvno)));
    }
    for (boolean closed : List.of(true, false)) {
      StoredCrossover key =
          new StoredCrossover(
              A_TO_B, true, Optional.of(Role.SERVICE), 3, keys, closed, Optional.empty());
      KeyPlan plan = KeyPlan.of(key, idle(), settings(Renewal.ALWAYS, 1), FROM.plus(now));
      assertEquals(at(end), plan.removeAt());
      assertEquals(at(end), plan.nextCheck(FROM.plus(now)));
    }
  }

  /** The check at the due time also finds a use that another daemon of the realm recorded. */
  @ParameterizedTest
  @CsvSource({
    "PT0S,false,PT60H,false",
    "PT59H59M59S,true,PT60H,false",
    "PT60H,false,PT90H10S,false",
    "PT60H,true,PT90H10S,true",
    "PT79H59M59S,true,PT90H10S,true",
    "PT80H,true,PT90H10S,false",
  })
  void theNextCheckIsWhenTheRenewalIsDueEvenIfNoneIsPlannedAndThenAtTheEnd(
      Duration now, boolean asked, Duration check, boolean renews) {
    Instant when = FROM.plus(now);
    KeyPlan plan =
        KeyPlan.of(
            ofOurUsers(Optional.empty()),
            context(asked, false, Optional.empty(), Optional.empty()),
            settings(Renewal.IN_USE, 1),
            when);
    assertEquals(at(check), plan.nextCheck(when));
    assertEquals(renews, plan.mustRenew(when));
    assertEquals(now.compareTo(Duration.ofHours(60)) >= 0, plan.isDue(when));
    assertEquals(now.compareTo(Duration.ofHours(80)) >= 0, plan.isExpiring(when));
  }

  @Test
  void theNextCheckAfterAFailureIsTheNextTry() {
    Instant now = FROM.plus(Duration.ofHours(61));
    KeyPlan plan =
        KeyPlan.of(
            ofOurUsers(Optional.empty()),
            context(
                true, false, Optional.of(failure(KVNO, 1, Duration.ofHours(61))), Optional.empty()),
            settings(Renewal.IN_USE, 1),
            now);
    assertEquals(at(Duration.ofHours(61).plusSeconds(288)), plan.nextCheck(now));
    assertFalse(plan.mustRenew(now));
    assertTrue(plan.mustRenew(now.plusSeconds(288)));
  }
}
