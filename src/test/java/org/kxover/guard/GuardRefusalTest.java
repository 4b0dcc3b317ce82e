package org.kxover.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.kerberos.KerberosSyntaxException;

class GuardRefusalTest {
  private static final String SERVICE = "HTTP/www.b.example@B.EXAMPLE";
  private static final String LINE =
      "refused service=" + SERVICE + " client=alice@A.EXAMPLE reason=closed mode=enforce";

  private static GuardRefusal parse(String text) throws KerberosSyntaxException {
    return GuardRefusal.parse(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void aRefusal() throws Exception {
    GuardRefusal refusal = parse(LINE);
    assertEquals(new GuardRefusal(SERVICE, "alice@A.EXAMPLE", "closed", true), refusal);
    assertEquals("closed", refusal.knownReason());
    assertEquals("observe", parse(LINE.replace("enforce", "observe")).mode());
    assertEquals("s4u", parse(LINE.replace("=closed", "=s4u")).knownReason());
    String odd = "a\\x20b\\xc3\\xa9=\"%s\"@A.EXAMPLE";
    assertEquals(odd, parse(LINE.replace("alice@A.EXAMPLE", odd)).client());
  }

  @Test
  void aReasonOfALaterReleaseCountsAsAnother() throws Exception {
    GuardRefusal refusal = parse(LINE.replace("reason=closed", "reason=new-word"));
    assertEquals("new-word", refusal.reason());
    assertEquals(GuardRefusal.OTHER, refusal.knownReason());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "refused",
        "granted service=a client=b reason=closed mode=enforce",
        "refused client=b service=a reason=closed mode=enforce",
        "refused service=a client=b reason=closed",
        "refused service=a client=b reason=closed mode=off",
        "refused service=a client=b reason=Closed mode=enforce",
        "refused service=a client=b reason= mode=enforce",
        "refused service= client=b reason=closed mode=enforce",
        "refused  service=a client=b reason=closed mode=enforce",
        "refused service=a client=b reason=closed mode=enforce\n",
        "refused service=a client=b\nx reason=closed mode=enforce",
        "refused service=a client=b\u001b[31m reason=closed mode=enforce",
        "refused service=a client=\u00e9 reason=closed mode=enforce",
        "refused service=a client=b c reason=closed mode=enforce",
        "refused service=a c client=b reason=closed mode=enforce",
        "refused service=a\tc client=b reason=closed mode=enforce",
        "refused service=a\u001b[31m client=b reason=closed mode=enforce",
        "refused service=\u00e9 client=b reason=closed mode=enforce",
        "refused service=\u007f client=b reason=closed mode=enforce",
        "refused service=a client= reason=closed mode=enforce",
        "refused service=a client=b reason=closed_ mode=enforce",
        "refused service=a client=b reason=closed mode=",
        "refused service=a client=b reason=closed mode=enforce observe",
        "xrefused service=a client=b reason=closed mode=enforce",
        "\nrefused service=a client=b reason=closed mode=enforce",
        "refused service=a client=b reason=closed mode=enforce extra=c",
        "refused service=a client=b reason=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa mode=enforce",
      })
  void anythingElseIsNone(String text) {
    assertThrows(KerberosSyntaxException.class, () -> parse(text));
  }

  private static String line(int service, int client, int reason) {
    return "refused service=%s client=%s reason=%s mode=enforce"
        .formatted("s".repeat(service), "c".repeat(client), "r".repeat(reason));
  }

  @ParameterizedTest
  @CsvSource({"512, 1, 1", "1, 512, 1", "1, 1, 32", "512, 466, 1"})
  void namesAndReasonsUpToTheirLimits(int service, int client, int reason) throws Exception {
    GuardRefusal refusal = parse(line(service, client, reason));
    assertEquals(service, refusal.service().length());
    assertEquals(client, refusal.client().length());
    assertEquals(reason, refusal.reason().length());
  }

  /** The whole datagram has 1024 octets at most. */
  @ParameterizedTest
  @CsvSource({"513, 1, 1", "1, 513, 1", "1, 1, 33", "512, 467, 1", "512, 512, 32"})
  void itIsBounded(int service, int client, int reason) {
    assertThrows(KerberosSyntaxException.class, () -> parse(line(service, client, reason)));
  }

  @Test
  void theLimitOfTheDatagramIsThatOfTheTests() {
    assertEquals(1024, line(512, 466, 1).length());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"closed", "closed-anonymous", "lineage", "third-realm", "s4u", "never-open"})
  void wordsThatItKnows(String reason) throws Exception {
    assertEquals(reason, parse(LINE.replace("=closed", "=" + reason)).knownReason());
  }
}
