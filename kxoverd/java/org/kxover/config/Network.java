package org.kxover.config;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kxover.base.AddressText;

/**
 * A range of IP addresses: {@code 10.0.0.0/8}, {@code fd00::/8}.
 *
 * @param base its first address; the bits after the prefix are zero
 */
public record Network(InetAddress base, int prefix) {
  private static final Pattern FORM =
      Pattern.compile(
          "([0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)/([0-9]{1,3})");

  /** Parses a network; empty for other text, or if a host bit is set. */
  public static Optional<Network> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    Optional<InetAddress> base = Addresses.numeric(form.group(1));
    int prefix = Integer.parseInt(form.group(2));
    return base.filter(
            address ->
                prefix <= 8 * address.getAddress().length
                    && isZeroAfter(address.getAddress(), prefix))
        .map(address -> new Network(address, prefix));
  }

  /**
   * Parses a constant.
   *
   * @throws IllegalArgumentException if {@code text} is not a network
   */
  public static Network of(String text) {
    return parse(text).orElseThrow(() -> new IllegalArgumentException("not a network: " + text));
  }

  public boolean contains(InetAddress address) {
    byte[] own = base.getAddress();
    byte[] other = address.getAddress();
    if (own.length != other.length) {
      return false;
    }
    byte[] difference = new byte[own.length];
    for (int i = 0; i < own.length; i++) {
      difference[i] = (byte) (own[i] ^ other[i]);
    }
    return isZeroUpTo(difference, prefix);
  }

  private static boolean isZeroUpTo(byte[] octets, int bits) {
    for (int bit = 0; bit < bits; bit++) {
      if (isSet(octets, bit)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isZeroAfter(byte[] octets, int bits) {
    for (int bit = bits; bit < 8 * octets.length; bit++) {
      if (isSet(octets, bit)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSet(byte[] octets, int bit) {
    return (octets[bit / 8] >> (7 - bit % 8) & 1) == 1;
  }

  @Override
  public String toString() {
    return AddressText.of(base) + "/" + prefix;
  }
}
