package org.kxover.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
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

  /** One for each attempt of a query, as all attempts wait for an answer until the same time. */
  private final List<SimpleResolver> servers;

  private final Duration interval;
  private final KeyResponses keys;
  private final String name;

  /**
   * @param timeout of one lookup as a whole; the attempts of a query begin in it at equal intervals
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
    interval = timeout.dividedBy(RepeatedQuery.ATTEMPTS);
    IoClientFactory bounded = new BoundedClients(clients);
    servers =
        IntStream.range(0, RepeatedQuery.ATTEMPTS)
            .mapToObj(
                attempt -> server(address, timeout.minus(interval.multipliedBy(attempt)), bounded))
            .toList();
    name = "resolver " + AddressText.of(address.getAddress()) + " port " + address.getPort();
  }

  private static SimpleResolver server(
      InetSocketAddress address, Duration timeout, IoClientFactory clients) {
    SimpleResolver server = new SimpleResolver(address);
    server.setTimeout(timeout);
    server.setIgnoreTruncation(false);
    server.setEDNS(0, EDNS_SIZE, 0, List.of());
    server.setIoClientFactory(clients);
    return server;
  }

  /**
   * Sends a query for the root's servers, and does not wait for the answer. With its first query
   * dnsjava starts the thread for all its I/O. If no thread is available then, dnsjava never tries
   * again and never answers.
   */
  void startThreads() {
    servers.get(0).sendAsync(Message.newQuery(Record.newRecord(Name.root, Type.NS, DClass.IN)));
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
    String question = describe(query.getQuestion());
    if (trace.deadline().hasPassed()) {
      return failed(
          trace, new SocketTimeoutException("the time ran out before the query for " + question));
    }
    trace.thread().ifPresent(OwnThread::sent);
    return new RepeatedQuery(
            interval, trace.deadline(), attempt -> send(attempt, query, question, trace))
        .start()
        .handle(
            (response, error) ->
                error == null
                    ? received(question, response, trace)
                    : unanswered(question, RepeatedQuery.cause(error), trace))
        .thenCompose(Function.identity())
        .whenComplete((response, error) -> trace.thread().ifPresent(OwnThread::answered));
  }

  private CompletionStage<Message> send(
      int attempt, Message query, String question, LookupTrace trace) {
    trace.recordQuery(question);
    return servers
        .get(attempt)
        .sendAsync(query, trace)
        .handle(
            (response, error) -> {
              if (error == null) {
                restarts.answered(address);
                return CompletableFuture.completedFuture(response);
              }
              Throwable cause = RepeatedQuery.cause(error);
              if (cause instanceof PortUnreachableException && mayTryAgain(trace)) {
                return later(() -> send(attempt, query, question, trace));
              }
              return CompletableFuture.<Message>failedFuture(cause);
            })
        .thenCompose(Function.identity());
  }

  private CompletionStage<Message> unanswered(String question, Throwable why, LookupTrace trace) {
    if (why instanceof CostlyException costly) {
      trace.work().refusal(costly.getMessage());
      return costly(trace, costly);
    }
    return failed(trace, new IOException(name + ": " + question + ": " + explain(why), why));
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

  private static String describe(Record question) {
    return question.getName() + " " + Type.string(question.getType());
  }

  @Override
  public void setPort(int port) {
    servers.forEach(server -> server.setPort(port));
  }

  @Override
  public void setTCP(boolean flag) {
    servers.forEach(server -> server.setTCP(flag));
  }

  @Override
  public void setIgnoreTruncation(boolean flag) {
    servers.forEach(server -> server.setIgnoreTruncation(flag));
  }

  /** Keeps our own size: the validator would choose the library's. */
  @Override
  public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {
    servers.forEach(server -> server.setEDNS(version, EDNS_SIZE, flags, options));
  }

  @Override
  public void setTSIGKey(TSIG key) {
    servers.forEach(server -> server.setTSIGKey(key));
  }

  @Override
  public Duration getTimeout() {
    return servers.get(0).getTimeout();
  }

  @Override
  public void setTimeout(Duration timeout) {
    servers.forEach(server -> server.setTimeout(timeout));
  }
}
