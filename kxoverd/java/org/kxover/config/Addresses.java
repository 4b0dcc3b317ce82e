package org.kxover.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses {@code ADDRESS:PORT}. The address must be numeric, so that reading the settings never
 * waits for a name server.
 */
public final class Addresses {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)\\]|([0-9]+(?:\\.[0-9]+){3})):([0-9]{1,5})");

  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";

  private static final Pattern LITERAL =
      Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

  private Addresses() {}

  /** Parses a numeric address with a port; empty for anything else. */
  public static Optional<InetSocketAddress> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    int port = Integer.parseInt(form.group(3));
    // Port 0 would give a random port, which a DNS record could not name.
    if (port < 1 || port > 65_535) {
      return Optional.empty();
    }
    String address = form.group(1) == null ? form.group(2) : form.group(1);
    return numeric(address).map(ip -> new InetSocketAddress(ip, port));
  }

  /**
   * Parses a numeric address; empty for anything else.
   *
   * @param text IPv6 without brackets
   */
  static Optional<InetAddress> numeric(String text) {
    if (!LITERAL.matcher(text).matches()) {
      return Optional.empty();
    }
    // getByName() would look up a text such as 1.2.3.999 as a name. The pattern excludes these.
    try {
      return Optional.of(InetAddress.getByName(text.contains(":") ? "[" + text + "]" : text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
