package org.kxover.plugin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A ticket with its session key. Each octet of a name is one ISO 8859-1 character.
 *
 * @param realm of the client
 * @param client its name's components
 * @param server the name of the ticket's server, its components joined by a slash
 * @param ticket DER (RFC 4120 section 5.3)
 */
record HeldTicket(String realm, List<String> client, String server, byte[] ticket, Aes128Sha2 key) {
  private static final short VERSION = 0x0504;

  /** Principals of this realm are libkrb5's own entries in a cache. */
  private static final String CONFIGURATION = "X-CACHECONF:";

  /** The tickets in a credential cache of libkrb5, a file of version 4, in their order. */
  static List<HeldTicket> readAll(Path cache) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(cache));
    if (in.getShort() != VERSION) {
      throw new IOException("not a credential cache of version 4: " + cache);
    }
    octets(in, in.getShort());
    principal(in);
    List<HeldTicket> tickets = new ArrayList<>();
    while (in.hasRemaining()) {
      List<String> client = principal(in);
      List<String> server = principal(in);
      int type = in.getShort();
      byte[] key = octets(in, in.getInt());
      // Four times, the flag is_skey, and the ticket's flags.
      octets(in, 4 * 4 + 1 + 4);
      // Addresses and authorization data.
      typed(in);
      typed(in);
      byte[] ticket = octets(in, in.getInt());
      octets(in, in.getInt());
      if (server.get(0).equals(CONFIGURATION)) {
        continue;
      }
      if (type != Aes128Sha2.TYPE) {
        throw new IOException("a session key of type " + type + " in " + cache);
      }
      tickets.add(
          new HeldTicket(
              client.get(0),
              client.subList(1, client.size()),
              String.join("/", server.subList(1, server.size())),
              ticket,
              new Aes128Sha2(key)));
    }
    return tickets;
  }

  /** Realm and components. */
  private static List<String> principal(ByteBuffer in) {
    in.getInt();
    int count = in.getInt();
    List<String> parts = new ArrayList<>();
    for (int i = 0; i <= count; i++) {
      parts.add(new String(octets(in, in.getInt()), StandardCharsets.ISO_8859_1));
    }
    return parts;
  }

  private static void typed(ByteBuffer in) {
    for (int left = in.getInt(); left > 0; left--) {
      in.getShort();
      octets(in, in.getInt());
    }
  }

  private static byte[] octets(ByteBuffer in, int length) {
    byte[] octets = new byte[length];
    in.get(octets);
    return octets;
  }
}
