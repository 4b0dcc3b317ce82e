package org.kxover.opening;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.kerberos.Realm;
import org.kxover.setup.Profile;

class OpenPatternsTest {
  /** As the guard does: kxover_matches() in kxover_rules.c. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "HTTP/*, HTTP/www.b.example@B.EXAMPLE, true",
        "HTTP/*, HTTP/@B.EXAMPLE, true",
        "HTTP/*, http/www.b.example@B.EXAMPLE, false",
        "HTTP/*, HTTP@B.EXAMPLE, false",
        "HTTP/*, HTTP/a/b@B.EXAMPLE, false",
        "*, HTTP/www.b.example@B.EXAMPLE, false",
        "*, www@B.EXAMPLE, true",
        "*/*.b.example, imap/a.b.example@B.EXAMPLE, true",
        "*/*.b.example, imap/b.example@B.EXAMPLE, false",
        "H*P/w*.b.*, HTTP/www.b.example@B.EXAMPLE, true",
        "HTTP/w.w, HTTP/wxw@B.EXAMPLE, false",
        "HTTP/a b, HTTP/a b@B.EXAMPLE, false",
        "HTTP/a*, HTTP/a\\@b@B.EXAMPLE, true",
        "HTTP/*, HTTP/a\\/b@B.EXAMPLE, true",
        "HTTP/a*b, HTTP/a\\nb@B.EXAMPLE, true",
        "HTTP/anb, HTTP/a\\nb@B.EXAMPLE, false",
        "HTTP/atb, HTTP/a\\tb@B.EXAMPLE, false",
        "HTTP/abb, HTTP/a\\bb@B.EXAMPLE, false",
        "HTTP/a0b, HTTP/a\\0b@B.EXAMPLE, false",
        "HTTP/a\\b, HTTP/a\\\\b@B.EXAMPLE, false",
        "HTTP/a*, HTTP/a\\, true",
        "HTTP/www, HTTP/www.b.example@B.EXAMPLE, false",
        "HTTP/b.example, HTTP/www.b.example@B.EXAMPLE, false",
        "HTTP/*, xHTTP/www@B.EXAMPLE, false",
        "HTTP/, HTTP@B.EXAMPLE, false",
        "HTTP/*/*, HTTP/www@B.EXAMPLE, false",
        "HTTP/*, HTTP/www, true",
      })
  void aStarStaysWithinItsComponent(String pattern, String principal, boolean matches) {
    OpenPatterns patterns = new OpenPatterns(List.of("ldap/none", pattern));
    assertEquals(matches ? Optional.of(pattern) : Optional.empty(), patterns.matching(principal));
  }

  /** As kxover_is_pattern() in kxover_rules.c. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "HTTP/",
        "/www",
        "HTTP//www",
        "HTTP/* imap/*",
        "HTTP/a@B",
        "HTTP/a\\b",
        "é"
      })
  void nothingIsOpenBesideAPatternThatTheGuardDoesNotTake(String pattern) {
    OpenPatterns patterns = new OpenPatterns(List.of("HTTP/*", pattern));
    assertEquals(Optional.of(pattern), patterns.invalid());
    assertEquals(Optional.empty(), patterns.matching("HTTP/www@B.EXAMPLE"));
    String longest = "a".repeat(255);
    assertEquals(Optional.empty(), new OpenPatterns(List.of(longest, "*")).invalid());
    assertEquals(Optional.of(longest + "a"), new OpenPatterns(List.of(longest + "a")).invalid());
  }

  @Test
  void theFirstThatMatchesIsNamed() {
    OpenPatterns patterns = new OpenPatterns(List.of("HTTP/w*", "HTTP/*"));
    assertEquals(Optional.of("HTTP/w*"), patterns.matching("HTTP/www@B.EXAMPLE"));
    assertEquals(Optional.of("HTTP/*"), patterns.matching("HTTP/files@B.EXAMPLE"));
    assertEquals(Optional.empty(), OpenPatterns.NONE.matching("HTTP/www@B.EXAMPLE"));
  }

  @Test
  void thoseOfTheRealmReplaceThoseForAll(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("kdc.conf"),
            "[kxover]\n open = HTTP/*\n open = imap/*\n C.EXAMPLE = {\n  open = ldap/*\n }\n");
    Profile profile = Profile.read(List.of(file));
    assertEquals(
        List.of("HTTP/*", "imap/*"), OpenPatterns.in(profile, new Realm("B.EXAMPLE")).patterns());
    assertEquals(List.of("ldap/*"), OpenPatterns.in(profile, new Realm("C.EXAMPLE")).patterns());
  }
}
