package org.kxover.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A principal as kadmin.local shows it.
 *
 * @param exists whether the database has it
 * @param keys one {@code vno 1, aes256-cts-hmac-sha1-96} a key
 * @param text all that kadmin said
 */
public record LabPrincipal(boolean exists, List<String> keys, String text) {
  private static final Pattern KEY = Pattern.compile("(?m)^Key: (vno .+)$");

  static LabPrincipal parse(String getprinc) {
    List<String> keys = new ArrayList<>();
    Matcher key = KEY.matcher(getprinc);
    while (key.find()) {
      keys.add(key.group(1));
    }
    boolean exists = getprinc.contains("Principal: ");
    if (!exists && !getprinc.contains("Principal does not exist")) {
      throw new IllegalStateException("kadmin.local said: " + getprinc);
    }
    return new LabPrincipal(exists, List.copyOf(keys), getprinc);
  }
}
