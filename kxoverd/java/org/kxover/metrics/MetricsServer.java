package org.kxover.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.kxover.base.DaemonThreads;
import org.kxover.base.LibraryOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers {@code GET /metrics} over HTTP on loopback, in Prometheus's text format. */
final class MetricsServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);
  private static final String PATH = "/metrics";
  static final int THREADS = 2;
  private static final int MAX_WAITING = 8;
  private static final int BACKLOG = 8;

  static {
    // The JDK's server reads its limits from properties when the first server is made.
    LibraryOptions.set();
  }

  private final HttpServer http;
  private final ThreadPoolExecutor threads;
  private final PrometheusRegistry registry;
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

  private MetricsServer(HttpServer http, PrometheusRegistry registry) {
    this.http = http;
    this.registry = registry;
    // The server closes a connection that finds the queue full.
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            DaemonThreads.named("metrics"));
    // The JDK's server ends if a thread cannot be started, so they start now and never end.
    threads.prestartAllCoreThreads();
  }

  static MetricsServer start(InetSocketAddress address, PrometheusRegistry registry)
      throws IOException {
    if (!address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException("[metrics] listen must be a loopback address");
    }
    HttpServer http = HttpServer.create(address, BACKLOG);
    MetricsServer server = new MetricsServer(http, registry);
    http.setExecutor(server.threads);
    http.createContext("/", server::answer);
    http.start();
    return server;
  }

  InetSocketAddress address() {
    return http.getAddress();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!exchange.getRequestURI().getPath().equals(PATH)) {
        exchange.sendResponseHeaders(404, -1);
      } else if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        exchange.sendResponseHeaders(405, -1);
      } else {
        byte[] body = text();
        exchange.getResponseHeaders().set("Content-Type", PrometheusTextFormatWriter.CONTENT_TYPE);
        boolean head = method.equals("HEAD");
        exchange.sendResponseHeaders(200, head ? -1 : body.length);
        if (!head) {
          exchange.getResponseBody().write(body);
        }
      }
    } catch (RuntimeException e) {
      LOG.error("unexpected error while answering a scrape of the metrics (a bug)", e);
      throw e;
    }
  }

  private byte[] text() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(16 * 1024);
    writer.write(out, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    return out.toByteArray();
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }
}
