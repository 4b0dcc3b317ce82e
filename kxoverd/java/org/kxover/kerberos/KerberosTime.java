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
   * Truncates {@code instant} to the second.
   *
   * @throws IllegalArgumentException if the year is not in 0000 to 9999
   */
  public KerberosTime {
    instant = instant.truncatedTo(ChronoUnit.SECONDS);
    if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
      throw new IllegalArgumentException("the year is not in 0000 to 9999");
    }
  }

  /** Parses {@code text}: exactly fourteen digits and {@code Z}. */
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
   * This time plus {@code duration}, which may be negative. The result is limited to the years 0000
   * to 9999, so that a hostile time cannot cause an overflow.
   */
  public KerberosTime plus(Duration duration) {
    // In seconds: Duration.between throws and catches an exception if nanoseconds overflow, which
    // is slow.
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

  /** This time minus {@code duration}, limited as for {@link #plus}. */
  public KerberosTime minus(Duration duration) {
    // Long.MIN_VALUE cannot be negated, and any limit is exceeded anyway.
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
