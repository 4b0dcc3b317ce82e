package org.kxover.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileTest {
  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static Profile read(Path... files) throws IOException {
    return Profile.read(List.of(files));
  }

  @Test
  void sectionsSubsectionsAndComments() throws Exception {
    Profile profile =
        read(
            file(
                "kdc.conf",
                """
                # [kxover]
                [kxover]
                    open = HTTP/*
                ; open = no/*
                    open = "imap/*"
                    A.EXAMPLE = {
                        open = ldap/*
                    }
                    guard* = observe
                [plugins]*
                    kdcpolicy =
                    {
                        module = kxover:a.so
                    }
                    hostrealm={
                        module=kxover:b.so
                    }
                """));
    assertEquals(List.of("HTTP/*", "imap/*"), profile.values("kxover", "open"));
    assertEquals(List.of("ldap/*"), profile.values("kxover", "A.EXAMPLE", "open"));
    assertEquals(List.of("observe"), profile.values("kxover", "guard"));
    assertEquals(List.of("kxover:a.so"), profile.values("plugins", "kdcpolicy", "module"));
    assertEquals(List.of("kxover:b.so"), profile.values("plugins", "hostrealm", "module"));
    assertEquals(List.of(), profile.values("kxover", "stay_home"));
  }

  @Test
  void includedFilesAreSectionsOfTheirOwn() throws Exception {
    Path included = Files.createDirectory(folder.resolve("d"));
    file("d/b.conf", "[kxover]\nopen = second/*\n");
    file("d/a_1-x", "[kxover]\nopen = first/*\n");
    file("d/.hidden.conf", "[kxover]\nopen = no/*\n");
    file("d/old.conf~", "[kxover]\nopen = no/*\n");
    Path one = file("one", "[kxover]\nopen = one/*\n");
    Profile profile =
        read(
            file(
                "kdc.conf",
                "[realms]\n A = {\nincludedir "
                    + included
                    + "\n x = 1\n include ignored\n }\ninclude "
                    + one
                    + "\n"),
            file("krb5.conf", "[kxover]\nopen = last/*\n"));
    assertEquals(
        List.of("first/*", "second/*", "one/*", "last/*"), profile.values("kxover", "open"));
    assertEquals(List.of("1"), profile.values("realms", "A", "x"), "the section goes on");
    assertEquals(List.of(included), profile.folders());
  }

  @Test
  void whatKrb5WouldNotReadIsAnError() throws Exception {
    Path round = folder.resolve("round");
    Files.writeString(round, "include " + round + "\n");
    assertTrue(
        assertThrows(IOException.class, () -> read(round)).getMessage().contains("too many"));
    Path absent = file("absent.conf", "includedir " + folder.resolve("nowhere") + "\n");
    assertThrows(IOException.class, () -> read(absent));
    assertThrows(IOException.class, () -> read(folder.resolve("nothing")));
    Path nul = file("nul.conf", "include /etc/krb5\0.conf\n");
    assertTrue(assertThrows(IOException.class, () -> read(nul)).getMessage().contains("a NUL"));
  }
}
