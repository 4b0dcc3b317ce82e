package org.kxover.guard;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Printable;

/**
 * A request that the guard in a KDC refused, as the KDC told it (doc/PROTOCOL.md section 7.1).
 *
 * @param service with its realm, in printable ASCII without spaces. It can be a user of ours, and
 *     may have been replaced likewise
 * @param client likewise; another realm chose this name, and it can be a lie. It may have been
 *     replaced by what the log may have of it
 * @param reason a word, which may be unknown
 * @param enforced false if the guard only observes, and the KDC went on
 */
public record GuardRefusal(String service, String client, String reason, boolean enforced) {
  /** Stands for each reason that this release does not know. */
  public static final String OTHER = "other";

  private static final int MAX_OCTETS = 1024;
  private static final Pattern FORM =
      Pattern.compile(
          "refused service=([!-~]{1,512}) client=([!-~]{1,512}) reason=([a-z0-9-]{1,32})"
              + " mode=(enforce|observe)");

  /** Begins the field that names a user. A log does not quote it. */
  private static final String CLIENT = " client=";

  private static final Set<String> REASONS =
      Set.of(
          "closed",
          "closed-anonymous",
          "blocked",
          "lineage",
          "third-realm",
          "s4u",
          "never-open",
          "onward",
          "hop",
          "stays-home",
          "crossover-login",
          "path",
          "attribute",
          "setting",
          "database");

  /**
   * Parses a datagram.
   *
   * @throws KerberosSyntaxException if it has another form
   */
  public static GuardRefusal parse(byte[] datagram) throws KerberosSyntaxException {
    if (datagram.length > MAX_OCTETS) {
      throw new KerberosSyntaxException("it has more than " + MAX_OCTETS + " octets");
    }
    String text = new String(datagram, StandardCharsets.ISO_8859_1);
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new KerberosSyntaxException("it is no refusal: " + Printable.quote(beforeClient(text)));
    }
    return new GuardRefusal(
        form.group(1), form.group(2), form.group(3), form.group(4).equals("enforce"));
  }

  private static String beforeClient(String text) {
    int at = text.indexOf(CLIENT);
    return at < 0 ? text : text.substring(0, at);
  }

  /** A copy with this text in place of the client's name. */
  public GuardRefusal withClient(String text) {
    return new GuardRefusal(service, text, reason, enforced);
  }

  /** A copy with this text in place of the service's name. */
  public GuardRefusal withService(String text) {
    return new GuardRefusal(text, client, reason, enforced);
  }

  /** The reason, if this release knows it; otherwise {@value #OTHER}. */
  public String knownReason() {
    return REASONS.contains(reason) ? reason : OTHER;
  }

  /** The word for {@link #enforced}. */
  public String mode() {
    return enforced ? "enforce" : "observe";
  }
}
