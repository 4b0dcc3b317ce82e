package org.kxover.kdb.kadmin;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kxover.kdb.principal.PrincipalEntry;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.Printable;

/**
 * Parses {@code getprinc}'s output: fifteen kinds of line in a fixed order, unchanged from krb5
 * 1.13 to 1.22. Any other output is refused, because a moved field could be misread.
 */
final class PrincipalParser {
  private static final String NEVER = "[never]";

  /** kadmin's word for no policy; in krb5 1.13 also for a password that never expires. */
  private static final String NONE = "[none]";

  private static final String PASSWORD_EXPIRATION = "Password expiration date";
  private static final int MAX_KEYS = 1000;

  // strftime's "%a %b %d %H:%M:%S %Z %Y", under TZ=UTC.
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss 'UTC' uuuu", Locale.ENGLISH)
          .withResolverStyle(ResolverStyle.STRICT);
  private static final Pattern LIFE =
      Pattern.compile("(-?)([0-9]{1,6}) days? ([0-9]{2}):([0-9]{2}):([0-9]{2})");
  private static final Pattern KEY =
      Pattern.compile("vno ([0-9]{1,9}), ([\\x21-\\x7e]+( [ -~]+)?)");
  private static final Pattern COUNT = Pattern.compile("[0-9]{1,9}");

  private final KadminLines lines;

  private PrincipalParser(String output) throws KadminSyntaxException {
    this.lines = new KadminLines(output);
  }

  static PrincipalEntry parse(String output) throws KadminSyntaxException {
    return new PrincipalParser(output).entry();
  }

  private PrincipalEntry entry() throws KadminSyntaxException {
    String name = lines.field("Principal");
    Optional<KerberosTime> expiration = date("Expiration date");
    date("Last password change");
    date(PASSWORD_EXPIRATION);
    Duration maxTicketLife = life("Maximum ticket life");
    Duration maxRenewableLife = life("Maximum renewable life");
    lines.field("Last modified");
    date("Last successful authentication");
    date("Last failed authentication");
    count("Failed password attempts");
    SortedMap<Integer, List<String>> keys = keys(count("Number of keys"));
    lines.field("MKey");
    Set<String> attributes = attributes();
    String policy = lines.field("Policy");
    lines.end();
    return new PrincipalEntry(
        name,
        expiration,
        maxTicketLife,
        maxRenewableLife,
        keys,
        attributes,
        policy.equals(NONE) ? Optional.empty() : Optional.of(policy));
  }

  private Optional<KerberosTime> date(String label) throws KadminSyntaxException {
    String text = lines.field(label);
    if (text.equals(NEVER) || (label.equals(PASSWORD_EXPIRATION) && text.equals(NONE))) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new KerberosTime(LocalDateTime.parse(text, DATE).toInstant(ZoneOffset.UTC)));
    } catch (DateTimeParseException | IllegalArgumentException e) {
      throw new KadminSyntaxException(label + " is not a date: " + Printable.quote(text));
    }
  }

  private Duration life(String label) throws KadminSyntaxException {
    String text = lines.field(label);
    Matcher life = LIFE.matcher(text);
    if (!life.matches()) {
      throw new KadminSyntaxException(label + " is not a duration: " + Printable.quote(text));
    }
    Duration duration =
        Duration.ofDays(Integer.parseInt(life.group(2)))
            .plusHours(Integer.parseInt(life.group(3)))
            .plusMinutes(Integer.parseInt(life.group(4)))
            .plusSeconds(Integer.parseInt(life.group(5)));
    return life.group(1).isEmpty() ? duration : duration.negated();
  }

  private int count(String label) throws KadminSyntaxException {
    String text = lines.field(label);
    if (!COUNT.matcher(text).matches()) {
      throw new KadminSyntaxException(label + " is not a number: " + Printable.quote(text));
    }
    return Integer.parseInt(text);
  }

  private SortedMap<Integer, List<String>> keys(int number) throws KadminSyntaxException {
    if (number > MAX_KEYS) {
      throw new KadminSyntaxException("more than " + MAX_KEYS + " keys: " + number);
    }
    SortedMap<Integer, List<String>> keys = new TreeMap<>();
    for (int i = 0; i < number; i++) {
      String text = lines.field("Key");
      Matcher key = KEY.matcher(text);
      if (!key.matches()) {
        throw new KadminSyntaxException("not a key: " + Printable.quote(text));
      }
      keys.computeIfAbsent(Integer.parseInt(key.group(1)), kvno -> new ArrayList<>())
          .add(key.group(2));
    }
    return keys;
  }

  private Set<String> attributes() throws KadminSyntaxException {
    String text = lines.list("Attributes");
    return text.isEmpty() ? Set.of() : new LinkedHashSet<>(List.of(text.split(" ")));
  }
}
