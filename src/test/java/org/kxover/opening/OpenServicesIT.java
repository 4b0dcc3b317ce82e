package org.kxover.opening;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabRealm;

/** {@code kxover open}, {@code close} and {@code services} on a real database. */
@Timeout(180)
class OpenServicesIT {
  private static final String HTTP = "HTTP/www.b.example";

  @RegisterExtension final LabExtension world = new LabExtension();
  private LabRealm b;

  @BeforeEach
  void aRealm() throws Exception {
    b = world.lab().realm("B.EXAMPLE").service("HTTP", "www.b.example");
    b.kdc().kadmin("addprinc -randkey host/inside.b.example");
    b.kdc().kadmin("addprinc -randkey -allow_svr cifs/off.b.example");
    b.kdc().kadmin("addprinc -pw secret alice");
    world.lab().start();
  }

  private LabCommand.Output kxover(String... words) throws IOException {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--kadmin", b.kdc().kadminCommand()));
    return b.kxoverd().kxover(all.toArray(String[]::new)).runToAnyEnd();
  }

  private String strings(String principal) throws IOException {
    return b.kdc().kadmin("getstrs " + principal);
  }

  private static void assertLines(LabCommand.Output output, String... lines) {
    assertTrue(output.text().contains(String.join("\n", lines)), output.text());
  }

  @Test
  void openedListedAndClosed() throws Exception {
    LabCommand.Output none = kxover("services");
    assertEquals(0, none.exitCode(), none::text);
    assertTrue(none.text().contains("No service of B.EXAMPLE is open"), none.text());

    LabCommand.Output opened = kxover("open", HTTP, "--to", "allow *.EDU, deny *", "--anonymous");
    assertEquals(0, opened.exitCode(), opened::text);
    assertTrue(
        opened.text().contains("_kerberos.www.b.example. 3600 IN TXT \"B.EXAMPLE\""),
        opened.text());
    assertTrue(opened.text().contains("Require valid-user"), opened.text());
    assertTrue(
        strings(HTTP).contains("kxover.open: anonymous, allow *.edu, deny *\n"), strings(HTTP));
    assertTrue(kxover("open", "host/inside.b.example").exitCode() == 0);

    LabCommand.Output listed = kxover("services");
    assertEquals(0, listed.exitCode(), listed::text);
    assertLines(
        listed,
        "HTTP/www.b.example@B.EXAMPLE",
        "  open:  anonymous, allow *.edu, deny *",
        "  DNS:   secure _kerberos TXT record",
        "  keys:  aes256-cts-hmac-sha1-96");
    assertLines(
        listed,
        "host/inside.b.example@B.EXAMPLE",
        "  open:  allow *",
        "  DNS:   no secure _kerberos TXT record: there is no record");
    assertFalse(listed.text().contains("cifs/"), listed.text());

    assertTrue(kxover("open", HTTP).text().contains("(before: anonymous, allow *.edu, deny *)"));
    assertTrue(kxover("open", HTTP).text().contains("is open already: allow *"));
    LabCommand.Output closed = kxover("close", HTTP);
    assertEquals(0, closed.exitCode(), closed::text);
    assertFalse(strings(HTTP).contains("kxover.open"), strings(HTTP));
    assertTrue(kxover("close", HTTP).text().contains("was not open"));
  }

  @Test
  void nothingElseIsChanged() throws Exception {
    String before = b.kdc().kadmin("getprinc " + HTTP) + strings(HTTP);
    for (String other :
        List.of(
            "krbtgt/B.EXAMPLE",
            "kadmin/admin",
            "K/M",
            "alice",
            "alice/admin",
            "HTTP/absent.b.example",
            "cifs/off.b.example",
            "HTTP/www.b.example@A.EXAMPLE")) {
      LabCommand.Output refused = kxover("open", other);
      assertEquals(1, refused.exitCode(), refused::text);
      assertEquals(1, refused.text().lines().count(), refused::text);
    }
    assertTrue(kxover("open", "alice").text().contains("alice is the name of a user"), "in words");
    assertTrue(kxover("open", "cifs/off.b.example").text().contains("gets no tickets"));
    assertTrue(kxover("open", "HTTP/absent.b.example").text().contains("there is no principal"));
    assertTrue(kxover("open", HTTP, "--to", "everybody").text().contains("is no rule"));
    assertEquals(before, b.kdc().kadmin("getprinc " + HTTP) + strings(HTTP));
    for (String name : b.kdc().principals().lines().filter(p -> p.contains("@")).toList()) {
      assertFalse(strings(name).contains("kxover.open"), name);
    }
    assertEquals(0, kxover("open", HTTP).exitCode(), "the same command on a service");
    assertEquals(
        before.replaceAll("(?s)\nMKey.*|Last modified.*?\n", ""),
        b.kdc().kadmin("getprinc " + HTTP).replaceAll("(?s)\nMKey.*|Last modified.*?\n", ""),
        "the attribute is all that changed");
  }

  @Test
  void whatKadminAndKdcConfOpenIsListedToo() throws Exception {
    b.kdc().kadmin("setstr alice kxover.open \"allow *\"");
    b.kdc().kadmin("addprinc -randkey \"odd name/here\"");
    b.kdc().kadmin("setstr \"odd name/here\" kxover.open \"allow *.edu\"");
    b.kdc().setKxover("open", "host/*");
    LabCommand.Output listed = kxover("services");
    assertEquals(0, listed.exitCode(), listed::text);
    assertLines(listed, "alice@B.EXAMPLE", "  open:  allow *");
    assertLines(listed, "odd name/here@B.EXAMPLE", "  open:  allow *.edu");
    assertLines(
        listed, "host/inside.b.example@B.EXAMPLE", "  open:  allow * (open = host/* in kdc.conf)");
    LabCommand.Output denied = kxover("open", "host/inside.b.example", "--to", "deny *");
    assertTrue(denied.text().contains("lets in nobody of another realm"), denied::text);
    assertFalse(denied.text().contains("is open"), denied::text);
    assertLines(
        kxover("services"), "host/inside.b.example@B.EXAMPLE", "  open:  to nobody: deny *");
    b.kdc().kadmin("delstr host/inside.b.example kxover.open");
    b.kdc().setKxover("open", "host/* HTTP/*");
    LabCommand.Output invalid = kxover("services");
    assertTrue(invalid.text().contains("open = host/* HTTP/* in kdc.conf is not valid"));
    assertFalse(invalid.text().contains("host/inside.b.example"), invalid.text());
  }

  @Test
  void withoutADatabaseItSaysWhatKadminSaid() throws Exception {
    LabCommand.Output failed =
        b.kxoverd().kxover("services", "--kadmin", "kadmin.local -r C.EXAMPLE").runToAnyEnd();
    assertEquals(1, failed.exitCode(), failed::text);
    assertTrue(failed.text().contains("kadmin did not list the principals"), failed.text());
  }
}
