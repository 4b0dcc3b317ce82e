package org.kxover.opening;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.kerberos.KerberosSyntaxException;

class OpenRulesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "allow *|allow *",
        "allow *.EDU,deny *|allow *.edu, deny *",
        "  allow   A.EXAMPLE ,  anonymous |anonymous, allow a.example",
        "anonymous|anonymous",
        "allow a.example, allow a.example|allow a.example",
      })
  void whatIsWrittenIsReadAgainAsItIs(String text, String value) throws Exception {
    OpenRules rules = OpenRules.parse(text);
    assertEquals(value, rules.toString());
    assertEquals(rules, OpenRules.parse(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "allow *,",
        "allow",
        "permit *",
        "Anonymous",
        "allow *, deny a.example",
        "allow *.*",
        "allow a.example b.example",
        "allow a.example\ndeny *",
        "allow \"a\"",
        "allow a\\.example",
      })
  void anythingElseIsRefused(String text) {
    assertThrows(KerberosSyntaxException.class, () -> OpenRules.parse(text));
  }

  @Test
  void theyFitIntoOneRequest() {
    String longRule = "allow a.example, ".repeat(40) + "deny *";
    assertThrows(KerberosSyntaxException.class, () -> OpenRules.parse(longRule));
  }

  @Test
  void rulesThatOnlyDenyAreForNobody() throws Exception {
    for (String rules : new String[] {"deny *", "deny *.edu", "anonymous", "anonymous, deny *"}) {
      assertTrue(OpenRules.parse(rules).isForNobody(), rules);
    }
    assertFalse(OpenRules.parse("allow *.edu, deny *").isForNobody());
  }

  @Test
  void anonymousUsersComeInOnlyWhereTheWordIs() throws Exception {
    assertFalse(OpenRules.parse("allow *").anonymous());
    assertTrue(OpenRules.parse("allow *").withAnonymous().anonymous());
    assertEquals("anonymous, allow *", OpenRules.parse("allow *").withAnonymous().toString());
  }
}
