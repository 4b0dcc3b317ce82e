package org.kxover.referral;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Realm;

class QuestionTest {
  @Test
  void aHostIsAskedForInLowerCase() throws Exception {
    Question question = Question.parse("A.EXAMPLE", "HTTP/WWW.B.Example.");
    assertEquals(new Realm("A.EXAMPLE"), question.realm());
    assertEquals(Optional.of("www.b.example"), question.host());
    assertEquals(Optional.empty(), question.target());
  }

  @Test
  void aRealmIsAskedForAsItIsSpelled() throws Exception {
    Question question = Question.parse("A.EXAMPLE", "krbtgt/b.Example");
    assertEquals(Optional.empty(), question.host());
    assertEquals(Optional.of(new Realm("b.Example")), question.target());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/www.b.example",
        "HTTP",
        "HTTP/",
        "HTTP/www",
        "HTTP/www.b.example/x",
        "HTTP/www..example",
        "HTTP/-www.b.example",
        "HTTP/192.0.2.1",
        "HTTP/www b.example",
        "krbtgt/",
        "krbtgt/B.EXAMPLE@A.EXAMPLE",
        "krbtgt/B..EXAMPLE"
      })
  void aServiceWithoutHostAndRealmIsRefusedInOneLine(String service) {
    KerberosSyntaxException e =
        assertThrows(KerberosSyntaxException.class, () -> Question.parse("A.EXAMPLE", service));
    assertTrue(e.getMessage().length() < 300, e.getMessage());
    assertThrows(KerberosSyntaxException.class, () -> Question.parse("A..EXAMPLE", "HTTP/b.c"));
  }

  @Test
  void aNameThatDnsCannotHaveIsRefused() {
    String label = "a".repeat(63) + ".";
    assertThrows(
        KerberosSyntaxException.class,
        () -> Question.parse("A.EXAMPLE", "HTTP/" + label.repeat(4)));
    assertThrows(
        KerberosSyntaxException.class,
        () -> Question.parse("A.EXAMPLE", "HTTP/" + "a".repeat(64) + ".example"));
  }
}
