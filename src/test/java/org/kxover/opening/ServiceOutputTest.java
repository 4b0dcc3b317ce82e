package org.kxover.opening;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kxover.kerberos.Realm;
import org.kxover.setup.PromptedLines;

class ServiceOutputTest {
  private static final Realm B = new Realm("B.EXAMPLE");

  private static final String OUTPUT =
      """
      Authenticating as principal root/admin@B.EXAMPLE with password.
      kadmin.local:  Principal: HTTP/www.b.example@B.EXAMPLE
      Number of keys: 3
      Key: vno 1, aes128-cts-hmac-sha1-96
      Key: vno 2, aes256-cts-hmac-sha384-192
      Key: vno 2, aes256-cts-hmac-sha1-96:normal
      Attributes: REQUIRES_PRE_AUTH
      kadmin.local:  kxover.open: allow *.edu, deny *
      other: kxover.open: allow *
      kadmin.local:  get_principal: Principal does not exist while retrieving "x@B.EXAMPLE".
      kadmin.local:  get_strings: Principal does not exist while retrieving "x@B.EXAMPLE".
      kadmin.local:  Principal: host/www.b.example@B.EXAMPLE
      Key: vno 1, aes256-cts-hmac-sha1-96, no salt
      Attributes: DISALLOW_SVR
      kadmin.local:  (No string attributes.)
      kadmin.local:  Principal: alice@B.EXAMPLE
      kadmin.local:  kxover.open: allow *
      kadmin.local:  \
      """;

  @Test
  void eachPrincipalHasItsOwnLines() {
    List<Service> services = new ServiceOutput(B, OUTPUT).services();
    assertEquals(
        List.of("HTTP/www.b.example@B.EXAMPLE", "host/www.b.example@B.EXAMPLE", "alice@B.EXAMPLE"),
        services.stream().map(Service::principal).toList());
    assertEquals("HTTP/www.b.example@B.EXAMPLE", services.get(0).name().orElseThrow().toString());
    assertEquals(Optional.empty(), services.get(2).name());
    assertEquals(Optional.of("allow *"), services.get(2).open());
    assertEquals(Optional.of("allow *.edu, deny *"), services.get(0).open());
    assertEquals(
        List.of("aes256-cts-hmac-sha384-192", "aes256-cts-hmac-sha1-96"),
        services.get(0).keyTypes());
    assertEquals(false, services.get(0).servesNobody());
    assertEquals(Optional.empty(), services.get(1).open());
    assertEquals(List.of("aes256-cts-hmac-sha1-96"), services.get(1).keyTypes());
    assertEquals(true, services.get(1).servesNobody());
  }

  @Test
  void theComplaintIsTheLastLineThatSaysSomething() {
    assertEquals(
        "set_string: Operation requires ``modify'' privilege while modifying",
        PromptedLines.complaint(
            "kadmin:  set_string: Operation requires ``modify'' privilege while modifying\n"
                + "kadmin:  "));
    assertEquals("nothing", PromptedLines.complaint("kadmin:  \n"));
    assertEquals(
        "Cannot open the database",
        PromptedLines.complaint(
            "kadmin.local: Cannot open the database\nAuthenticating as principal x with password.\n"));
  }
}
