package org.kxover.control;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kxover.administration.CrossoverPage;
import org.kxover.kdb.Role;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Printable;
import org.kxover.kerberos.Realm;
import org.kxover.kerberos.RealmPattern;
import org.kxover.localsocket.NameValues;
import org.kxover.localsocket.SocketProtocolException;

/**
 * A request or an order of {@code kxover}.
 *
 * @param realm the local realm; empty for all realms, or for the only one
 * @param peer the other realm
 * @param read true to read the database instead of the last known state
 * @param direction empty for both directions
 * @param page of the crossovers in a status without {@code peer}
 */
public record ControlRequest(
    Command command,
    Optional<Realm> realm,
    Optional<Realm> peer,
    boolean read,
    Optional<Role> direction,
    CrossoverPage page) {
  /** The most crossovers on one page. */
  public static final int MAX_LIMIT = CrossoverPage.MAX_LIMIT;

  private static final String VERSION = "1";

  /** The protocol uses the lower-case names. */
  public enum Command {
    STATUS,
    REFUSALS,
    CROSS,
    RENEW,
    DROP;

    /** True if it changes something with one other realm. */
    boolean isOrder() {
      return this != STATUS && this != REFUSALS;
    }

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * A request for the state of crossovers: as last read or, with {@code read}, read from the
   * database. It asks for the first page, as long as a page may be.
   */
  public static ControlRequest status(Optional<Realm> realm, Optional<Realm> peer, boolean read) {
    return new ControlRequest(
        Command.STATUS, realm, peer, read, Optional.empty(), CrossoverPage.FIRST);
  }

  private ControlRequest page(
      RealmPattern peers, Optional<Instant> endingBefore, Optional<Realm> after, int limit) {
    return new ControlRequest(
        command,
        realm,
        peer,
        read,
        direction,
        new CrossoverPage(peers, endingBefore, after, limit));
  }

  /** A copy that asks for crossovers with those realms only. */
  public ControlRequest peers(RealmPattern peers) {
    return page(peers, page.endingBefore(), page.after(), page.limit());
  }

  /** A copy that asks for crossovers only whose newest key ends before that second. */
  public ControlRequest endingBefore(Instant time) {
    Optional<Instant> second = Optional.of(time.truncatedTo(ChronoUnit.SECONDS));
    return page(page.peers(), second, page.after(), page.limit());
  }

  /** A copy that asks for the page after the one that ended with that realm. */
  public ControlRequest after(Realm end) {
    return page(page.peers(), page.endingBefore(), Optional.of(end), page.limit());
  }

  /**
   * A copy that asks for a shorter page.
   *
   * @param limit 0 to {@link #MAX_LIMIT} crossovers
   */
  public ControlRequest limit(int limit) {
    return page(page.peers(), page.endingBefore(), page.after(), limit);
  }

  /** A copy that asks about one local realm only. */
  public ControlRequest of(Realm local) {
    return new ControlRequest(command, Optional.of(local), peer, read, direction, page);
  }

  /** A request for what the guards in the KDCs refused. */
  public static ControlRequest refusals(Optional<Realm> realm) {
    return new ControlRequest(Command.REFUSALS, realm, Optional.empty(), false, Optional.empty());
  }

  /** An order whose only argument is the peer. */
  public static ControlRequest order(Command command, Optional<Realm> realm, Realm peer) {
    return new ControlRequest(
        command, realm, Optional.of(peer), false, Optional.empty(), CrossoverPage.FIRST);
  }

  public static ControlRequest drop(Optional<Realm> realm, Realm peer, Optional<Role> direction) {
    return new ControlRequest(
        Command.DROP, realm, Optional.of(peer), false, direction, CrossoverPage.FIRST);
  }

  /**
   * Parses the lines of a message, without the empty line that ends it.
   *
   * @throws SocketProtocolException if they are not a request, or have a name that the command does
   *     not use: an order that is not fully understood is not carried out
   */
  static ControlRequest parse(List<String> lines) throws SocketProtocolException {
    Map<String, String> values = new LinkedHashMap<>(NameValues.parse(lines));
    String version = NameValues.require(values, "kxover");
    if (!version.equals(VERSION)) {
      throw new SocketProtocolException("version is not 1: " + Printable.quote(version));
    }
    Command command = command(NameValues.require(values, "command"));
    ControlRequest request =
        new ControlRequest(
            command,
            realm(values, "realm"),
            realm(values, "peer"),
            command == Command.STATUS && read(values.remove("read")),
            command == Command.DROP ? direction(values.remove("direction")) : Optional.empty(),
            command == Command.STATUS ? PageLines.take(values) : CrossoverPage.FIRST);
    values.keySet().removeAll(List.of("kxover", "command", "realm", "peer"));
    if (!values.isEmpty()) {
      throw new SocketProtocolException(
          command + " takes no " + Printable.quote(values.keySet().iterator().next()));
    }
    if (command == Command.REFUSALS && request.peer().isPresent()) {
      throw new SocketProtocolException(command + " takes no peer");
    }
    if (command.isOrder() && request.peer().isEmpty()) {
      throw new SocketProtocolException("peer is missing");
    }
    return request;
  }

  private static Command command(String word) throws SocketProtocolException {
    for (Command command : Command.values()) {
      if (command.toString().equals(word)) {
        return command;
      }
    }
    throw new SocketProtocolException("no such command: " + Printable.quote(word));
  }

  static Optional<Realm> realm(Map<String, String> values, String name)
      throws SocketProtocolException {
    if (!values.containsKey(name)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Realm.parse(values.get(name)));
    } catch (KerberosSyntaxException e) {
      throw new SocketProtocolException(name + ": " + e.getMessage());
    }
  }

  private static boolean read(String word) throws SocketProtocolException {
    if (word != null && !word.equals("yes")) {
      throw new SocketProtocolException("read is not yes: " + Printable.quote(word));
    }
    return word != null;
  }

  private static Optional<Role> direction(String word) throws SocketProtocolException {
    return word == null ? Optional.empty() : Optional.of(Direction.parse(word));
  }

  /** The message with the empty line that ends it. */
  byte[] encoded() {
    List<String> lines = new ArrayList<>(List.of("kxover=" + VERSION, "command=" + command));
    realm.ifPresent(one -> lines.add("realm=" + one));
    peer.ifPresent(one -> lines.add("peer=" + one));
    if (read) {
      lines.add("read=yes");
    }
    direction.ifPresent(one -> lines.add("direction=" + Direction.word(one)));
    lines.addAll(PageLines.of(page));
    return (String.join("\n", lines) + "\n\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }
}
