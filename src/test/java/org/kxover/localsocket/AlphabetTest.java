package org.kxover.localsocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.kxover.kerberos.Printable;

/** The KDC's code, the daemon's parser and the daemon's answers accept the same octets. */
class AlphabetTest {
  private static final Path HEADER = Path.of("krb5-patch", "kxover_client.h");

  @Test
  void theKdcsSideHasTheSameOctets() throws IOException {
    int first = defined("KXOVER_FIRST_TEXT");
    int last = defined("KXOVER_LAST_TEXT");
    for (int octet = 0; octet < 256; octet++) {
      assertEquals(octet >= first && octet <= last, Alphabet.isText(octet), "octet " + octet);
    }
  }

  @Test
  void aReasonIsWrittenInThem() {
    for (int octet = 0; octet < 256; octet++) {
      String line = Printable.line(Character.toString(octet), 400);
      assertTrue(line.chars().allMatch(Alphabet::isText), line);
    }
  }

  private static int defined(String name) throws IOException {
    Matcher line =
        Pattern.compile("#define " + name + " (0x[0-9a-f]{2})\n").matcher(Files.readString(HEADER));
    assertTrue(line.find(), name);
    return Integer.decode(line.group(1));
  }
}
