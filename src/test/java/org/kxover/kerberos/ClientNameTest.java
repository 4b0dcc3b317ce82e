package org.kxover.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientNameTest {
  private static final Realm A = new Realm("A.EXAMPLE");

  @ParameterizedTest
  @CsvSource({
    "alice@A.EXAMPLE, A.EXAMPLE",
    "HTTP/www.a.example@A.EXAMPLE, A.EXAMPLE",
    "alice\\@c.example@A.EXAMPLE, A.EXAMPLE",
    "x\\\\@A.EXAMPLE, A.EXAMPLE",
    "j\\xc3\\xbcrgen@A.EXAMPLE, A.EXAMPLE",
    "long...@A.EXAMPLE, A.EXAMPLE",
    "long\\...@A.EXAMPLE, A.EXAMPLE",
    "carol@C.EXAMPLE, C.EXAMPLE",
    "alice@A.EXAMPLE\\@C.EXAMPLE, A.EXAMPLE\\@C.EXAMPLE",
    "WELLKNOWN/ANONYMOUS@WELLKNOWN:ANONYMOUS, WELLKNOWN:ANONYMOUS"
  })
  void theRealmFollowsTheOneAtThatIsNoPartOfAName(String text, String realm) throws Exception {
    ClientName client = ClientName.parse(text);
    assertEquals(realm, client.realm());
    assertEquals(realm.equals("A.EXAMPLE"), client.isOf(A));
  }

  @Test
  void theNameOfACrossoverIsThatOfAnotherRealm() throws Exception {
    assertTrue(ClientName.parse("krbtgt/C.EXAMPLE@A.EXAMPLE").isTicketService());
    for (String user :
        new String[] {"krbtgt@A.EXAMPLE", "krbtgt\\/C@A.EXAMPLE", "alice@A.EXAMPLE"}) {
      assertFalse(ClientName.parse(user).isTicketService(), user);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice@a.example", "alice@A.EXAMPLE.", "alice@A.EXAMPLE ", "alice@X\\A"})
  void noOtherSpellingIsOurRealm(String text) throws Exception {
    assertFalse(ClientName.parse(text).isOf(A));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "alice",
        "@",
        "@A.EXAMPLE",
        "alice@",
        "alice\\@A.EXAMPLE",
        "carol@C.EXAMPLE@A.EXAMPLE",
        "carol\\\\@C.EXAMPLE@A.EXAMPLE",
        "x\\"
      })
  void aNameWithoutOneRealmIsRefused(String text) {
    assertThrows(KerberosSyntaxException.class, () -> ClientName.parse(text));
  }

  @Test
  void onlyOneNameIsAnonymous() throws Exception {
    assertTrue(ClientName.parse("WELLKNOWN/ANONYMOUS@WELLKNOWN:ANONYMOUS").isAnonymous());
    assertFalse(ClientName.parse("WELLKNOWN/ANONYMOUS@C.EXAMPLE").isAnonymous());
    assertFalse(ClientName.parse("carol@WELLKNOWN:ANONYMOUS").isAnonymous());
  }
}
