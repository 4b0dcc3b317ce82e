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
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.kxover.base.AddressText;
import org.kxover.base.LibraryOptions;
import org.kxover.base.RestartPatience;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;
import org.xbill.DNS.io.DefaultIoClientFactory;
import org.xbill.DNS.io.IoClientFactory;

/**
 * The recursive resolver: UDP with EDNS, retries after a lost answer, and TCP after a truncated
 * answer. Records each query in its {@link LookupTrace}.
 */
final class Upstream implements Resolver {
  private static final int ATTEMPTS = 3;

  /** More than any legitimate answer has, and few enough to validate quickly. */
  private static final int MAX_RECORDS = 256;

  /** The resolver's answers stay below this, because larger ones may be fragmented and lost. */
  private static final int EDNS_SIZE = 1232;

  /** A restart of the resolver takes less, and half of a KDC's patience is left after it. */
  private static final Duration LONGEST_RESTART = Duration.ofMillis(1500);

  static {
    LibraryOptions.set();
  }

  private final InetSocketAddress address;
  private final RestartPatience restarts;
  private final SimpleResolver server;
  private final KeyResponses keys;
  private final String name;

  /**
   * @param timeout of one lookup as a whole; each attempt of a query gets an equal part
   * @param algorithms of signatures that the validator supports
   */
  Upstream(InetSocketAddress address, Duration timeout, ZoneAlgorithms algorithms) {
    this(address, timeout, algorithms, new DefaultIoClientFactory(), System::nanoTime);
  }

  /**
   * @param clients what sends a query's octets and receives the response's
   * @param nanoTime since when the resolver refuses
   */
  Upstream(
      InetSocketAddress address,
      Duration timeout,
      ZoneAlgorithms algorithms,
      IoClientFactory clients,
      LongSupplier nanoTime) {
    this.address = address;
    restarts = new RestartPatience(LONGEST_RESTART, nanoTime);
    keys = new KeyResponses(algorithms);
    server = new SimpleResolver(address);
    server.setTimeout(timeout.dividedBy(ATTEMPTS));
    server.setIgnoreTruncation(false);
    server.setEDNS(0, EDNS_SIZE, 0, List.of());
    server.setIoClientFactory(new BoundedClients(clients));
    name = "resolver " + AddressText.of(address.getAddress()) + " port " + address.getPort();
  }

  /**
   * Sends a query for the root's servers, and does not wait for the answer. With its first query
   * dnsjava starts the thread for all its I/O. If no thread is available then, dnsjava never tries
   * again and never answers.
   */
  void startThreads() {
    server.sendAsync(Message.newQuery(Record.newRecord(Name.root, Type.NS, DClass.IN)));
  }

  /** The resolver's address and port, for messages. */
  @Override
  public String toString() {
    return name;
  }

  /**
   * @param executor the {@link LookupTrace} of the lookup that the query is part of
   */
  @Override
  public CompletionStage<Message> sendAsync(Message query, Executor executor) {
    LookupTrace trace = (LookupTrace) executor;
    Message asked = query;
    if (trace.resolverChecks()) {
      asked = query.clone();
      asked.getHeader().unsetFlag(Flags.CD);
    }
    return TraceFuture.of(start(asked, trace), trace);
  }

  private CompletionStage<Message> start(Message query, LookupTrace trace) {
    try {
      trace.work().beginQuery();
    } catch (CostlyException e) {
      return costly(trace, e);
    }
    trace.thread().ifPresent(OwnThread::sent);
    return attempt(query, trace, ATTEMPTS)
        .whenComplete((response, error) -> trace.thread().ifPresent(OwnThread::answered));
  }

  private CompletionStage<Message> attempt(Message query, LookupTrace trace, int attempts) {
    String question = describe(query.getQuestion());
    trace.recordQuery(question);
    if (trace.deadline().hasPassed()) {
      return failed(
          trace, new SocketTimeoutException("the time ran out before the query for " + question));
    }
    return server
        .sendAsync(query, trace)
        .handle(
            (response, error) -> {
              if (error == null) {
                restarts.answered(address);
                return received(question, response, trace);
              }
              Throwable cause = unwrap(error);
              if (cause instanceof CostlyException costly) {
                trace.work().refusal(costly.getMessage());
                return costly(trace, costly);
              }
              if (cause instanceof SocketTimeoutException && attempts > 1) {
                return attempt(query, trace, attempts - 1);
              }
              if (cause instanceof PortUnreachableException && mayTryAgain(trace)) {
                return later(() -> attempt(query, trace, attempts));
              }
              return failed(
                  trace, new IOException(name + ": " + question + ": " + explain(cause), error));
            })
        .thenCompose(Function.identity());
  }

  private boolean mayTryAgain(LookupTrace trace) {
    return restarts.mayRestart(address)
        && trace.deadline().nanosLeft() > RestartPatience.PAUSE.toNanos();
  }

  /** No thread waits meanwhile. */
  private static CompletionStage<Message> later(Supplier<CompletionStage<Message>> next) {
    return CompletableFuture.supplyAsync(
            next,
            CompletableFuture.delayedExecutor(
                RestartPatience.PAUSE.toMillis(), TimeUnit.MILLISECONDS, Runnable::run))
        .thenCompose(Function.identity());
  }

  private CompletionStage<Message> received(String question, Message response, LookupTrace trace) {
    int records =
        response.getSection(Section.ANSWER).size() + response.getSection(Section.AUTHORITY).size();
    if (records > MAX_RECORDS) {
      String why =
          name
              + ": "
              + question
              + ": the answer has "
              + records
              + " records, more than "
              + MAX_RECORDS;
      return failed(trace, new IOException(why));
    }
    int rcode = response.getRcode();
    if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
      trace.recordFailure(
          name + " answered " + Rcode.string(rcode) + explanation(response) + " to " + question);
    }
    if (trace.thread().isPresent()) {
      if (trace.deadline().hasPassed()) {
        return failed(
            trace,
            new SocketTimeoutException("the time ran out when " + question + " was answered"));
      }
      try {
        AnswerBounds.apply(response, trace.work());
      } catch (CostlyException e) {
        return costly(trace, e);
      }
    }
    keys.prepare(response, trace);
    return CompletableFuture.completedFuture(response);
  }

  private static CompletionStage<Message> costly(LookupTrace trace, CostlyException error) {
    return failed(trace, new IOException(error.getMessage(), error));
  }

  private static String explanation(Message response) {
    return ExtendedError.of(response).map(error -> " (" + error + ")").orElse("");
  }

  private static CompletionStage<Message> failed(LookupTrace trace, IOException error) {
    trace.recordFailure(error.getMessage());
    return CompletableFuture.failedFuture(error);
  }

  static String explain(Throwable cause) {
    if (cause instanceof SocketTimeoutException) {
      return "no answer";
    }
    return cause instanceof PortUnreachableException
        ? "nothing listens on that port"
        : cause.toString();
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

  /** Keeps our own size: the validator would choose the library's. */
  @Override
  public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {
    server.setEDNS(version, EDNS_SIZE, flags, options);
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
