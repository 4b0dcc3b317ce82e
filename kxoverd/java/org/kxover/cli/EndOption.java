package org.kxover.cli;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.kxover.config.Durations;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a time on the command line: a day, a second, or a duration from now. */
final class EndOption implements ITypeConverter<EndOption.Time> {
  /** A time, which may depend on the time of the command. */
  interface Time {
    Instant at(Clock clock);
  }

  @Override
  public Time convert(String text) {
    return Durations.parse(text)
        .<Time>map(duration -> clock -> clock.instant().plus(duration))
        .or(() -> parsed(() -> LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)))
        .or(() -> parsed(() -> Instant.parse(text)))
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "is not a day (2026-12-24), a second (2026-12-24T00:00:00Z), or a time from now"
                        + " (7d)"));
  }

  private interface Parser {
    Instant parse();
  }

  private static Optional<Time> parsed(Parser parser) {
    try {
      Instant time = parser.parse();
      return time.getEpochSecond() >= 0 && time.getEpochSecond() <= 0xffffffffL
          ? Optional.of(clock -> time)
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
