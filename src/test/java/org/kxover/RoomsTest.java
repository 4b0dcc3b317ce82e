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

/** The layout is the architecture: a room uses only the rooms that its row lists. */
class RoomsTest {
  private static final Map<String, List<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("base", List.of()),
          Map.entry("kerberos", List.of()),
          Map.entry("config", List.of("kerberos")),
          // A room of its own: tls and event use it, and policy is built upon event.
          Map.entry("policy.limits", List.of()),
          Map.entry("message", List.of("kerberos")),
          Map.entry("dns", List.of("base", "kerberos")),
          Map.entry("dane", List.of("kerberos")),
          // TLSA records are found here and judged there: both speak of dane.TlsaRecord.
          Map.entry("discovery", List.of("base", "kerberos", "dns", "config", "dane")),
          Map.entry("tls", List.of("base", "kerberos", "dane", "policy.limits")),
          Map.entry("exchange", List.of("base", "kerberos", "message", "tls")),
          Map.entry("kdb", List.of("kerberos")),
          Map.entry("kdb.principal", List.of("kerberos", "kdb")),
          Map.entry("kdb.kadmin", List.of("base", "kerberos", "kdb", "kdb.principal")),
          // An event names the direction of a key by kdb.Role.
          Map.entry("event", List.of("kerberos", "kdb", "policy.limits")),
          Map.entry("policy", List.of("kerberos", "config", "event")),
          // What crossing and serving have in common: neither goes through the other.
          Map.entry(
              "crossover",
              List.of(
                  "base", "kerberos", "config", "discovery", "exchange", "kdb", "event", "policy")),
          // Brings together what DNS says (dane), who is connected (tls) and what they agree on.
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
          Map.entry(
              "administration",
              List.of(
                  "kerberos",
                  "config",
                  "kdb",
                  "event",
                  "crossing",
                  "crossover",
                  "lifecycle",
                  "serving")),
          // Makes what settings describe, alike for daemon and check.
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
                  "config")),
          Map.entry(
              "control",
              List.of(
                  "base",
                  "kerberos",
                  "localsocket",
                  "event",
                  "lifecycle",
                  "administration",
                  "config",
                  "kdb")),
          Map.entry(
              "metrics", List.of("base", "kerberos", "event", "dns", "kdb", "kdcsocket", "tls")),
          Map.entry("systemd", List.of("base", "kerberos", "event")),
          Map.entry(
              "check",
              List.of(
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
                  "setup")),
          Map.entry("setup", List.of("kerberos", "config", "tls")),
          // "init" makes a certificate and "dns" reads it; "dane-check" judges any. The verbs that
          // talk with the daemon go through control, and name directions by kdb.Role.
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
                  "check")));

  /** Wires the rooms together: it may use all of them, and none of them uses it. */
  private static final String WIRING = "daemon";

  private static final String CHOOSES_THE_STORE = room("daemon.Databases");

  /** Read once for all rules: that takes longer than to hold them against it. */
  private static final JavaClasses PROJECT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.kxover");

  /** Without the rooms below it in the name, which have rows of their own. */
  private static String room(String name) {
    return "org.kxover." + name;
  }

  @Test
  void everyRoomHasARow() {
    Set<String> rooms = new TreeSet<>();
    PROJECT.stream()
        .filter(c -> !c.getSimpleName().equals("package-info"))
        .forEach(c -> rooms.add(c.getPackageName().replaceFirst("^org\\.kxover\\.?", "")));
    Set<String> rows = new TreeSet<>(MAY_USE.keySet());
    rows.add(WIRING);
    assertEquals(rows, rooms);
  }

  @Test
  void aRoomUsesOnlyWhatItsRowLists() {
    MAY_USE.forEach(
        (name, others) -> {
          String[] allowed =
              Stream.concat(others.stream(), Stream.of(name))
                  .map(RoomsTest::room)
                  .toArray(String[]::new);
          noClasses()
              .that()
              .resideInAPackage(room(name))
              .should()
              .dependOnClassesThat(
                  resideInAPackage("org.kxover..").and(not(resideInAnyPackage(allowed))))
              .check(PROJECT);
        });
  }

  /** Else a further form of the store would not do with a room of its own and a word there. */
  @Test
  void oneClassAloneNamesAFormOfTheStore() {
    noClasses()
        .that()
        .resideOutsideOfPackage(room("kdb.."))
        .and()
        .doNotHaveFullyQualifiedName(CHOOSES_THE_STORE)
        .should()
        .dependOnClassesThat(resideInAPackage(room("kdb.*")))
        .check(PROJECT);
    assertEquals(
        Set.of(CHOOSES_THE_STORE),
        PROJECT.get(room("kdb.kadmin.KadminStore")).getDirectDependenciesToSelf().stream()
            .map(dependency -> dependency.getOriginClass().getName())
            .collect(Collectors.toSet()));
  }

  @Test
  void noRoomUsesItselfThroughOthers() {
    slices().matching("org.kxover.(**)").should().beFreeOfCycles().check(PROJECT);
  }

  @Test
  void timeAndRandomnessComeFromTheWiring() {
    noClasses()
        .that()
        .resideOutsideOfPackage(room(WIRING))
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
  void nobodyButTheCommandLinePrints() {
    noClasses()
        .that()
        .resideOutsideOfPackage(room("cli"))
        .should()
        .accessField(System.class, "out")
        .check(PROJECT);
  }
}
