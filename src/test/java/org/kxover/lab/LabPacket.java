package org.kxover.lab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import org.xbill.DNS.DNSInput;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * A packet with a payload of interest, as it arrived at a {@link LabLine}.
 *
 * @param nanos arrival time, as of {@link System#nanoTime}
 * @param from number of the sending site, 0 or 1
 * @param name a description, such as {@code DNS? b.example. DNSKEY} or {@code TCP SYN}
 */
public record LabPacket(long nanos, int from, String name) {
  private static final int ETHERNET = 14;
  private static final int IPV4 = 0x0800;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int DNS_PORT = 53;
  private static final int DNS_HEADER = 12;
  private static final int SYN = 2;

  /** Parses a line of {@code slow_line}; empty for packets of no interest, such as a bare ACK. */
  static Optional<LabPacket> parse(String line) {
    String[] words = line.split(" ");
    if (words.length != 3) {
      return Optional.empty();
    }
    byte[] frame = HexFormat.of().parseHex(words[2]);
    long nanos = Long.parseLong(words[0]) * 1000;
    return name(ByteBuffer.wrap(frame))
        .map(name -> new LabPacket(nanos, Integer.parseInt(words[1]), name));
  }

  private static Optional<String> name(ByteBuffer frame) {
    if (frame.limit() < ETHERNET + 20 || frame.getShort(ETHERNET - 2) != IPV4) {
      return Optional.empty();
    }
    int protocol = frame.get(ETHERNET + 9);
    int start = ETHERNET + 4 * (frame.get(ETHERNET) & 15);
    // slow_line may truncate the frame; then this is beyond its end.
    int end = ETHERNET + Short.toUnsignedInt(frame.getShort(ETHERNET + 2));
    int ports = frame.getInt(start);
    boolean dns = (ports & 0xffff) == DNS_PORT || ports >>> 16 == DNS_PORT;
    if (protocol == UDP) {
      byte[] data = octets(frame, start + 8);
      return dns ? Optional.of(dns(data)) : kerberos(data);
    }
    if (protocol != TCP) {
      return Optional.empty();
    }
    int flags = frame.get(start + 13);
    if ((flags & SYN) != 0) {
      return Optional.of(flags == SYN ? "TCP SYN" : "TCP SYN, ACK");
    }
    int from = start + 4 * ((frame.get(start + 12) >> 4) & 15);
    return from >= end || from + 4 > frame.limit()
        ? Optional.empty()
        : Optional.of(stream(frame, from, end - from));
  }

  private static String dns(byte[] message) {
    boolean answer = message[2] < 0;
    try {
      DNSInput in = new DNSInput(message);
      in.jump(DNS_HEADER);
      Name name = new Name(in);
      int type = in.readU16();
      return "DNS" + (answer ? ": " : "? ") + name + " " + Type.string(type);
    } catch (IOException | RuntimeException e) {
      return "DNS";
    }
  }

  private static Optional<String> kerberos(byte[] message) {
    return switch (message[0]) {
      case 0x6c -> Optional.of("TGS-REQ");
      case 0x6d -> Optional.of("TGS-REP");
      case 0x7e -> Optional.of("KRB-ERROR");
      default -> Optional.empty();
    };
  }

  private static String stream(ByteBuffer frame, int from, int length) {
    return switch (frame.get(from)) {
      case (byte) 0x80 -> "STARTTLS";
      case 0 -> "STARTTLS: go ahead" + (length > 4 ? ", TLS" : "");
      case 20, 22 -> "TLS handshake, " + length + " octets";
      case 23 -> "TLS, " + length + " octets";
      default -> "TCP, " + length + " octets";
    };
  }

  private static byte[] octets(ByteBuffer frame, int start) {
    byte[] octets = new byte[frame.limit() - start];
    frame.get(start, octets);
    return octets;
  }
}
