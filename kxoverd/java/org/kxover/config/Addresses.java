package org.kxover.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ADDRESS:PORT} with a numeric address: no settings file shall wait for a name server. */
final class Addresses {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)\\]|([0-9]+(?:\\.[0-9]+){3})):([0-9]{1,5})");

  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";

  private static final Pattern LITERAL =
      Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

  private Addresses() {}

  static Optional<InetSocketAddress> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    int port = Integer.parseInt(form.group(3));
    // Port 0 would be a random one, which no record could name.
    if (port < 1 || port > 65_535) {
      return Optional.empty();
    }
    String address = form.group(1) == null ? form.group(2) : form.group(1);
    return literal(address).map(ip -> new InetSocketAddress(ip, port));
  }

  /**
   * The address that {@code text} writes in digits; empty for anything else.
   *
   * @param text IPv6 without brackets
   */
  static Optional<InetAddress> literal(String text) {
    if (!LITERAL.matcher(text).matches()) {
      return Optional.empty();
    }
    // What gets by is a literal, so this asks no name server: digits and dots that are no address,
    // such as 1.2.3.999, are kept out by the pattern.
    try {
      return Optional.of(InetAddress.getByName(text.contains(":") ? "[" + text + "]" : text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
