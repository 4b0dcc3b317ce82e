package org.kxover.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.kxover.base.AddressText;
import org.kxover.base.LibraryOptions;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * Questions to one DNS server. The answers are not validated: use them to compare and to find
 * zones, never to trust anybody.
 */
public final class ServerQuery {
  private static final int ATTEMPTS = 2;
  private static final int EDNS_SIZE = 1232;

  static {
    LibraryOptions.set();
  }

  private final SimpleResolver server;
  private final boolean recursive;
  private final String name;

  private ServerQuery(InetSocketAddress address, Duration timeout, boolean recursive) {
    this.server = new SimpleResolver(address);
    server.setTimeout(timeout.dividedBy(ATTEMPTS));
    server.setIgnoreTruncation(false);
    server.setEDNS(0, EDNS_SIZE, 0, List.of());
    this.recursive = recursive;
    this.name = AddressText.of(address.getAddress()) + " port " + address.getPort();
  }

  /**
   * A resolver, which looks the answer up elsewhere.
   *
   * @param timeout of one question
   */
  public static ServerQuery resolver(InetSocketAddress address, Duration timeout) {
    return new ServerQuery(address, timeout, true);
  }

  /**
   * A server of a zone, which is to answer from that zone only: without the RD bit (RFC 1035
   * section 4.1.1).
   *
   * @param timeout of one question
   */
  public static ServerQuery authority(InetSocketAddress address, Duration timeout) {
    return new ServerQuery(address, timeout, false);
  }

  /**
   * Asks, and returns an answer whose code is NOERROR or NXDOMAIN.
   *
   * @throws IOException if there is no such answer; the message names server and question
   */
  public Message ask(Name owner, int type) throws IOException {
    return ask(Message.newQuery(Record.newRecord(owner, type, DClass.IN)), owner, type);
  }

  /**
   * As {@link #ask}, with the signatures, and without the resolver's own checks (RFC 4035 section
   * 3.2.2): a resolver that validates would withhold what is wrong.
   */
  public Message askWithSignatures(Name owner, int type) throws IOException {
    Message query = Message.newQuery(Record.newRecord(owner, type, DClass.IN));
    query.getHeader().setFlag(Flags.CD);
    query.addRecord(new OPTRecord(EDNS_SIZE, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
    return ask(query, owner, type);
  }

  private Message ask(Message query, Name owner, int type) throws IOException {
    if (!recursive) {
      query.getHeader().unsetFlag(Flags.RD);
    }
    String question = owner + " " + Type.string(type);
    Message response = send(query, question);
    int code = response.getRcode();
    if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
      throw new IOException(name + " answered " + Rcode.string(code) + " to " + question);
    }
    return response;
  }

  private Message send(Message query, String question) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return server.send(query);
      } catch (IOException e) {
        boolean lost = e instanceof java.net.SocketTimeoutException;
        if (!lost || attempt == ATTEMPTS) {
          throw new IOException(name + ": " + question + ": " + Upstream.explain(e), e);
        }
      }
    }
  }

  /** Its address and port, for messages. */
  @Override
  public String toString() {
    return name;
  }
}
