package org.kxover;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A package may use only the packages that its row lists. */
class RoomsTest {
  private static final Map<String, List<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("base", List.of()),
          Map.entry("kerberos", List.of()),
          Map.entry("config", List.of("base", "kerberos")),
          // Not part of policy: tls and event use it, and policy uses event.
          Map.entry("policy.limits", List.of()),
          Map.entry("message", List.of("kerberos")),
          Map.entry("crypto", List.of("kerberos")),
          Map.entry("dns", List.of("base", "kerberos")),
          Map.entry("dane", List.of("kerberos")),
          // discovery finds TLSA records and dane checks them; both use dane.TlsaRecord.
          Map.entry("discovery", List.of("base", "kerberos", "dns", "config", "dane")),
          Map.entry("tls", List.of("base", "kerberos", "dane", "policy.limits")),
          Map.entry("exchange", List.of("base", "kerberos", "message", "tls")),
          Map.entry("kdb", List.of("kerberos")),
          Map.entry("kdb.principal", List.of("kerberos", "kdb")),
          Map.entry("kdb.kadmin", List.of("base", "kerberos", "kdb", "kdb.principal")),
          // Its settings, the KDC's types and the advice on errors are those of kdb.kadmin.
          Map.entry("kdb.kadm5", List.of("base", "kerberos", "kdb", "kdb.kadmin", "kdb.principal")),
          // An event names the direction of a key with kdb.Role.
          Map.entry("event", List.of("kerberos", "kdb", "policy.limits")),
          Map.entry("policy", List.of("base", "kerberos", "config", "event")),
          // The common code of crossing and serving, which do not use each other.
          Map.entry(
              "crossover",
              List.of(
                  "base", "kerberos", "config", "discovery", "exchange", "kdb", "event", "policy")),
          // Needs the DNS records (dane), the connection (tls) and the agreement (exchange).
          Map.entry(
              "crossing",
              List.of(
                  "base",
                  "kerberos",
                  "config",
                  "discovery",
                  "dane",
                  "tls",
                  "exchange",
                  "kdb",
                  "event",
                  "policy",
                  "crossover",
                  "lifecycle")),
          Map.entry(
              "lifecycle", List.of("base", "kerberos", "config", "kdb", "event", "crossover")),
          Map.entry(
              "referral",
              List.of(
                  "base",
                  "kerberos",
                  "config",
                  "discovery",
                  "kdb",
                  "event",
                  "policy",
                  "crossover",
                  "crossing",
                  "lifecycle")),
          Map.entry(
              "serving",
              List.of(
                  "base",
                  "kerberos",
                  "config",
                  "discovery",
                  "dane",
                  "tls",
                  "exchange",
                  "message",
                  "kdb",
                  "event",
                  "policy",
                  "policy.limits",
                  "crossover")),
          // Makes a ticket of its own (crypto, message) with a key in the database (kdb), and asks
          // each
          // KDC that DNS names.
          Map.entry(
              "guard",
              List.of(
                  "base",
                  "kerberos",
                  "config",
                  "crypto",
                  "message",
                  "dns",
                  "kdb",
                  "event",
                  "crossover")),
          Map.entry(
              "administration",
              List.of(
                  "kerberos",
                  "config",
                  "tls",
                  "kdb",
                  "event",
                  "guard",
                  "crossing",
                  "crossover",
                  "lifecycle",
                  "serving")),
          // Creates parts from the settings for both daemon and check.
          Map.entry("assembly", List.of("config", "dns", "discovery", "dane", "tls")),
          Map.entry("localsocket", List.of("base", "kerberos")),
          Map.entry(
              "kdcsocket",
              List.of(
                  "base",
                  "kerberos",
                  "localsocket",
                  "policy.limits",
                  "event",
                  "referral",
                  "guard",
                  "config")),
          Map.entry(
              "control",
              List.of(
                  "base",
                  "kerberos",
                  "localsocket",
                  "event",
                  "tls",
                  "lifecycle",
                  "guard",
                  "administration",
                  "config",
                  "kdb")),
          Map.entry(
              "metrics",
              List.of(
                  "base", "kerberos", "event", "dns", "kdb", "guard", "kdcsocket", "tls", "watch")),
          // Reads our own records as discovery does, and judges our certificate by them (dane).
          Map.entry(
              "watch", List.of("base", "kerberos", "config", "dns", "discovery", "dane", "kdb")),
          Map.entry("systemd", List.of("base", "kerberos", "event")),
          Map.entry(
              "check",
              List.of(
                  "base",
                  "assembly",
                  "kerberos",
                  "config",
                  "dns",
                  "discovery",
                  "dane",
                  "tls",
                  "kdb",
                  "policy",
                  "control",
                  "setup",
                  "opening",
                  "watch")),
          Map.entry("setup", List.of("kerberos", "config", "tls")),
          // Runs nsupdate or a program with setup.LocalCommand.
          Map.entry("publish", List.of("base", "kerberos", "config", "dns", "setup")),
          // An administrator's own requests to kadmin, which setup.LocalCommand runs.
          Map.entry("opening", List.of("kerberos", "config", "setup")),
          Map.entry("blocking", List.of("kerberos", "kdb", "setup")),
          // "init" makes a certificate, "dns" reads it, and "dane-check" checks any certificate.
          // The
          // commands that need the daemon use control, and name directions with kdb.Role.
          Map.entry(
              "cli",
              List.of(
                  "assembly",
                  "kerberos",
                  "config",
                  "tls",
                  "dns",
                  "discovery",
                  "dane",
                  "control",
                  "kdb",
                  "setup",
                  "publish",
                  "opening",
                  "blocking",
                  "check")));

  /** Connects the packages. It may use all of them, and none of them may use it. */
  private static final String WIRING = "daemon";

  private static final String STORE_CHOOSER = packageName("daemon.Databases");

  /** Read once for all rules, because reading is slower than checking. */
  private static final JavaClasses PROJECT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.kxover");

  /** The full package name, without subpackages, which have their own rows. */
  private static String packageName(String name) {
    return "org.kxover." + name;
  }

  @Test
  void everyPackageHasARow() {
    Set<String> packages = new TreeSet<>();
    PROJECT.stream()
        .filter(c -> !c.getSimpleName().equals("package-info"))
        .forEach(c -> packages.add(c.getPackageName().replaceFirst("^org\\.kxover\\.?", "")));
    Set<String> rows = new TreeSet<>(MAY_USE.keySet());
    rows.add(WIRING);
    assertEquals(rows, packages);
  }

  @Test
  void aPackageUsesOnlyThePackagesOfItsRow() {
    MAY_USE.forEach(
        (name, others) -> {
          String[] allowed =
              Stream.concat(others.stream(), Stream.of(name))
                  .map(RoomsTest::packageName)
                  .toArray(String[]::new);
          noClasses()
              .that()
              .resideInAPackage(packageName(name))
              .should()
              .dependOnClassesThat(
                  resideInAPackage("org.kxover..").and(not(resideInAnyPackage(allowed))))
              .check(PROJECT);
        });
  }

  /**
   * Another implementation of the store must need only its own package and a change in that class.
   */
  @Test
  void onlyOneClassNamesAnImplementationOfTheStore() {
    noClasses()
        .that()
        .resideOutsideOfPackage(packageName("kdb.."))
        .and()
        .doNotHaveFullyQualifiedName(STORE_CHOOSER)
        .should()
        .dependOnClassesThat(resideInAPackage(packageName("kdb.*")))
        .check(PROJECT);
    for (String store : List.of("kdb.kadmin.KadminStore", "kdb.kadm5.Kadm5Store")) {
      assertEquals(
          Set.of(STORE_CHOOSER),
          PROJECT.get(packageName(store)).getDirectDependenciesToSelf().stream()
              .map(dependency -> dependency.getOriginClass().getName())
              .collect(Collectors.toSet()));
    }
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("org.kxover.(**)").should().beFreeOfCycles().check(PROJECT);
  }

  @Test
  void onlyTheDaemonPackageReadsTimeAndRandomness() {
    noClasses()
        .that()
        .resideOutsideOfPackage(packageName(WIRING))
        .should()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callConstructor(SecureRandom.class)
        .check(PROJECT);
  }

  @Test
  void onlyTheCommandLinePrints() {
    noClasses()
        .that()
        .resideOutsideOfPackage(packageName("cli"))
        .should()
        .accessField(System.class, "out")
        .check(PROJECT);
  }
}
