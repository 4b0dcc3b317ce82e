package org.kxover.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/**
 * The recursive resolver: UDP with EDNS, sent again where no answer comes, and TCP where an answer
 * was cut. Tells the {@link LookupTrace} of each question how it went.
 */
final class Upstream implements Resolver {
  private static final int ATTEMPTS = 3;

  /** More than any honest answer holds, and few enough to validate. */
  private static final int MAX_RECORDS = 256;

  static {
    // Else the library ends its input and output as soon as the JVM is told to stop, and the last
    // questions of the KDC, which the daemon still answers, find no DNS.
    System.setProperty("dnsjava.nio.register_shutdown_hook", "false");
  }

  private final SimpleResolver server;
  private final String name;

  /**
   * @param timeout of one look-up as a whole; each attempt at a question gets a part of it
   */
  Upstream(InetSocketAddress address, Duration timeout) {
    server = new SimpleResolver(address);
    server.setTimeout(timeout.dividedBy(ATTEMPTS));
    server.setIgnoreTruncation(false);
    name = "resolver " + address.getAddress().getHostAddress() + " port " + address.getPort();
  }

  /**
   * Asks for the root's servers, and waits for no answer. With the first question of all, the
   * library starts the thread that it does all its input and output on: it does not try again where
   * there is none to be had, and would give no answer for ever.
   */
  void begin() {
    server.sendAsync(Message.newQuery(Record.newRecord(Name.root, Type.NS, DClass.IN)));
  }

  /** The resolver's address, for messages. */
  @Override
  public String toString() {
    return name;
  }

  /**
   * @param executor the {@link LookupTrace} that this question is part of
   */
  @Override
  public CompletionStage<Message> sendAsync(Message query, Executor executor) {
    return attempt(query, (LookupTrace) executor, ATTEMPTS);
  }

  private CompletionStage<Message> attempt(Message query, LookupTrace inquiry, int attempts) {
    String question = describe(query.getQuestion());
    inquiry.asks(question);
    if (inquiry.deadline().hasPassed()) {
      return failed(inquiry, new SocketTimeoutException("no time left to ask for " + question));
    }
    return server
        .sendAsync(query, inquiry)
        .handle(
            (response, error) -> {
              if (error == null) {
                return received(question, response, inquiry);
              }
              Throwable cause = unwrap(error);
              if (cause instanceof SocketTimeoutException && attempts > 1) {
                return attempt(query, inquiry, attempts - 1);
              }
              return failed(
                  inquiry, new IOException(name + ": " + question + ": " + explain(cause), error));
            })
        .thenCompose(Function.identity());
  }

  private CompletionStage<Message> received(
      String question, Message response, LookupTrace inquiry) {
    int records =
        response.getSection(Section.ANSWER).size() + response.getSection(Section.AUTHORITY).size();
    if (records > MAX_RECORDS) {
      String why = name + ": " + question + ": answer of " + records + " records";
      return failed(inquiry, new IOException(why));
    }
    int rcode = response.getRcode();
    if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
      inquiry.fails(
          name + " answers " + Rcode.string(rcode) + explanation(response) + " to " + question);
    }
    return CompletableFuture.completedFuture(response);
  }

  private static String explanation(Message response) {
    return ExtendedError.of(response).map(error -> " (" + error + ")").orElse("");
  }

  private static CompletionStage<Message> failed(LookupTrace inquiry, IOException error) {
    inquiry.fails(error.getMessage());
    return CompletableFuture.failedFuture(error);
  }

  private static String explain(Throwable cause) {
    if (cause instanceof SocketTimeoutException) {
      return "no answer";
    }
    return cause instanceof PortUnreachableException ? "nobody listens" : cause.toString();
  }

  private static Throwable unwrap(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }

  private static String describe(Record question) {
    return question.getName() + " " + Type.string(question.getType());
  }

  @Override
  public void setPort(int port) {
    server.setPort(port);
  }

  @Override
  public void setTCP(boolean flag) {
    server.setTCP(flag);
  }

  @Override
  public void setIgnoreTruncation(boolean flag) {
    server.setIgnoreTruncation(flag);
  }

  @Override
  public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {
    server.setEDNS(version, payloadSize, flags, options);
  }

  @Override
  public void setTSIGKey(TSIG key) {
    server.setTSIGKey(key);
  }

  @Override
  public Duration getTimeout() {
    return server.getTimeout();
  }

  @Override
  public void setTimeout(Duration timeout) {
    server.setTimeout(timeout);
  }
}
