package org.kxover.base;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.StringJoiner;

/**
 * Addresses as administrators write them. Java writes IPv6 addresses with all their zeros, and
 * leaves it open where the address ends and the port begins.
 */
public final class AddressText {
  private static final int GROUPS = 8;

  private AddressText() {}

  /** The address in the form of RFC 5952 section 4: {@code 192.0.2.1} or {@code 2001:db8::1}. */
  public static String of(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address.getHostAddress();
    }
    byte[] octets = address.getAddress();
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = Byte.toUnsignedInt(octets[2 * i]) * 256 + Byte.toUnsignedInt(octets[2 * i + 1]);
    }
    int from = 0;
    int length = 0;
    for (int i = 0; i < GROUPS; i++) {
      int zeros = zeros(groups, i);
      if (zeros > length) {
        from = i;
        length = zeros;
      }
    }
    // Section 4.2.2: a single group of zeros is not shortened.
    String text =
        length < 2
            ? join(groups, 0, GROUPS)
            : join(groups, 0, from) + "::" + join(groups, from + length, GROUPS);
    String plain = address.getHostAddress();
    int zone = plain.indexOf('%');
    return zone < 0 ? text : text + plain.substring(zone);
  }

  /** With a port, as in section 6 and in settings: {@code 192.0.2.1:53} or {@code [::1]:53}. */
  public static String of(InetAddress address, int port) {
    String text = of(address);
    return (text.contains(":") ? "[" + text + "]" : text) + ":" + port;
  }

  /** As {@link #of(InetAddress, int)}; the address must be resolved. */
  public static String of(InetSocketAddress address) {
    return of(address.getAddress(), address.getPort());
  }

  private static int zeros(int[] groups, int from) {
    int end = from;
    while (end < GROUPS && groups[end] == 0) {
      end++;
    }
    return end - from;
  }

  private static String join(int[] groups, int from, int end) {
    StringJoiner text = new StringJoiner(":");
    for (int i = from; i < end; i++) {
      text.add(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }
}
