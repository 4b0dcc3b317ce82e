package org.kxover.blocking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/** What the tests of a block do and look at. */
final class Blocking {
  private Blocking() {}

  /** The kadmin of the administrator of the realm's primary KDC. */
  static String kadmin(LabRealm realm) {
    // kxoverd's settings may name the files of a remote kadmin.
    return "env KRB5_CONFIG="
        + realm.kdc().config()
        + " KRB5_KDC_PROFILE="
        + realm.kdc().profile()
        + " "
        + realm.kdc().kadminCommand();
  }

  /** Runs kxover as the administrator of the realm's primary KDC. */
  static LabCommand.Output kxover(LabRealm realm, String... words) throws IOException {
    return kxover(realm, kadmin(realm), List.of(words));
  }

  /** As above, with another kadmin. */
  static LabCommand.Output kxover(LabRealm realm, String kadmin, List<String> words)
      throws IOException {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of("--kadmin", kadmin));
    return realm.kxoverd().kxover(all.toArray(String[]::new)).runToAnyEnd();
  }

  static String done(LabRealm realm, String... words) throws IOException {
    LabCommand.Output output = kxover(realm, words);
    assertEquals(0, output.exitCode(), output::text);
    return output.text();
  }

  static void assertServed(LabUser user, String host) throws IOException {
    LabCommand.Output output = user.kvno("-S", "HTTP", host);
    assertEquals(0, output.exitCode(), output::text);
  }

  static void assertRefused(LabUser user, String host) throws IOException {
    LabCommand.Output output = ask(user, host);
    assertNotEquals(0, output.exitCode(), output::text);
  }

  /**
   * @param host or a principal's whole name, for which the user's ticket of the crossover counts
   */
  private static LabCommand.Output ask(LabUser user, String host) throws IOException {
    return host.contains("@") ? user.kvnoAside(host) : user.kvnoAside("-S", "HTTP", host);
  }

  /** True if the KDC gives the user a ticket, which is not kept. */
  static boolean isServedAside(LabUser user, String host) {
    try {
      return ask(user, host).exitCode() == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Blocks a realm. No request after the end of the command is served, and the command takes less
   * than five seconds on a machine that has nothing else to do. It prints the time.
   *
   * @param other a realm, or {@code --all}
   * @param host one for which the user has no ticket, so that the KDC is asked
   */
  static void block(LabRealm at, String other, LabUser user, String host) throws IOException {
    assertTrue(isServedAside(user, host), "served before");
    long start = System.nanoTime();
    done(at, "block", other);
    assertRefused(user, host);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    System.out.printf("block %s: refused after %d ms%n", other, took.toMillis());
  }
}
