package org.kxover;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
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
import org.junit.jupiter.api.Test;

/** The layout is the architecture: a room uses only the rooms that its row lists. */
class RoomsTest {
  private static final Map<String, List<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("kerberos", List.of()),
          Map.entry("config", List.of("kerberos")),
          Map.entry("limits", List.of()),
          Map.entry("message", List.of("kerberos")),
          Map.entry("dns", List.of("kerberos")),
          Map.entry("dane", List.of("kerberos")),
          // TLSA records are found here and judged there: both speak of dane.TlsaRecord.
          Map.entry("discovery", List.of("kerberos", "dns", "config", "dane")),
          Map.entry("tls", List.of("kerberos", "dane", "limits")),
          Map.entry("exchange", List.of("kerberos", "message", "tls")),
          Map.entry("kdb", List.of("kerberos")),
          Map.entry("relay", List.of()),
          // Brings together what DNS says (dane), who is connected (tls) and what they agree on.
          Map.entry(
              "crossover",
              List.of(
                  "kerberos",
                  "discovery",
                  "dane",
                  "tls",
                  "exchange",
                  "message",
                  "kdb",
                  "config",
                  "limits",
                  "relay")),
          Map.entry("localsocket", List.of("kerberos")),
          Map.entry("kdcsocket", List.of("kerberos", "localsocket", "crossover", "config")),
          Map.entry("control", List.of("kerberos", "localsocket", "crossover", "config", "kdb")),
          Map.entry("metrics", List.of("kerberos", "crossover", "dns", "kdb", "kdcsocket", "tls")),
          Map.entry("systemd", List.of("kerberos", "crossover", "config")),
          Map.entry(
              "check",
              List.of(
                  "kerberos",
                  "config",
                  "dns",
                  "discovery",
                  "dane",
                  "tls",
                  "kdb",
                  "crossover",
                  "control",
                  "setup")),
          Map.entry("setup", List.of("kerberos", "config", "tls")),
          // "init" makes a certificate and "dns" reads it; "dane-check" judges any. The verbs that
          // talk with the daemon go through control, and name directions by kdb.Role.
          Map.entry(
              "cli",
              List.of(
                  "kerberos",
                  "crossover",
                  "config",
                  "tls",
                  "dns",
                  "discovery",
                  "dane",
                  "control",
                  "kdb",
                  "setup",
                  "check")));

  /** Read once for all rules: that takes longer than to hold them against it. */
  private static final JavaClasses PROJECT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.kxover");

  private static String room(String name) {
    return "org.kxover." + name + "..";
  }

  @Test
  void everyRoomHasARow() {
    Set<String> rooms = new TreeSet<>();
    PROJECT.forEach(
        c -> {
          String name = c.getPackageName().substring("org.kxover".length());
          if (!name.isEmpty()) {
            rooms.add(name.substring(1).split("\\.")[0]);
          }
        });
    assertEquals(new TreeSet<>(MAY_USE.keySet()), rooms);
  }

  @Test
  void aRoomUsesOnlyWhatItsRowLists() {
    MAY_USE.forEach(
        (name, others) -> {
          String[] allowed =
              java.util.stream.Stream.concat(others.stream(), java.util.stream.Stream.of(name))
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

  @Test
  void timeAndRandomnessComeFromTheRoot() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.kxover")
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
