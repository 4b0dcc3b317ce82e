package org.kxover.kdb.kadmin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kdb.TestKeys.A;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.B_TO_A;
import static org.kxover.kdb.TestKeys.CLOCK;
import static org.kxover.kdb.TestKeys.key;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;

/**
 * Another program, such as {@code kxover block}, closes the principal while kxoverd writes its next
 * key: just before the change of its limits, which comes last of all or just before the key.
 */
@Timeout(300)
class ClosedMeanwhileIT {
  /** Runs the kadmin, and closes $2 before the first change of limits while the file $1 exists. */
  private static final String CLOSING_KADMIN =
      """
      wanted=$1 principal=$2
      shift 2
      while IFS= read -r line; do
        case $line in
          modify_principal\\ *)
            if [ -e "$wanted" ]; then
              rm "$wanted"
              "$@" -q "modify_principal -allow_tix $principal" </dev/null >/dev/null 2>&1
            fi ;;
        esac
        printf '%s\\n' "$line"
      done | "$@"
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Role.class)
  void itStaysClosed(Role role) throws Exception {
    TestKdb kdb = new TestKdb(folder.resolve("a"), "A.EXAMPLE");
    CrossoverKey first = key(role == Role.CLIENT ? A_TO_B : B_TO_A, role, 1);
    CrossoverKey next = key(first.name(), role, 2);
    Path wanted = folder.resolve("wanted");
    List<String> command =
        new ArrayList<>(
            List.of("/bin/sh", "-c", CLOSING_KADMIN, "sh", wanted.toString(), "" + first.name()));
    command.addAll(kdb.settings().command());
    KadminSettings settings =
        new KadminSettings(command, kdb.environment(), Duration.ofSeconds(30), 8);
    try (KadminStore store = new KadminStore(A, settings, CLOCK)) {
      store.write(first);
      Files.createFile(wanted);
      StoreException e = assertThrows(StoreException.class, () -> store.write(next));
      assertEquals(StoreException.Reason.REFUSED, e.reason());
      assertTrue(
          e.getMessage().contains("an administrator closed the principal meanwhile"),
          e.getMessage());
      assertFalse(Files.exists(wanted));
      assertTrue(kdb.entry(first.name()).isClosed());
      kdb.kadmin("modprinc +allow_tix " + first.name());
      int highest = store.find(first.name()).orElseThrow().highestKvno();
      store.write(key(first.name(), role, highest + 1));
      assertFalse(kdb.entry(first.name()).isClosed());
    } finally {
      kdb.close();
    }
  }
}
