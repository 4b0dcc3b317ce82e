package org.kxover.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SubcommandsTest {
  private static final Map<String, CommandLine> ALL =
      KxoverCommand.create(Clock.systemUTC(), new SecureRandom(), settings -> null, realm -> null)
          .getSubcommands();

  private static Map<String, CommandLine> made(String... arguments) {
    return KxoverCommand.forArguments(
            List.of(arguments),
            Clock.systemUTC(),
            new SecureRandom(),
            settings -> null,
            realm -> null)
        .getSubcommands();
  }

  @Test
  void eachIsMadeUnderItsOwnName() {
    assertEquals(16, ALL.size());
    ALL.forEach((name, command) -> assertEquals(name, command.getCommandName()));
  }

  @Test
  void theOneThatIsNamedFirstIsMadeAloneAndAsAmongAll() {
    ALL.forEach(
        (name, command) -> {
          Map<String, CommandLine> made = made(name, "--help", "status", "check");
          assertEquals(Set.of(name), made.keySet());
          CommandLine alone = made.get(name);
          assertEquals(command.getUsageMessage(), alone.getUsageMessage());
          assertEquals(command.getSubcommands().keySet(), alone.getSubcommands().keySet());
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "statsu", ""})
  void otherwiseAllAreMade(String first) {
    assertEquals(ALL.keySet(), made(first, "status").keySet());
  }

  @Test
  void withoutArgumentsAllAreMade() {
    assertEquals(ALL.keySet(), made().keySet());
  }
}
