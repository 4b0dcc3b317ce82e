package org.kxover.dns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * A DNS proxy between a validator and its resolver. It records the queries and can change
 * responses.
 */
public final class MeddlingProxy implements AutoCloseable {
  /** Decides the response to a query. */
  public interface Meddler {
    /**
     * @param honest the response of the resolver
     * @return the response to send; empty to send none
     */
    Optional<Message> respond(Message query, Message honest) throws IOException;
  }

  private static final Set<Integer> PROOFS =
      Set.of(Type.RRSIG, Type.NSEC, Type.NSEC3, Type.NSEC3PARAM);

  public static final Meddler HONEST = (query, honest) -> Optional.of(honest);

  private final DatagramSocket socket =
      new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final SimpleResolver resolver;
  private final List<String> questions = new CopyOnWriteArrayList<>();
  private volatile Meddler meddler;
  private volatile UnaryOperator<byte[]> octets = UnaryOperator.identity();
  private volatile Predicate<Message> unanswered = query -> false;

  public MeddlingProxy(InetSocketAddress resolver, Meddler meddler) throws IOException {
    this.resolver = new SimpleResolver(resolver);
    this.resolver.setTimeout(Duration.ofSeconds(5));
    this.meddler = meddler;
    threads.execute(this::serve);
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  public void meddle(Meddler newMeddler) {
    meddler = newMeddler;
  }

  /** Changes the octets of each response before it is sent. */
  public void garble(UnaryOperator<byte[]> change) {
    octets = change;
  }

  /** Leaves such queries without an answer. The resolver does not see them, and has no work. */
  public void ignore(Predicate<Message> queries) {
    unanswered = queries;
  }

  /** The queries so far, such as {@code b.example. DNSKEY}. */
  List<String> questions() {
    return List.copyOf(questions);
  }

  private void serve() {
    while (!socket.isClosed()) {
      DatagramPacket packet = new DatagramPacket(new byte[65535], 65535);
      try {
        socket.receive(packet);
      } catch (IOException e) {
        return;
      }
      threads.execute(() -> answer(packet));
    }
  }

  private void answer(DatagramPacket packet) {
    try {
      byte[] wire = Arrays.copyOf(packet.getData(), packet.getLength());
      Message query = new Message(wire);
      questions.add(describe(query));
      if (unanswered.test(query)) {
        return;
      }
      Optional<Message> response = meddler.respond(query, resolver.send(query));
      if (response.isPresent()) {
        byte[] answer = octets.apply(response.get().toWire());
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      }
    } catch (IOException e) {
      if (!socket.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static String describe(Message query) {
    return query.getQuestion().getName() + " " + Type.string(query.getQuestion().getType());
  }

  /** An empty response to {@code query}. */
  public static Message empty(Message query, int rcode) {
    Message response = new Message(query.getHeader().getID());
    response.getHeader().setFlag(Flags.QR);
    response.getHeader().setRcode(rcode);
    response.addRecord(query.getQuestion(), Section.QUESTION);
    return response;
  }

  /** Uses {@code lie} for one query, such as {@code b.example. DNSKEY}, and is honest otherwise. */
  public static Meddler lie(String question, Meddler lie) {
    return (query, honest) ->
        describe(query).equals(question) ? lie.respond(query, honest) : Optional.of(honest);
  }

  /** An unsigned NXDOMAIN response with {@code authority} in its authority section. */
  static Meddler noSuchName(Record... authority) {
    return (query, honest) -> {
      Message response = empty(query, Rcode.NXDOMAIN);
      for (Record record : authority) {
        response.addRecord(record, Section.AUTHORITY);
      }
      return Optional.of(response);
    };
  }

  /** The honest response without RRSIG and NSEC records, as from a resolver without DNSSEC. */
  public static Meddler stripped() {
    return (query, honest) -> {
      for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
        for (Record record : List.copyOf(honest.getSection(section))) {
          if (PROOFS.contains(record.getType())) {
            honest.removeRecord(record, section);
          }
        }
      }
      return Optional.of(honest);
    };
  }

  /**
   * True if the query is for {@code name} or a name below it.
   *
   * @param name absolute, in lower case
   */
  public static boolean isBelow(Message query, String name) {
    return ("." + query.getQuestion().getName()).toLowerCase(Locale.ROOT).endsWith("." + name);
  }

  static boolean isForKeys(Message query) {
    int type = query.getQuestion().getType();
    return type == Type.DNSKEY || type == Type.DS;
  }

  @Override
  public void close() {
    socket.close();
    threads.shutdownNow();
  }
}
