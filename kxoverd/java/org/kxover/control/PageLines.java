package org.kxover.control;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kxover.administration.CrossoverPage;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Printable;
import org.kxover.kerberos.Realm;
import org.kxover.kerberos.RealmPattern;
import org.kxover.localsocket.SocketProtocolException;

/** The lines of a request that choose a page of the crossovers. */
final class PageLines {
  private static final Pattern TIME =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}");

  private PageLines() {}

  /** Parses and removes the values of a page. */
  static CrossoverPage take(Map<String, String> values) throws SocketProtocolException {
    CrossoverPage page =
        new CrossoverPage(
            peers(values.remove("peers")),
            endingBefore(values.remove("ending_before")),
            ControlRequest.realm(values, "after"),
            limit(values.remove("limit")));
    values.remove("after");
    return page;
  }

  private static RealmPattern peers(String text) throws SocketProtocolException {
    try {
      return text == null ? RealmPattern.ALL : RealmPattern.parse(text);
    } catch (KerberosSyntaxException e) {
      throw new SocketProtocolException("peers: " + e.getMessage());
    }
  }

  private static Optional<Instant> endingBefore(String text) throws SocketProtocolException {
    if (text == null) {
      return Optional.empty();
    }
    try {
      if (TIME.matcher(text).matches()) {
        return Optional.of(Instant.parse(text));
      }
    } catch (DateTimeException e) {
      // A day that does not exist.
    }
    throw new SocketProtocolException(
        "ending_before is not a time such as 2026-12-24T00:00:00Z: " + Printable.quote(text));
  }

  private static int limit(String text) throws SocketProtocolException {
    if (text == null) {
      return CrossoverPage.MAX_LIMIT;
    }
    if (!NUMBER.matcher(text).matches() || Integer.parseInt(text) > CrossoverPage.MAX_LIMIT) {
      throw new SocketProtocolException(
          "limit is not 0 to " + CrossoverPage.MAX_LIMIT + ": " + Printable.quote(text));
    }
    return Integer.parseInt(text);
  }

  /** Only what differs from the first page. */
  static List<String> of(CrossoverPage page) {
    List<String> lines = new ArrayList<>();
    if (!page.peers().equals(RealmPattern.ALL)) {
      lines.add("peers=" + page.peers());
    }
    page.endingBefore().ifPresent(time -> lines.add("ending_before=" + time));
    page.after().ifPresent((Realm realm) -> lines.add("after=" + realm));
    if (page.limit() != CrossoverPage.MAX_LIMIT) {
      lines.add("limit=" + page.limit());
    }
    return lines;
  }
}
