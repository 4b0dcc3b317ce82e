package org.kxover.kdb.kadmin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kdb.TestKeys.A;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.NOW;
import static org.kxover.kdb.TestKeys.key;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kerberos.KerberosTime;
import org.slf4j.LoggerFactory;

/**
 * Invalid string attributes of a crossover principal of ours, set with a real kadmin.local. They
 * are reported, and the principal is not changed, even long after its key has expired.
 */
class NonsenseIT {
  private static final String FROM = "from=20260101000000Z ";
  private static final String TILL = "till=20260201000000Z ";
  private static final String REST = "etypes=17,18 peer=k:88 group=x25519";

  @TempDir Path folder;
  private TestKdb kdb;
  private KadminStore store;
  private KerberosTime now = NOW;
  private final Logger logger = (Logger) LoggerFactory.getLogger("org.kxover.kdb");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void makeAKey() throws Exception {
    kdb = new TestKdb(folder.resolve("a"), "A.EXAMPLE");
    store = new KadminStore(A, kdb.settings(), () -> now.instant());
    store.write(key(A_TO_B, Role.CLIENT, 1));
    log.start();
    logger.addAppender(log);
    logger.setLevel(Level.WARN);
  }

  @AfterEach
  void close() {
    logger.setLevel(null);
    logger.detachAppender(log);
    store.close();
  }

  private List<String> warnings() {
    return log.list.stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(message -> message.contains("kxoverd does not change this principal"))
        .toList();
  }

  private void set(String attribute, String value) throws Exception {
    String said =
        kdb.kadmin(
            "setstr " + A_TO_B + " " + attribute + " \"" + value.replace("\"", "\"\"") + "\"");
    assertTrue(said.contains("Attribute set"), said);
  }

  /** Asserts this now and in sixty years, with one warning in the log. */
  private void assertLeftAsItIs(String attribute) throws Exception {
    String before = kdb.dump();
    for (KerberosTime when : List.of(NOW, NOW.plus(Duration.ofDays(365 * 60)))) {
      now = when;
      store.find(A_TO_B);
      assertTrue(store.removeExpired(A_TO_B).isPresent());
      store.noteUse(A_TO_B, NOW);
    }
    assertEquals(before, kdb.dump());
    assertEquals(1, warnings().size(), warnings().toString());
    String warning = warnings().get(0);
    assertTrue(warning.startsWith(A_TO_B + ": string attribute " + attribute), warning);
    assertTrue(warning.chars().allMatch(c -> c >= ' ' && c <= '~'), warning);
    assertTrue(warning.length() < 600, warning);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        FROM + TILL,
        TILL + FROM + REST,
        FROM + "till=20251231235959Z " + REST,
        FROM + "till=20260101000000Z " + REST,
        FROM + "till=20261301000000Z " + REST,
        FROM + "till=99999999999999Z " + REST,
        FROM + TILL + "etypes=17,18,18 peer=k:88 group=x25519",
        FROM + TILL + "etypes=17 peer=k:88 group=x25519",
        FROM + TILL + "etypes=17,18,23 peer=k:88 group=x25519",
        FROM + TILL + "etypes=17,999 peer=k:88 group=x25519",
        FROM + TILL + "etypes=17,18 peer=k:88;delprinc group=x25519",
        FROM + TILL + "etypes=17,18 peer=k:88\" group=x25519",
        FROM + TILL + "etypes=17,18 peer=-k:88 group=x25519",
        FROM + TILL + "etypes=17,18 peer=k:88888 group=x25519",
        FROM + TILL + REST + " more=1",
        FROM + TILL + REST + " ",
        FROM + FROM + TILL + REST,
      })
  void ofAKey(String value) throws Exception {
    set("kxover.1", value);
    assertLeftAsItIs("kxover.1");
  }

  @Test
  void ofAKeyVeryLong() throws Exception {
    set("kxover.1", FROM + TILL + REST + "x".repeat(3_000));
    assertLeftAsItIs("kxover.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2 role=client", "1 role=both", "1 role=service", "1 role=client x"})
  void ofTheMarker(String value) throws Exception {
    set("kxover", value);
    StoreException e =
        assertThrows(StoreException.class, () -> store.write(key(A_TO_B, Role.CLIENT, 2)));
    assertEquals(StoreException.Reason.REFUSED, e.reason());
    assertLeftAsItIs("kxover ");
  }

  /** Names that look like ours, for example a kvno in another spelling. */
  @ParameterizedTest
  @CsvSource({
    "kxover.01, a kvno twice",
    "kxover.0, no kvno",
    "kxover.32768, no kvno",
    "kxover.used, never",
    "kxover.used, 20261301000000Z",
    "kxover.colour, blue",
    "kxover., blue"
  })
  void ofAnotherName(String attribute, String value) throws Exception {
    set(attribute, value);
    assertLeftAsItIs(attribute);
  }

  /** If the list of attributes cannot be parsed, none of them is used. */
  @ParameterizedTest
  @ValueSource(strings = {"a\ttab", "a bell \u0007", "a letter \u00fc", "an escape \u001b[2J"})
  void thatCannotEvenBePrinted(String value) throws Exception {
    set("note", value);
    String before = kdb.dump();
    StoreException e = assertThrows(StoreException.class, () -> store.find(A_TO_B));
    assertEquals(StoreException.Reason.FAILED, e.reason());
    assertTrue(e.getMessage().contains("getstrs"), e.getMessage());
    assertTrue(e.getMessage().chars().allMatch(c -> c >= ' ' && c <= '~'), e.getMessage());
    now = NOW.plus(Duration.ofDays(365 * 60));
    assertThrows(StoreException.class, () -> store.removeExpired(A_TO_B));
    assertThrows(StoreException.class, () -> store.write(key(A_TO_B, Role.CLIENT, 2)));
    assertEquals(before, kdb.dump());
    now = NOW;
    kdb.kadmin("delstr " + A_TO_B + " note");
    assertEquals(Set.of(1), store.find(A_TO_B).orElseThrow().keys().keySet());
  }

  /** Other attributes cause no warning, and the key is removed at its end. */
  @Test
  void attributesOfAdministratorsAreIgnored() throws Exception {
    set("note", "ask Bob; from=here till=there");
    set("kxoverture", "Egmont");
    store.noteUse(A_TO_B, NOW);
    assertTrue(store.find(A_TO_B).orElseThrow().used().isPresent());
    now = NOW.plus(Duration.ofDays(365 * 60));
    assertFalse(store.removeExpired(A_TO_B).isPresent());
    assertEquals(List.of(), warnings());
  }
}
