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
 * Something that happened: for the log, for the metrics, for whoever asks for the status. Never a
 * secret in it. What is known of it stands in fields, and all of it once more in the text.
 *
 * @param realm of ours; empty where it is of the whole daemon
 * @param peerRealm the realm that it is about; as that realm's daemon claims it, where it is {@link
 *     EventType#KEY_REFUSED}
 * @param role what our realm does with the key
 * @param kvno of the key
 * @param peer the other daemon: {@code host:port} where our side has proved which it is, else its
 *     address and port; one line
 * @param failureReason what stood in the way; empty where all went well
 * @param took how long it took, where that is worth knowing; not negative
 * @param text one line for people, in printable ASCII
 */
public record Event(
    EventType type,
    Instant when,
    Optional<Realm> realm,
    Optional<Realm> peerRealm,
    Optional<Role> role,
    OptionalInt kvno,
    Optional<String> peer,
    Optional<FailureReason> failureReason,
    Optional<Duration> took,
    String text) {
  private static final int MAX_TEXT = 2_000;
  private static final int MAX_PEER = 300;

  public Event {
    peer = peer.map(one -> Printable.line(one, MAX_PEER));
    text = Printable.line(text, MAX_TEXT);
    took = took.map(time -> time.isNegative() ? Duration.ZERO : time);
  }

  /** One of the whole daemon, of which no more is to be said. */
  public static Event of(EventType type, Instant when, String text) {
    return of(type, when, Optional.empty(), text);
  }

  /** One of a realm of ours. */
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
        text);
  }

  /** The same, about that other realm. */
  public Event about(Optional<Realm> other) {
    return new Event(type, when, realm, other, role, kvno, peer, failureReason, took, text);
  }

  /** The same, of a key for our users there (client), or for those from there (service). */
  public Event in(Role ours) {
    return new Event(
        type, when, realm, peerRealm, Optional.of(ours), kvno, peer, failureReason, took, text);
  }

  /** The same, of the key of that kvno. */
  public Event ofKey(int number) {
    return new Event(
        type,
        when,
        realm,
        peerRealm,
        role,
        OptionalInt.of(number),
        peer,
        failureReason,
        took,
        text);
  }

  /** The same, with that daemon. */
  public Event with(Optional<String> daemon) {
    return new Event(type, when, realm, peerRealm, role, kvno, daemon, failureReason, took, text);
  }

  /** The same, which that stood in the way of. */
  public Event failed(Optional<FailureReason> what) {
    return new Event(type, when, realm, peerRealm, role, kvno, peer, what, took, text);
  }

  /** The same, which began then. */
  public Event since(Instant start) {
    return new Event(
        type,
        when,
        realm,
        peerRealm,
        role,
        kvno,
        peer,
        failureReason,
        Optional.of(Duration.between(start, when)),
        text);
  }

  /** The crossover principal that it is of, where both realms and the role are known. */
  public Optional<PrincipalName> crossover() {
    if (realm.isEmpty() || peerRealm.isEmpty() || role.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        role.get() == Role.CLIENT
            ? PrincipalName.crossover(peerRealm.get(), realm.get())
            : PrincipalName.crossover(realm.get(), peerRealm.get()));
  }

  /** {@code success}, or what stood in the way. */
  public String outcome() {
    return failureReason.map(FailureReason::toString).orElse("success");
  }
}
