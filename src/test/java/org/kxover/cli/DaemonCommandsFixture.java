package org.kxover.cli;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.administration.ExchangeState;
import org.kxover.control.FakeAdministration;
import org.kxover.control.FakeDaemon;
import org.kxover.event.Event;
import org.kxover.event.EventType;
import org.kxover.event.FailureReason;
import org.kxover.kdb.Role;
import org.kxover.kerberos.Realm;
import org.kxover.lifecycle.RenewalPlan;

/** The commands that talk to a daemon, in this process, and a control socket with fake realms. */
@Timeout(60)
abstract class DaemonCommandsFixture {
  static final Instant NOW = FakeAdministration.NOW;
  static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  @TempDir Path folder;
  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();
  final FakeAdministration a = new FakeAdministration("A.EXAMPLE");

  /** What was asked on the terminal. */
  final List<String> questions = new ArrayList<>();

  /** What a user answers; empty if there is no terminal. */
  Optional<String> typed = Optional.empty();

  Path config;
  FakeDaemon daemon;

  @BeforeEach
  void daemon() throws IOException {
    daemon = new FakeDaemon(folder, a).start();
    config =
        Files.writeString(
            folder.resolve("kxoverd.conf"),
            "[realm A.EXAMPLE]\nhost = kx.a.example\n[control]\nsocket = " + daemon.path() + "\n");
  }

  @AfterEach
  void close() throws IOException {
    daemon.close();
  }

  /** Runs kxover, and returns its exit code. */
  final int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", config.toString()));
    return KxoverCommand.create(
            Clock.fixed(NOW, ZoneOffset.UTC),
            new SecureRandom(),
            settings -> null,
            realm -> null,
            question -> {
              questions.add(question);
              return typed;
            })
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  static RenewalPlan plan(RenewalPlan.State state) {
    Optional<Instant> at =
        state == RenewalPlan.State.PLANNED || state == RenewalPlan.State.RETRY
            ? Optional.of(NOW.plus(Duration.ofDays(20)))
            : Optional.empty();
    int tries = state == RenewalPlan.State.RETRY ? 2 : 0;
    return new RenewalPlan(state, at, tries, tries > 0 ? "unreachable: no \"peer\"" : "");
  }

  /** Four crossovers, an exchange in progress and a failure. */
  final void world() {
    a.with("C.EXAMPLE", Role.CLIENT, plan(RenewalPlan.State.RETRY))
        .with("B.EXAMPLE", Role.SERVICE, plan(RenewalPlan.State.BY_PEER))
        .with("B.EXAMPLE", Role.CLIENT, plan(RenewalPlan.State.PLANNED))
        .with("QUITE.LONG.NAME.OF.A.REALM.D.EXAMPLE", Role.CLIENT, plan(RenewalPlan.State.NONE));
    a.inWork.add(new ExchangeState(new Realm("B.EXAMPLE"), Role.CLIENT, Duration.ofSeconds(7)));
    daemon
        .failures()
        .happened(
            Event.of(
                    EventType.KEY_REFUSED,
                    NOW,
                    a.realm(),
                    "refused 192.0.2.1: " + "words ".repeat(60))
                .about(Optional.of(new Realm("EVIL.EXAMPLE")))
                .in(Role.SERVICE)
                .failed(Optional.of(FailureReason.UNAUTHENTICATED)));
  }
}
