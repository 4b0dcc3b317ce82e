package org.kxover.event;

/** Why a crossing failed. {@link #toString} gives the word for the log and the documents. */
public enum FailureReason {
  /** DNSSEC proves that there is no such record. */
  ABSENT("absent"),
  /** The DNS answer comes from an unsigned zone. */
  INSECURE("insecure"),
  /** The DNSSEC signatures of the DNS answer are not valid. */
  BOGUS("bogus"),
  /** DNS answered, but it cannot be decided whether the answer must be signed. */
  INDETERMINATE("indeterminate"),
  /** DNS gave no usable answer. */
  DNS_FAILED("DNS failed"),
  /** A DNSSEC-validated record has content that cannot be used. */
  INVALID("invalid"),
  /** No daemon of the realm could be reached. */
  UNREACHABLE("unreachable"),
  /** The TCP connection succeeded, but the TLS session failed or ended too early. */
  TLS_FAILED("TLS failed"),
  /** The certificate of the daemon does not match the DNS records of the realm. */
  UNAUTHENTICATED("unauthenticated"),
  /** Our own policy forbids it. */
  REFUSED_BY_POLICY("refused by policy"),
  /** An administrator of ours blocked the other realm. */
  BLOCKED("blocked"),
  /** A KDC of our realm was seen without the guard, or none with it. */
  UNGUARDED("unguarded"),
  /** The peer refused. */
  REFUSED_BY_PEER("refused by the peer"),
  /** The peer has a temporary problem: its DNS, its database, or too many requests. */
  PEER_UNAVAILABLE("peer unavailable"),
  /** The peer violated the protocol. */
  PROTOCOL("protocol error"),
  /** The KDC's database could not be read or written. */
  DATABASE("database failed"),
  /** The primary's database has the key, but the replica does not have it yet. */
  NOT_PROPAGATED("not propagated"),
  /** Too many requests, or no time left. */
  BUSY("busy"),
  /** A bug in kxoverd. */
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
