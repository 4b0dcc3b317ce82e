package org.kxover.kdb.kadmin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StringsParserTest {
  private static final String VALIDITY =
      "from=20261123140000Z till=20261223140000Z etypes=17,18 peer=kx.b.example:88 group=x25519";

  @Test
  void attributesAsPrinted() throws Exception {
    assertEquals(
        Map.of("kxover", "1 role=client", "kxover.7", VALIDITY, "note", "ask: Bob"),
        StringsParser.parse("kxover: 1 role=client\nkxover.7: " + VALIDITY + "\nnote: ask: Bob\n"));
    assertEquals(Map.of(), StringsParser.parse("(No string attributes.)\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "kxover\n", "kxover: 1", ": 1\n", "a: 1\na: 2\n", "a: \u00e9\n", "a: 1\n\n"})
  void outputThatIsNoListIsRefused(String output) {
    assertThrows(KadminSyntaxException.class, () -> StringsParser.parse(output));
  }
}
