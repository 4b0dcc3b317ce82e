package org.kxover.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabKdcWatch;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/**
 * The two realms of {@code make clients}: one world for all its classes. A's users use services of
 * B on the host {@code www.b.example}. Before each test there is no key, and A's kxoverd is down.
 */
final class ClientsWorld implements BeforeEachCallback, AfterEachCallback {
  static final String HOST = "www.b.example";
  static final ClientsWorld WORLD = new ClientsWorld();

  private Lab lab;
  private LabRealm a;
  private LabRealm b;
  private LabKdcWatch watch;

  /** A client's run. */
  interface Client {
    LabCommand.Output run() throws Exception;
  }

  /** What a client said while A's kxoverd was down, and what it said afterwards. */
  record Tries(LabCommand.Output without, LabCommand.Output with) {}

  private ClientsWorld() {}

  Lab lab() {
    return lab;
  }

  LabRealm a() {
    return a;
  }

  LabRealm b() {
    return b;
  }

  /** A user of A on an unconfigured machine. */
  LabUser user(String name) throws Exception {
    return a.user(name).asInstalled();
  }

  /** As {@link #user}, for a program that does not look for KDCs in DNS. */
  LabUser configured(String name, String... lines) throws Exception {
    return a.user(name).asConfigured(lines);
  }

  /** Runs a client while A's kxoverd is down and there is no key, and then while it runs. */
  Tries tries(Client client) throws Exception {
    LabCommand.Output without = client.run();
    assertFalse(a.crossover(b, a).exists(), without.text());
    a.kxoverd().start();
    LabCommand.Output with = client.run();
    assertTrue(a.crossover(b, a).exists(), with.text());
    return new Tries(without, with);
  }

  /**
   * Runs a client that asks for {@code krbtgt/B.EXAMPLE} itself. Only the patch asks kxoverd for
   * that. With the plugin there has to be a key already.
   *
   * @param success what the client says if it gets across, and only then
   * @return the last run, which got across
   */
  LabCommand.Output triesByRealm(Client client, String success) throws Exception {
    LabCommand.Output without = client.run();
    assertFalse(without.text().contains(success), without::text);
    a.kxoverd().start();
    if (!lab.programs().patched()) {
      LabCommand.Output refused = client.run();
      assertFalse(refused.text().contains(success), refused::text);
      assertFalse(a.crossover(b, a).exists(), "the plugin is not asked for a krbtgt");
      a.kxoverd().kxover("cross", "B.EXAMPLE").run();
    }
    LabCommand.Output with = client.run();
    assertTrue(with.text().contains(success), with::text);
    return with;
  }

  /** Asserts that clients asked for this service only by names of this type, and took referrals. */
  void assertAsked(String service, int type) {
    String name = service + "/" + HOST;
    assertEquals(
        List.of(new LabKdcWatch.Request(name, type, true)),
        watch.requestsFor(name),
        () -> watch.requests().toString());
  }

  LabKdcWatch watch() {
    return watch;
  }

  private synchronized void build() throws Exception {
    if (lab != null) {
      return;
    }
    Lab started = new Lab();
    try {
      build(started);
    } catch (Exception e) {
      // The next test begins anew, and does not fail for want of half a world.
      started.close();
      throw e;
    }
    lab = started;
    // One class after the other uses it, so that it ends with this process.
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  private void build(Lab started) throws Exception {
    a = started.realm("A.EXAMPLE");
    watch = a.watchKdc();
    a.publishKdc();
    b = started.realm("B.EXAMPLE").publishKdc().service("HTTP", HOST, "127.0.0.2");
    for (String service : List.of("host", "imap", "smtp", "cifs", "nfs")) {
      b.principal(service + "/" + HOST);
    }
    started.clientsDoNotGuessAtPatchedKdcs().start();
  }

  private void close() {
    try {
      lab.close();
    } catch (Exception e) {
      System.err.println("the world of clients does not end: " + e);
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    build();
    lab.forget();
    a.kxoverd().stop();
    watch.forget();
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    if (context.getExecutionException().isPresent() && lab != null) {
      System.err.println("Requests at A's KDC: " + watch.requests());
      System.err.println("Logs of " + context.getDisplayName() + ":\n" + lab.logs());
    }
  }
}
