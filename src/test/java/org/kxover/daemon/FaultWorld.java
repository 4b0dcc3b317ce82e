package org.kxover.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.kadmin.KadminSettings;
import org.kxover.kdb.kadmin.KadminStore;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.lab.DyingKadmin;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabPrincipal;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabRelay;

/**
 * Two realms whose daemons and connection can fail at any step of an exchange or a rollover. The
 * assertions check what must hold after a fault.
 */
final class FaultWorld implements AutoCloseable {
  /** The operation during which a fault occurs. */
  enum Phase {
    /** The first key of two realms. */
    EXCHANGE,
    /** A new key replaces a key that expires too soon for another ticket. */
    ROLLOVER;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A realm's daemon. */
  enum Side {
    A,
    B
  }

  private static final PrincipalName CROSSOVER =
      PrincipalName.crossover(new Realm("B.EXAMPLE"), new Realm("A.EXAMPLE"));

  /** Longer than the lifetime of every key here. */
  private static final Duration FAR_FUTURE = Duration.ofDays(60);

  private final Lab lab = new Lab().daemonsAsProcesses();
  private final LabRealm a = lab.realm("A.EXAMPLE");
  private final LabRealm b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
  private final Map<Side, LabRealm> realms = Map.of(Side.A, a, Side.B, b);
  private final Map<Side, DyingKadmin> kadmins;
  private final List<CrossoverStore> later;
  private final LabRelay relay = b.relay();
  private List<String> keysBefore = List.of();
  private int users;

  /**
   * @param kadm5 true if kxover-kadm5-local changes the databases, and not kadmin
   */
  FaultWorld(boolean kadm5) throws Exception {
    kadmins = Map.of(Side.A, dying(a, kadm5), Side.B, dying(b, kadm5));
    later = List.of(later(a), later(b));
    if (!kadm5) {
      // The aes-sha2 types take eight times more iterations for a password (RFC 8009 section 4).
      for (LabRealm realm : List.of(a, b)) {
        realm.kxoverd().set("encryption_types", "aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha1-96");
      }
    }
    // Key maintenance must not renew keys during the test, which triggers renewals itself.
    a.kxoverd().set("renewal", "never");
    lab.start();
  }

  private static DyingKadmin dying(LabRealm realm, boolean kadm5) throws Exception {
    Path files = Files.createDirectory(realm.folder().resolve("dying-kadmin"));
    DyingKadmin kadmin = kadm5 ? DyingKadmin.ofProgram(files) : new DyingKadmin(files);
    String whole = kadm5 ? LabKdc.KADM5 + " -r " + realm.name() : realm.kdc().kadminCommand();
    realm
        .kxoverd()
        .set(kadm5 ? "kadm5" : "kadmin", String.join(" ", kadmin.command(List.of(whole))));
    return kadmin;
  }

  /** The realm's database, with a clock at which all keys have expired. */
  private static CrossoverStore later(LabRealm realm) {
    return new KadminStore(
        new Realm(realm.name()),
        new KadminSettings(
            List.of(realm.kdc().kadminCommand().split(" ")),
            Map.of(
                "KRB5_CONFIG", realm.kdc().config().toString(),
                "KRB5_KDC_PROFILE", realm.kdc().profile().toString()),
            Duration.ofSeconds(30),
            0),
        () -> Instant.now().plus(FAR_FUTURE));
  }

  DyingKadmin kadmin(Side side) {
    return kadmins.get(side);
  }

  LabRelay relay() {
    return relay;
  }

  LabRealm realm(Side side) {
    return realms.get(side);
  }

  String logs() throws Exception {
    return lab.logs();
  }

  /** Prepares the realms, so that the next user's question begins the phase. */
  void prepare(Phase phase) throws Exception {
    keysBefore = List.of();
    if (phase == Phase.ROLLOVER) {
      assertEquals("served", ask());
      relay.awaitEnd();
      keysBefore = keys(b);
      a.kdc().expireKeySoon(CROSSOVER.toString(), 1);
    }
  }

  /** A new user asks for a service of the other realm. Returns what the user sees. */
  String ask() throws Exception {
    users++;
    LabCommand.Output output = a.user("user" + users).kvno("-S", "HTTP", "www.b.example");
    return output.exitCode() == 0
        ? "served"
        : output.text().strip().replaceAll("(?s).*kvno: | while getting credentials.*", "");
  }

  private static List<String> keys(LabRealm realm) throws Exception {
    return realm.kdc().keyLines(CROSSOVER.toString());
  }

  private LabPrincipal principal(LabRealm realm) throws Exception {
    return realm.crossover(b, a);
  }

  /** Every key under which A's KDC issues tickets must be in B's database. */
  void assertBHasEveryKeyOfA() throws Exception {
    LabPrincipal ofA = principal(a);
    if (!ofA.exists() || ofA.text().contains("DISALLOW_ALL_TIX")) {
      return;
    }
    List<String> keys = keys(a);
    assertFalse(keys.isEmpty(), ofA.text());
    LabPrincipal ofB = principal(b);
    assertTrue(ofB.exists(), "only A has a key: " + ofA.text());
    assertFalse(ofB.text().contains("DISALLOW_ALL_TIX"), ofB.text());
    assertTrue(keys(b).containsAll(keys), ofA.text() + ofB.text());
  }

  /** The next user gets a ticket under a key that both realms have. Old tickets still work. */
  String assertRepaired() throws Exception {
    String next = ask();
    assertEquals("served", next);
    assertTrue(principal(a).exists());
    assertBHasEveryKeyOfA();
    assertTrue(keys(b).containsAll(keysBefore), "tickets under the old key are still valid");
    return next;
  }

  /** Starts a killed daemon again, as systemd does. */
  void restart(Side side) throws Exception {
    realm(side).kxoverd().kill();
    realm(side).kxoverd().start();
  }

  /** After the end of all keys, both databases have no crossover principal. */
  void assertAllKeysAreRemovedAtTheirEnd() throws Exception {
    relay.awaitEnd();
    for (CrossoverStore store : later) {
      store.removeExpired(CROSSOVER);
    }
    for (LabRealm realm : realms.values()) {
      String principals = realm.kdc().principals();
      assertFalse(principals.contains(CROSSOVER.toString()), principals);
    }
  }

  @Override
  public void close() throws Exception {
    for (CrossoverStore store : later) {
      store.close();
    }
    lab.close();
  }
}
