package org.kxover.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.kxover.exchange.Agreement;
import org.kxover.exchange.OfferEdit;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.KerberosTime;

/**
 * A realm under attack, with a real KDC and kxoverd. Each attack must end with the expected log
 * line, and leave the database unchanged.
 */
public final class AttackedRealm {
  /** A peer's attack on the victim, which may throw when it fails. */
  public interface Attack {
    void run() throws Exception;
  }

  private final LabRealm realm;
  private final LabUser user;

  /**
   * @param realm in a started lab
   */
  public AttackedRealm(LabRealm realm) throws IOException {
    this.realm = realm;
    this.user = realm.user("alice");
  }

  public LabRealm realm() {
    return realm;
  }

  /** Asserts that kxoverd gives no referral for the host, and logs {@code words} in this order. */
  public String doesNotCrossTo(String host, String... words) throws IOException {
    String principals = realm.kdc().principals();
    int before = realm.kxoverd().log().length();
    assertNotEquals(0, user.kvno("-S", "HTTP", host).exitCode());
    String line = answer(before, host);
    int at = 0;
    for (String word : words) {
      at = line.indexOf(word, at);
      assertTrue(at >= 0, () -> word + " is not in: " + line + "\n" + realm.kxoverd().log());
    }
    assertEquals(principals, realm.kdc().principals(), "the database must not change");
    return line;
  }

  /** Asserts that a crossing to an honest peer succeeds, and deletes the key again. */
  public LabPrincipal crossesTo(LabPeer peer) throws IOException {
    return hasCrossed(peer, asksFor(peer));
  }

  /**
   * As {@link #crossesTo}, where the resolver is slow: there, on a busy machine, the look-ups can
   * exceed the time of a question. The user then asks once more.
   */
  public LabPrincipal crossesToWithinTwoTries(LabPeer peer) throws IOException {
    String first = asksFor(peer);
    return hasCrossed(peer, first.contains(": no answer") ? asksFor(peer) : first);
  }

  private LabPrincipal hasCrossed(LabPeer peer, String line) throws IOException {
    assertTrue(
        line.contains(": referral to " + peer.name()), () -> line + "\n" + realm.kxoverd().log());
    return forgets("krbtgt/" + peer.name() + "@" + realm.name());
  }

  /** The line of the log about the user's question. */
  private String asksFor(LabPeer peer) throws IOException {
    int before = realm.kxoverd().log().length();
    // kvno fails later, as the peer's realm has no KDC. The log shows the referral.
    user.kvno("-S", "HTTP", peer.host());
    return answer(before, peer.host());
  }

  /** Runs an attack, and asserts that kxoverd logs these texts in one line. */
  public String refuses(Attack attack, String word, String... more) throws Exception {
    String principals = realm.kdc().principals();
    int before = realm.kxoverd().log().length();
    try {
      attack.run();
    } catch (Exception e) {
      // The attacker's error depends on how far it got; only the victim's log is checked.
      assertFalse(e instanceof RuntimeException, e::toString);
    }
    String line = realm.kxoverd().awaitLine(before, word, more);
    assertEquals(principals, realm.kdc().principals(), "the database must not change");
    return line;
  }

  /** Asserts that the peer gets a key without an attack, and deletes the key again. */
  public LabPrincipal answers(LabPeer peer) throws Exception {
    return answers(peer, UnaryOperator.identity());
  }

  public LabPrincipal answers(LabPeer peer, UnaryOperator<OfferEdit> change) throws Exception {
    try (Agreement agreement = peer.asks(realm, change)) {
      assertEquals(1, agreement.kvno());
    }
    return forgets("krbtgt/" + realm.name() + "@" + peer.name());
  }

  /** Asserts the lifetime in days of the key that was written after log position {@code from}. */
  public void assertWroteForDays(int from, long days) throws KerberosSyntaxException {
    String line = realm.kxoverd().awaitLine(from, "wrote krbtgt/", "in force till ");
    String till = line.replaceAll(".*in force till ([0-9]{14}Z).*", "$1");
    Duration life = Duration.between(Instant.now(), KerberosTime.parse(till).instant());
    assertEquals(days, life.plus(Duration.ofHours(1)).toDays(), line);
  }

  private LabPrincipal forgets(String crossover) throws IOException {
    String[] names = crossover.substring("krbtgt/".length()).split("@");
    LabPrincipal written = realm.crossover(names[0], names[1]);
    assertTrue(written.exists(), written.text());
    assertTrue(
        written.keys().contains("vno 1, aes256-cts-hmac-sha1-96"), () -> written.keys().toString());
    realm.kdc().kadmin("delprinc -force " + crossover);
    return written;
  }

  private String answer(int from, String host) {
    return realm
        .kxoverd()
        .awaitLine(
            from,
            "KDC of " + realm.name() + " asked for " + realm.kdc().question("HTTP", host) + ": ");
  }
}
