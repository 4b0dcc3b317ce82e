package org.kxover.event;

/** What can stand in the way of a crossing: each with its own word in the log. */
public enum FailureReason {
  /** Secure DNS proves that there is no such record. */
  ABSENT("absent"),
  /** DNS answered without proof, from an unsigned zone. */
  INSECURE("insecure"),
  /** DNS answered with a wrong proof. */
  BOGUS("bogus"),
  /** DNS answered, and whether there should have been proof cannot be told. */
  INDETERMINATE("indeterminate"),
  /** DNS did not answer. */
  DNS_FAILED("DNS failed"),
  /** Secure DNS says something that cannot be used. */
  INVALID("invalid"),
  /** No daemon of the realm could be reached. */
  UNREACHABLE("unreachable"),
  /** A daemon was reached, and the TLS session with it failed or ended too early. */
  TLS_FAILED("TLS failed"),
  /** The daemon reached is not the realm's: its certificate does not match DNS. */
  UNAUTHENTICATED("unauthenticated"),
  /** Our policy says no. */
  REFUSED_BY_POLICY("refused by policy"),
  /** The peer says no. */
  REFUSED_BY_PEER("refused by the peer"),
  /** The peer would, and cannot at this moment: its own DNS, its database, or too much work. */
  PEER_UNAVAILABLE("peer unavailable"),
  /** The peer does not keep to the protocol. */
  PROTOCOL("protocol error"),
  /** The KDC's database could not be read or written. */
  DATABASE("database failed"),
  /** The primary's database has the key, and the replica's copy of it not yet. */
  NOT_PROPAGATED("not propagated"),
  /** Too much in work, or no time left. */
  BUSY("busy"),
  /** A defect of ours. */
  INTERNAL("internal error");

  private final String word;

  FailureReason(String word) {
    this.word = word;
  }

  @Override
  public String toString() {
    return word;
  }
}
