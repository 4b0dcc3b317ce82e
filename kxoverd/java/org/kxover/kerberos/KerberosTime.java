package org.kxover.kerberos;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;

/** A UTC time in whole seconds, written {@code 20261123140000Z} (RFC 4120 section 5.2.3). */
public record KerberosTime(Instant instant) implements Comparable<KerberosTime> {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'").withResolverStyle(ResolverStyle.STRICT);
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
  private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  /**
   * Cuts {@code instant} to the second.
   *
   * @throws IllegalArgumentException where the year is not 0000 to 9999
   */
  public KerberosTime {
    instant = instant.truncatedTo(ChronoUnit.SECONDS);
    if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
      throw new IllegalArgumentException("not a year of four digits");
    }
  }

  /** The time that {@code text} spells: exactly fourteen digits and {@code Z}. */
  public static KerberosTime parse(String text) throws KerberosSyntaxException {
    if (text.length() != 15) {
      throw new KerberosSyntaxException("not a KerberosTime: " + Printable.quote(text));
    }
    try {
      return new KerberosTime(LocalDateTime.parse(text, FORMAT).toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException e) {
      throw new KerberosSyntaxException("not a KerberosTime: " + Printable.quote(text));
    }
  }

  /**
   * This time moved by {@code duration}, which may be negative. It stops at the first and the last
   * second of the years 0000 to 9999, so a stranger's time cannot make the sum fail.
   */
  public KerberosTime plus(Duration duration) {
    // In seconds: Duration.between throws and catches where nanoseconds would not fit, which is
    // dear.
    long second = instant.getEpochSecond();
    long seconds = duration.toSeconds();
    if (seconds > LAST.getEpochSecond() - second) {
      return new KerberosTime(LAST);
    }
    if (seconds < FIRST.getEpochSecond() - second) {
      return new KerberosTime(FIRST);
    }
    return new KerberosTime(instant.plus(duration));
  }

  /** As {@link #plus}, the other way. */
  public KerberosTime minus(Duration duration) {
    // What has no opposite is out of the years anyway.
    return plus(duration.toSeconds() == Long.MIN_VALUE ? FOREVER : duration.negated());
  }

  public boolean isBefore(KerberosTime other) {
    return instant.isBefore(other.instant);
  }

  public boolean isAfter(KerberosTime other) {
    return instant.isAfter(other.instant);
  }

  @Override
  public int compareTo(KerberosTime other) {
    return instant.compareTo(other.instant);
  }

  @Override
  public String toString() {
    return FORMAT.format(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
  }
}
