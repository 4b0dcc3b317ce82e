package org.kxover.watch;

import java.util.Locale;

/** A record by which other realms find and authenticate our daemon. */
public enum OwnRecord {
  /** {@code _kerberos.REALM}: the spelling of the realm. */
  TXT,
  /** {@code _kerberos-tls._tcp.REALM}: our host and port. */
  SRV,
  /** {@code _PORT._tcp.HOST}: our certificate or key. */
  TLSA;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
