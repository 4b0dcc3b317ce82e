package org.kxover.exchange;

import java.util.Arrays;
import java.util.HexFormat;

/** Messages that no encoder of ours would write, made of those that it does. */
public final class MessageOctets {
  private MessageOctets() {}

  /** An offer of the etypes 18 and 17, in this order, in place of 17 and 18. */
  public static byte[] withFallingEtypes(byte[] message) {
    String hex = HexFormat.of().formatHex(message);
    String rising = "3006020111020112";
    if (!hex.contains(rising)) {
      throw new IllegalArgumentException("no etypes 17 18 in " + hex);
    }
    return HexFormat.of().parseHex(hex.replace(rising, "3006020112020111"));
  }

  /** The first half, whose length field still speaks of the whole. */
  public static byte[] half(byte[] message) {
    return Arrays.copyOf(message, message.length / 2);
  }

  /** Octets without any meaning. */
  public static byte[] garbage(byte[] message) {
    byte[] garbage = new byte[message.length];
    Arrays.fill(garbage, (byte) 0xa5);
    return garbage;
  }
}
