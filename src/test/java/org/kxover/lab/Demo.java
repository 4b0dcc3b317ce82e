package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Shows the main job: two realms that never met cross over, on this machine, with real KDCs. Run by
 * {@code make demo}; with {@code KEEP=1} in the environment all of it goes on running.
 */
public final class Demo {
  private static final String HOST = "www.b.example";

  private final StepPrinter story = new StepPrinter(System.out);

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
        System.out.println("\nThe demo failed; what its programs have logged:\n" + lab.logs());
        throw e;
      }
      if (keep) {
        demo.keep(lab);
      }
    }
    demo.story.say("Stopped every program and removed the scratch folder.");
  }

  private void run(Lab lab) throws Exception {
    story.chapter("Two realms that have never met, below " + lab.folder());
    LabRealm a =
        story.step(
            "realm A.EXAMPLE: a KDC and its database, a certificate (kxover init)",
            () -> lab.realm("A.EXAMPLE"));
    LabRealm b =
        story.step(
            "realm B.EXAMPLE: the same, and a service HTTP/" + HOST,
            () -> lab.realm("B.EXAMPLE").service("HTTP", HOST));
    story.show("what kxover dns says to publish for B.EXAMPLE", b.kxoverd().records());
    story.step("signed zones, a validating resolver, both kxoverds and KDCs", lab::start);
    LabUser alice = story.step("alice logs in: kinit alice@A.EXAMPLE", () -> a.user("alice"));
    LabUser bob = story.step("bob logs in: kinit bob@A.EXAMPLE", () -> a.user("bob"));
    story.show(
        "krbtgt/B.EXAMPLE@A.EXAMPLE in the databases",
        List.of(
            "KDC of A: " + existence(a.crossover(b, a)),
            "KDC of B: " + existence(b.crossover(b, a))));

    story.chapter("The first request of an unmodified client");
    story.step("alice: kvno -S HTTP " + HOST, () -> ticket(alice, "-S", "HTTP", HOST));
    story.step("bob, the second: kvno -S HTTP " + HOST, () -> ticket(bob, "-S", "HTTP", HOST));
    story.show("what kxoverd of A has logged", events(a));
    story.show("what kxoverd of B has logged", events(b));

    story.chapter("What there is now");
    story.show("krbtgt/B.EXAMPLE@A.EXAMPLE, KDC of A", keys(a.crossover(b, a)));
    story.show("krbtgt/B.EXAMPLE@A.EXAMPLE, KDC of B", keys(b.crossover(b, a)));
    if (!a.crossover(b, a).keys().equals(b.crossover(b, a).keys())) {
      throw new IllegalStateException("the two databases differ");
    }
    story.say("MIT's client does not keep a referral ticket; alice asks for it by its name:");
    story.step(
        "alice: kvno krbtgt/B.EXAMPLE@A.EXAMPLE",
        () -> ticket(alice, "krbtgt/B.EXAMPLE@A.EXAMPLE"));
    story.show("alice: klist", alice.klist().lines().toList());

    story.chapter("Real traffic: a GSSAPI client of A, a GSSAPI server of B");
    LabGssServer server =
        story.step(
            "gss-server HTTP@" + HOST + " with B's keytab", () -> b.gssServer("HTTP@" + HOST));
    story.step(
        "alice: gss-client, mutual authentication and an encrypted message",
        () -> server.greet(alice, "hello from the other realm"));
    server.awaitLine("hello from the other realm");
    story.show("what the server has said", server.log().lines().filter(Demo::isNews).toList());
    story.chapter("alice of A.EXAMPLE is known in B.EXAMPLE. No administrator did anything.");
  }

  private static void closeQuietly(Lab lab) {
    try {
      lab.close();
    } catch (Exception e) {
      System.err.println("cleaning up: " + e);
    }
  }

  private static void ticket(LabUser user, String... arguments) throws IOException {
    LabCommand.Output output = user.kvno(arguments);
    if (output.exitCode() != 0) {
      throw new IOException(output.text());
    }
  }

  private static String existence(LabPrincipal principal) {
    return principal.exists() ? "there" : "not there";
  }

  private static List<String> keys(LabPrincipal principal) {
    return principal.keys();
  }

  private static List<String> events(LabRealm realm) {
    return realm.kxoverd().log().lines().filter(line -> !line.contains("listening")).toList();
  }

  private static boolean isNews(String line) {
    return line.startsWith("Accepted connection") || line.startsWith("Received message");
  }

  private void keep(Lab lab) throws IOException {
    Path folder = lab.folder();
    LabUser carol = lab.realms().get(0).user("carol");
    story.chapter("Everything goes on running (KEEP=1). In another terminal:");
    carol
        .environment()
        .forEach((name, value) -> System.out.println("  export " + name + "=" + value));
    System.out.println("  klist; kvno -S HTTP " + HOST + "; klist");
    System.out.println("  tail -f " + folder + "/*/*.log");
    System.out.println("\nPress Enter to stop all of it.");
    if (System.in.read() < 0) {
      story.say("There is no terminal to press Enter on.");
    }
  }
}
