package org.kxover.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.kxover.kdb.Role;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Printable;
import org.kxover.kerberos.Realm;

/**
 * Something that happened, for the log, the metrics and the status. An event never has a secret in
 * it. The text repeats what the fields say, except the client.
 *
 * @param realm our realm; empty if the event is about the whole daemon
 * @param peerRealm the other realm; for {@link EventType#KEY_REFUSED} the realm that the peer
 *     claims, which may be false
 * @param role the role of our realm for the key
 * @param kvno of the key
 * @param peer the other realm's daemon, one line: {@code host:port} if we authenticated it or
 *     connected to it, else address and port
 * @param client what the log may have of the user whose request it was, one line; the text does not
 *     have it, as the text is also shown by {@code kxover status}
 * @param failureReason empty for a success
 * @param took the duration, if known; never negative
 * @param text one line of printable ASCII for the operator
 */
public record Event(
    EventType type,
    Instant when,
    Optional<Realm> realm,
    Optional<Realm> peerRealm,
    Optional<Role> role,
    OptionalInt kvno,
    Optional<String> peer,
    Optional<String> client,
    Optional<FailureReason> failureReason,
    Optional<Duration> took,
    String text) {
  private static final int MAX_TEXT = 2_000;
  private static final int MAX_PEER = 300;
  private static final int MAX_CLIENT = 300;

  public Event {
    peer = peer.map(one -> Printable.line(one, MAX_PEER));
    client = client.map(one -> Printable.line(one, MAX_CLIENT));
    text = Printable.line(text, MAX_TEXT);
    took = took.map(time -> time.isNegative() ? Duration.ZERO : time);
  }

  /** An event about the whole daemon. */
  public static Event of(EventType type, Instant when, String text) {
    return of(type, when, Optional.empty(), text);
  }

  /** An event about one of our realms. */
  public static Event of(EventType type, Instant when, Realm realm, String text) {
    return of(type, when, Optional.of(realm), text);
  }

  private static Event of(EventType type, Instant when, Optional<Realm> realm, String text) {
    return new Event(
        type,
        when,
        realm,
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        text);
  }

  /** A copy with this other realm. */
  public Event about(Optional<Realm> other) {
    return new Event(type, when, realm, other, role, kvno, peer, client, failureReason, took, text);
  }

  /** A copy with this role of our realm. */
  public Event in(Role ours) {
    return new Event(
        type,
        when,
        realm,
        peerRealm,
        Optional.of(ours),
        kvno,
        peer,
        client,
        failureReason,
        took,
        text);
  }

  /** A copy with this kvno. */
  public Event ofKey(int number) {
    return new Event(
        type,
        when,
        realm,
        peerRealm,
        role,
        OptionalInt.of(number),
        peer,
        client,
        failureReason,
        took,
        text);
  }

  /** A copy with this daemon of the other realm. */
  public Event with(Optional<String> daemon) {
    return new Event(
        type, when, realm, peerRealm, role, kvno, daemon, client, failureReason, took, text);
  }

  /** A copy with this text for the user whose request it was. */
  public Event by(Optional<String> user) {
    return new Event(
        type, when, realm, peerRealm, role, kvno, peer, user, failureReason, took, text);
  }

  /** A copy with this reason of the failure. */
  public Event failed(Optional<FailureReason> what) {
    return new Event(type, when, realm, peerRealm, role, kvno, peer, client, what, took, text);
  }

  /** A copy with the duration from {@code start} until the event. */
  public Event since(Instant start) {
    return new Event(
        type,
        when,
        realm,
        peerRealm,
        role,
        kvno,
        peer,
        client,
        failureReason,
        Optional.of(Duration.between(start, when)),
        text);
  }

  /** The crossover principal, if both realms and the role are known. */
  public Optional<PrincipalName> crossover() {
    if (realm.isEmpty() || peerRealm.isEmpty() || role.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        role.get() == Role.CLIENT
            ? PrincipalName.crossover(peerRealm.get(), realm.get())
            : PrincipalName.crossover(realm.get(), peerRealm.get()));
  }

  /** The line of the log: the text, and the user. */
  public String logLine() {
    return client.map(one -> text + "; client " + one).orElse(text);
  }

  /** {@code success}, or the word of the failure reason. */
  public String outcome() {
    return failureReason.map(FailureReason::toString).orElse("success");
  }
}
