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
 * A user who asks for tickets of the other realm's services all the time: one who logs in for each,
 * or one who holds a crossover ticket and uses it to its end.
 */
final class TrafficUser implements Runnable {
  private static final int MAX_TRIES = 20;

  /** So long before its end a ticket is not used any more: the request takes its time. */
  private static final Duration BEFORE_END = Duration.ofSeconds(2);

  private static final Pattern TIMES =
      Pattern.compile("(?m)^(\\d\\S+ \\d\\S+) +(\\d\\S+ \\d\\S+) +(\\S+)$");
  private static final DateTimeFormatter KLIST = DateTimeFormatter.ofPattern("MM/dd/yy HH:mm:ss");

  private interface Attempt {
    LabCommand.Output make() throws IOException;
  }

  private final LabUser user;
  private final Direction direction;
  private final boolean holds;
  private final Outages calm;
  private final StopSignal ending;
  private final KeyWatch keys;
  private final Results tally;
  private final Random random;
  private final Duration pause;
  private Instant heldUntil = Instant.MIN;
  private int heldKvno;

  /**
   * @param holds whether a ticket is held, and used to its end
   * @param pause between two tickets, on the average
   */
  TrafficUser(
      LabUser user,
      Direction direction,
      boolean holds,
      Outages calm,
      StopSignal ending,
      KeyWatch keys,
      Results tally,
      Random random,
      Duration pause) {
    this.user = user;
    this.direction = direction;
    this.holds = holds;
    this.calm = calm;
    this.ending = ending;
    this.keys = keys;
    this.tally = tally;
    this.random = random;
    this.pause = pause;
  }

  @Override
  public void run() {
    try {
      do {
        turn();
      } while (!ending.within(pause.toMillis() / 2 + random.nextLong(pause.toMillis() + 1)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      tally.failure(user.principal() + " stopped asking: " + e);
    }
  }

  private void turn() throws InterruptedException {
    String host = direction.hosts().get(random.nextInt(direction.hosts().size()));
    if (!holds) {
      ask("login and HTTP/" + host, () -> logInAndAsk(host));
    } else if (isHeld()) {
      int kvno = heldKvno;
      boolean got = ask("with the ticket held, HTTP/" + host, () -> useOrObtain(host));
      if (got && kvno == heldKvno && kvno < keys.newest(direction)) {
        tally.underOldKey();
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

  /** Of the crossover ticket; when it ends is told by the KDC's clock, which may be off. */
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

  /** Asks, and once more where that fell into a fault. */
  private boolean ask(String what, Attempt attempt) throws InterruptedException {
    String who = user.principal();
    Instant first = Instant.now();
    LabCommand.Output output = make(attempt);
    if (output.exitCode() == 0) {
      tally.ticket(first, who, what, Outcome.FIRST_TRY, "");
      return true;
    }
    String said = output.text();
    Instant from = first;
    for (int i = 0; i < MAX_TRIES && calm.wasBroken(from, Instant.now()); i++) {
      calm.await();
      from = Instant.now();
      output = make(attempt);
      if (output.exitCode() == 0) {
        tally.ticket(first, who, what, Outcome.NEXT_TRY, said);
        return true;
      }
      said += " THEN " + output.text();
    }
    tally.ticket(first, who, what, Outcome.FAILED, said);
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
