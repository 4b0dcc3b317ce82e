package org.kxover.kdb.principal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.key;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.Role;
import org.kxover.kdb.TestKeys;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.KerberosTime;

class StringAttributesTest {
  private static final String VALIDITY =
      "from=20261123140000Z till=20261223140000Z etypes=17,18 peer=kx.b.example:88 group=x25519";

  @Test
  void marker() {
    for (Role role : Role.values()) {
      assertEquals(Optional.of(role), StringAttributes.role(StringAttributes.marker(role)));
    }
    assertEquals("1 role=service", StringAttributes.marker(Role.SERVICE));
    for (String nonsense : List.of("", "1", "2 role=client", "1 role=both", "1 role=client ")) {
      assertEquals(Optional.empty(), StringAttributes.role(nonsense));
    }
  }

  @Test
  void kvnoOfAKey() {
    assertEquals(Optional.of(7), StringAttributes.kvno(StringAttributes.key(7)));
    for (String other : List.of("kxover", "kxover.", "kxover.07", "kxover.-1", "kxover.32768")) {
      assertEquals(Optional.empty(), StringAttributes.kvno(other));
    }
  }

  @Test
  void validityIsReadAsWritten() throws Exception {
    assertEquals(
        new KeyValidity(
            KerberosTime.parse("20261123140000Z"),
            KerberosTime.parse("20261223140000Z"),
            TestKeys.AES_SHA1,
            "kx.b.example:88",
            "x25519"),
        StringAttributes.parseValidity(VALIDITY));
    assertEquals(VALIDITY, StringAttributes.format(StringAttributes.parseValidity(VALIDITY)));
    KeyValidity validity = key(A_TO_B, Role.CLIENT, 1).validity();
    assertEquals(validity, StringAttributes.parseValidity(StringAttributes.format(validity)));
  }

  @Test
  void thePriorKeyIsOptionalAndReadAsWritten() throws Exception {
    assertEquals(OptionalInt.empty(), StringAttributes.parseValidity(VALIDITY).priorKvno());
    KeyValidity mixed = StringAttributes.parseValidity(VALIDITY + " prior=6");
    assertEquals(OptionalInt.of(6), mixed.priorKvno());
    assertEquals(VALIDITY + " prior=6", StringAttributes.format(mixed));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " prior=6"})
  void aConfirmationIsReadAsWritten(String prior) throws Exception {
    KeyValidity unconfirmed = StringAttributes.parseValidity(VALIDITY + prior);
    assertFalse(unconfirmed.confirmed());
    KeyValidity confirmed = StringAttributes.parseValidity(VALIDITY + prior + " confirmed=yes");
    assertEquals(unconfirmed.withConfirmation(), confirmed);
    assertEquals(VALIDITY + prior + " confirmed=yes", StringAttributes.format(confirmed));
  }

  @Test
  void theTimeOfWritingIsReadAsWrittenWhereItIsBeforeFrom() throws Exception {
    KeyValidity plain = StringAttributes.parseValidity(VALIDITY);
    assertEquals(plain.from(), plain.made());
    assertEquals(plain, plain.madeAt(plain.from().plus(Duration.ofSeconds(1))));
    KeyValidity early = plain.madeAt(KerberosTime.parse("20261123135600Z"));
    String value = VALIDITY + " made=20261123135600Z";
    assertEquals(value, StringAttributes.format(early));
    assertEquals(early, StringAttributes.parseValidity(value));
    assertEquals(
        early.withConfirmation(), StringAttributes.parseValidity(value + " confirmed=yes"));
    for (String wrong : List.of("20261123140001Z", "x", "")) {
      assertThrows(
          KerberosSyntaxException.class,
          () -> StringAttributes.parseValidity(VALIDITY + " made=" + wrong));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "06",
        "-1",
        "32768",
        "99999",
        "100000",
        "",
        "6 ",
        "6 prior=6",
        "6 confirmed=no"
      })
  void anInvalidPriorKvnoIsRefused(String kvno) {
    assertThrows(
        KerberosSyntaxException.class,
        () -> StringAttributes.parseValidity(VALIDITY + " prior=" + kvno));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "from=20261123140000Z",
        "from=20261123140000Z till=20261123140000Z etypes=17 peer=k:88 group=x25519",
        "from=20261323140000Z till=20271223140000Z etypes=17 peer=k:88 group=x25519",
        "from=20261123140000Z till=20261223140000Z etypes=18,17 peer=k:88 group=x25519",
        "from=20261123140000Z till=20261223140000Z etypes=17,17 peer=k:88 group=x25519",
        "from=20261123140000Z till=20261223140000Z etypes=23 peer=k:88 group=x25519",
        "from=20261123140000Z till=20261223140000Z etypes=17 peer=k group=x25519",
        "from=20261123140000Z till=20261223140000Z etypes=17 peer=k:65536 group=x25519",
        "from=20261123140000Z till=20261223140000Z etypes=17 peer=k:88 group=x-25519",
        "from=20261123140000Z till=20261223140000Z etypes=17 peer=k:88 group=x25519 more",
      })
  void nonsenseValidityIsRefused(String value) {
    assertThrows(KerberosSyntaxException.class, () -> StringAttributes.parseValidity(value));
  }
}
