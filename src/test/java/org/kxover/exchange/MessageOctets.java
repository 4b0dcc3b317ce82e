package org.kxover.exchange;

import java.util.Arrays;
import java.util.HexFormat;

/** Turns valid messages into invalid ones that our encoder cannot write. */
public final class MessageOctets {
  private MessageOctets() {}

  /** Swaps the etypes 17 and 18 of an offer, so that they descend. */
  public static byte[] withDescendingEtypes(byte[] message) {
    String hex = HexFormat.of().formatHex(message);
    String ascending = "3006020111020112";
    if (!hex.contains(ascending)) {
      throw new IllegalArgumentException("no etypes 17 18 in " + hex);
    }
    return HexFormat.of().parseHex(hex.replace(ascending, "3006020112020111"));
  }

  /** The first half, with the length field of the whole message. */
  public static byte[] half(byte[] message) {
    return Arrays.copyOf(message, message.length / 2);
  }

  /** Meaningless octets with the length of {@code message}. */
  public static byte[] garbage(byte[] message) {
    byte[] garbage = new byte[message.length];
    Arrays.fill(garbage, (byte) 0xa5);
    return garbage;
  }
}
