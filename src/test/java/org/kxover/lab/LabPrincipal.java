package org.kxover.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A principal, parsed from getprinc.
 *
 * @param exists false if the database does not have it
 * @param keys one text per key, such as {@code vno 1, aes256-cts-hmac-sha1-96}
 * @param text the output of kadmin
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
      throw new IllegalStateException("unexpected output of getprinc: " + getprinc);
    }
    return new LabPrincipal(exists, List.copyOf(keys), getprinc);
  }
}
