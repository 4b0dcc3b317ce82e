package org.kxover.opening;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Realm;

class ServiceNameTest {
  private static final Realm B = new Realm("B.EXAMPLE");

  @ParameterizedTest
  @CsvSource({
    "HTTP/www.b.example, HTTP, www.b.example",
    "HTTP/WWW.b.example@B.EXAMPLE, HTTP, www.b.example",
    "ldap/dc.b.example/b.example, ldap, dc.b.example",
    "E3514235-4B06-11D1-AB04-00C04FC2DCD2/dc.b.example, E3514235-4B06-11D1-AB04-00C04FC2DCD2,"
        + " dc.b.example",
  })
  void servicesOfHosts(String text, String service, String host) throws Exception {
    ServiceName name = ServiceName.parse(text, B);
    assertEquals(service, name.service());
    assertEquals(host, name.host());
    assertEquals(text.replace("@B.EXAMPLE", "") + "@B.EXAMPLE", name.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "krbtgt/B.EXAMPLE|a service of the KDC",
        "krbtgt/B.EXAMPLE@A.EXAMPLE|not of the realm B.EXAMPLE",
        "KRBTGT/b.example|a service of the KDC",
        "kadmin/admin|a service of the KDC",
        "kadmin/kdc.b.example|a service of the KDC",
        "kadmin/changepw|a service of the KDC",
        "kiprop/kdc.b.example|a service of the KDC",
        "K/M|a service of the KDC",
        "WELLKNOWN/ANONYMOUS|a service of the KDC",
        "kxover/admin|admin is not a host name with its domain",
        "kxover-probe/closed|a service of the KDC or of kxoverd",
        "alice|the name of a user",
        "alice/admin|names such as alice/admin belong to users",
        "alice/www|not a host name with its domain",
        "HTTP/192.0.2.1|not a host name with its domain",
        "HTTP/a.b/c/d|more than 3 parts",
        "HTTP/www.b.example@A.EXAMPLE|not of the realm B.EXAMPLE",
      })
  void nothingElseMayBeOpened(String text, String why) {
    KerberosSyntaxException refused =
        assertThrows(KerberosSyntaxException.class, () -> ServiceName.parse(text, B));
    assertTrue(refused.getMessage().contains(why), refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "HTTP/",
        "-randkey/www.b.example",
        "HTTP/-www.b.example",
        "HTTP/www.b.example other",
        "HTTP/www.b.example\ndelete_principal alice",
        "HTTP/www\\@b.example",
        "HTTP/\"www.b.example\"",
        "HTTP/*.b.example",
        "HTTP/www.b.example@B.EXAMPLE@B.EXAMPLE",
        "HTTP/w\u00fc.b.example",
      })
  void noNameLeavesItsWordInARequest(String text) {
    assertThrows(KerberosSyntaxException.class, () -> ServiceName.parse(text, B));
  }

  /** What kadmin lists is one word again, whoever named it. */
  @Test
  void aListedPrincipalIsReadWhateverItsName() {
    assertEquals(
        List.of("get_principal alice@B.EXAMPLE", "get_strings alice@B.EXAMPLE"),
        ServiceRequest.read("alice@B.EXAMPLE"));
    assertEquals(
        "get_principal \"a\"\"b c\\n@B.EXAMPLE\"",
        ServiceRequest.read("a\"b c\\n@B.EXAMPLE").get(0));
    assertTrue(ServiceRequest.canAskFor("a\"b c\\n@B.EXAMPLE"));
    assertFalse(ServiceRequest.canAskFor("a\rb@B.EXAMPLE"));
    assertFalse(ServiceRequest.canAskFor("\u00fc@B.EXAMPLE"));
    assertFalse(ServiceRequest.canAskFor("a".repeat(1001)));
  }

  @Test
  void requestsChangeTheOneAttributeOnly() throws Exception {
    ServiceName name = ServiceName.parse("HTTP/www.b.example", B);
    assertEquals(
        "set_string HTTP/www.b.example@B.EXAMPLE kxover.open \"anonymous, allow *.edu\"",
        ServiceRequest.open(name, OpenRules.parse("anonymous, allow *.edu")));
    assertEquals("del_string HTTP/www.b.example@B.EXAMPLE kxover.open", ServiceRequest.close(name));
  }
}
