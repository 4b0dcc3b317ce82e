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
    // A literal is all that can get here, so this asks no name server: digits and dots that are
    // no address, such as 1.2.3.999, are kept out by the test on each number.
    String address = form.group(1) == null ? form.group(2) : "[" + form.group(1) + "]";
    if (form.group(2) != null) {
      for (String part : address.split("\\.")) {
        if (part.length() > 3 || Integer.parseInt(part) > 255) {
          return Optional.empty();
        }
      }
    }
    try {
      return Optional.of(new InetSocketAddress(InetAddress.getByName(address), port));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
