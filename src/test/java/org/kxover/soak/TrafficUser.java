package org.kxover.soak;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabUser;
import org.kxover.soak.Results.Outcome;

/**
 * A user who requests tickets for the other realm's services continuously. One kind logs in for
 * each ticket. The other kind holds a crossover ticket and uses it until it ends.
 */
final class TrafficUser implements Runnable {
  private static final int MAX_TRIES = 20;

  /** A ticket is not used this close to its end, as the request takes time. */
  private static final Duration BEFORE_END = Duration.ofSeconds(2);

  private static final Pattern TIMES =
      Pattern.compile("(?m)^(\\d\\S+ \\d\\S+) +(\\d\\S+ \\d\\S+) +(\\S+)$");
  private static final DateTimeFormatter KLIST = DateTimeFormatter.ofPattern("MM/dd/yy HH:mm:ss");

  private interface Attempt {
    LabCommand.Output make() throws IOException;
  }

  private final LabUser user;
  private final Direction direction;
  private final boolean holdsTicket;
  private final Outages outages;
  private final StopSignal stopSignal;
  private final KeyWatch keys;
  private final Results results;
  private final Random random;
  private final Duration pause;
  private Instant heldUntil = Instant.MIN;
  private int heldKvno;

  /**
   * @param holdsTicket true to hold a crossover ticket and use it until it ends
   * @param pause average time between two tickets
   */
  TrafficUser(
      LabUser user,
      Direction direction,
      boolean holdsTicket,
      Outages outages,
      StopSignal stopSignal,
      KeyWatch keys,
      Results results,
      Random random,
      Duration pause) {
    this.user = user;
    this.direction = direction;
    this.holdsTicket = holdsTicket;
    this.outages = outages;
    this.stopSignal = stopSignal;
    this.keys = keys;
    this.results = results;
    this.random = random;
    this.pause = pause;
  }

  @Override
  public void run() {
    try {
      do {
        requestOne();
      } while (!stopSignal.await(pause.toMillis() / 2 + random.nextLong(pause.toMillis() + 1)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      results.failure(user.principal() + " stopped requesting tickets: " + e);
    }
  }

  private void requestOne() throws InterruptedException {
    String host = direction.hosts().get(random.nextInt(direction.hosts().size()));
    if (!holdsTicket) {
      ask("login and HTTP/" + host, () -> logInAndAsk(host));
    } else if (isHeld()) {
      int kvno = heldKvno;
      boolean got = ask("with the ticket held, HTTP/" + host, () -> useOrObtain(host));
      if (got && kvno == heldKvno && kvno < keys.newest(direction)) {
        results.ticketUnderOldKey();
      }
    } else {
      ask("login and a crossover ticket", () -> obtain(host));
    }
  }

  private boolean isHeld() {
    return Instant.now().isBefore(heldUntil);
  }

  private LabCommand.Output logInAndAsk(String host) throws IOException {
    LabCommand.Output login = user.kinit();
    return login.exitCode() == 0 ? user.kvno("-S", "HTTP", host) : login;
  }

  private LabCommand.Output useOrObtain(String host) throws IOException {
    return isHeld()
        ? user.kvnoAside("HTTP/" + host + "@" + direction.service().name())
        : obtain(host);
  }

  private LabCommand.Output obtain(String host) throws IOException {
    heldUntil = Instant.MIN;
    LabCommand.Output asked = logInAndAsk(host);
    if (asked.exitCode() != 0) {
      return asked;
    }
    Instant before = Instant.now();
    LabCommand.Output held = user.kvno(direction.crossover());
    if (held.exitCode() == 0) {
      heldKvno = Integer.parseInt(held.text().replaceAll("(?s).*kvno = ([0-9]+).*", "$1"));
      heldUntil = before.plus(life()).minus(BEFORE_END);
    }
    return held;
  }

  /**
   * The lifetime of the crossover ticket. Its end alone is of no use, as the KDC's clock may be
   * off.
   */
  private Duration life() throws IOException {
    Matcher line = TIMES.matcher(user.klist());
    while (line.find()) {
      if (line.group(3).equals(direction.crossover())) {
        return Duration.between(time(line.group(1)), time(line.group(2)));
      }
    }
    throw new IOException("klist shows no " + direction.crossover());
  }

  private static LocalDateTime time(String shown) {
    return LocalDateTime.parse(shown, KLIST);
  }

  /** Requests a ticket, and retries if the request fell into an outage. */
  private boolean ask(String what, Attempt attempt) throws InterruptedException {
    String who = user.principal();
    Instant first = Instant.now();
    LabCommand.Output output = make(attempt);
    if (output.exitCode() == 0) {
      results.ticket(first, who, what, Outcome.FIRST_TRY, "");
      return true;
    }
    String said = output.text();
    Instant from = first;
    for (int i = 0; i < MAX_TRIES && outages.overlap(from, Instant.now()); i++) {
      outages.awaitEnd();
      from = Instant.now();
      output = make(attempt);
      if (output.exitCode() == 0) {
        results.ticket(first, who, what, Outcome.NEXT_TRY, said);
        return true;
      }
      said += " THEN " + output.text();
    }
    results.ticket(first, who, what, Outcome.FAILED, said);
    return false;
  }

  private static LabCommand.Output make(Attempt attempt) {
    try {
      return attempt.make();
    } catch (IOException e) {
      return new LabCommand.Output(1, e.getMessage());
    }
  }
}
