package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Two realms without a shared key make one, on this machine, with real KDCs. Run by {@code make
 * demo}. With {@code KEEP=1} in the environment, the programs stay running until Enter is pressed.
 */
public final class Demo {
  private static final String HOST = "www.b.example";

  private final StepPrinter output = new StepPrinter(System.out);

  private Demo() {}

  public static void main(String[] args) throws Exception {
    boolean keep = "1".equals(System.getenv("KEEP"));
    Demo demo = new Demo();
    try (Lab lab = new Lab()) {
      // Ctrl-C cleans up as well.
      Runtime.getRuntime().addShutdownHook(new Thread(() -> closeQuietly(lab)));
      try {
        demo.run(lab);
      } catch (IOException | RuntimeException e) {
        System.out.println("\nThe demo failed. Its programs logged:\n" + lab.logs());
        throw e;
      }
      if (keep) {
        demo.keep(lab);
      }
    }
    demo.output.print("Stopped every program and removed the temporary folder.");
  }

  private void run(Lab lab) throws Exception {
    output.heading("Two realms that have never met, below " + lab.folder());
    LabRealm a =
        output.step(
            "realm A.EXAMPLE: a KDC and its database, a certificate (kxover init)",
            () -> lab.realm("A.EXAMPLE"));
    LabRealm b =
        output.step(
            "realm B.EXAMPLE: a KDC, a certificate, and a service HTTP/" + HOST,
            () -> lab.realm("B.EXAMPLE").service("HTTP", HOST));
    // The guard in the KDC closes each service to users of other realms until it is opened.
    a.kdc().guard();
    b.kdc().guard();
    output.printList("what kxover dns says to publish for B.EXAMPLE", b.kxoverd().records());
    output.step("signed zones, a validating resolver, both kxoverds and KDCs", lab::start);
    LabUser alice = output.step("alice logs in: kinit alice@A.EXAMPLE", () -> a.user("alice"));
    LabUser bob = output.step("bob logs in: kinit bob@A.EXAMPLE", () -> a.user("bob"));
    output.printList(
        "krbtgt/B.EXAMPLE@A.EXAMPLE in the databases",
        List.of(
            "KDC of A: " + existenceText(a.crossover(b, a)),
            "KDC of B: " + existenceText(b.crossover(b, a))));

    output.heading("The first request of an unmodified client");
    output.step(
        "alice: kvno -S HTTP " + HOST + ": the service is closed to other realms",
        () -> refused(alice, "-S", "HTTP", HOST));
    output.step("B's administrator: kxover open HTTP/" + HOST, () -> open(b));
    output.step("alice: kvno -S HTTP " + HOST, () -> ticket(alice, "-S", "HTTP", HOST));
    output.step("bob: kvno -S HTTP " + HOST, () -> ticket(bob, "-S", "HTTP", HOST));
    output.printList("log of kxoverd of A", events(a));
    output.printList("log of kxoverd of B", events(b));

    output.heading("The keys in both databases");
    output.printList("krbtgt/B.EXAMPLE@A.EXAMPLE, KDC of A", keys(a.crossover(b, a)));
    output.printList("krbtgt/B.EXAMPLE@A.EXAMPLE, KDC of B", keys(b.crossover(b, a)));
    if (!a.crossover(b, a).keys().equals(b.crossover(b, a).keys())) {
      throw new IllegalStateException("the two databases differ");
    }
    output.print("MIT's client does not keep a referral ticket, so alice requests it by name:");
    output.step(
        "alice: kvno krbtgt/B.EXAMPLE@A.EXAMPLE",
        () -> ticket(alice, "krbtgt/B.EXAMPLE@A.EXAMPLE"));
    output.printList("alice: klist", alice.klist().lines().toList());

    output.heading("Real traffic: a GSSAPI client of A, a GSSAPI server of B");
    LabGssServer server =
        output.step(
            "gss-server HTTP@" + HOST + " with B's keytab", () -> b.gssServer("HTTP@" + HOST));
    output.step(
        "alice: gss-client, mutual authentication and an encrypted message",
        () -> server.greet(alice, "hello from the other realm"));
    server.awaitLine("hello from the other realm");
    output.printList("output of the server", server.log().lines().filter(Demo::isMessage).toList());
    output.heading(
        "The service in B.EXAMPLE authenticated alice@A.EXAMPLE. Nobody set up a trust with"
            + " A.EXAMPLE.");
  }

  private static void closeQuietly(Lab lab) {
    try {
      lab.close();
    } catch (Exception e) {
      System.err.println("cleaning up failed: " + e);
    }
  }

  private static void ticket(LabUser user, String... arguments) throws IOException {
    LabCommand.Output output = user.kvno(arguments);
    if (output.exitCode() != 0) {
      throw new IOException(output.text());
    }
  }

  private static void refused(LabUser user, String... arguments) throws IOException {
    LabCommand.Output output = user.kvno(arguments);
    if (output.exitCode() == 0) {
      throw new IOException("a ticket for a closed service: " + output.text());
    }
  }

  private static void open(LabRealm realm) throws IOException {
    realm.kxoverd().kxover("open", "HTTP/" + HOST, "--kadmin", realm.kdc().kadminCommand()).run();
  }

  private static String existenceText(LabPrincipal principal) {
    return principal.exists() ? "there" : "not there";
  }

  private static List<String> keys(LabPrincipal principal) {
    return principal.keys();
  }

  private static List<String> events(LabRealm realm) {
    return realm.kxoverd().log().lines().filter(line -> !line.contains("listening")).toList();
  }

  private static boolean isMessage(String line) {
    return line.startsWith("Accepted connection") || line.startsWith("Received message");
  }

  private void keep(Lab lab) throws IOException {
    Path folder = lab.folder();
    LabUser carol = lab.realms().get(0).user("carol");
    output.heading("Everything goes on running (KEEP=1). In another terminal:");
    carol
        .environment()
        .forEach((name, value) -> System.out.println("  export " + name + "=" + value));
    System.out.println("  klist; kvno -S HTTP " + HOST + "; klist");
    System.out.println("  tail -f " + folder + "/*/*.log");
    System.out.println("\nPress Enter to stop all programs.");
    if (System.in.read() < 0) {
      output.print("Standard input is closed, so the demo ends now.");
    }
  }
}
