package org.kxover.plugin;

import java.io.IOException;
import java.util.stream.Collectors;
import org.apache.kerby.kerberos.kerb.type.base.KrbError;
import org.apache.kerby.kerberos.kerb.type.base.PrincipalName;
import org.apache.kerby.kerberos.kerb.type.kdc.AsRep;
import org.apache.kerby.kerberos.kerb.type.kdc.KdcRep;
import org.apache.kerby.kerberos.kerb.type.kdc.TgsRep;

/**
 * A KDC's answer, without times, keys and nonces, so that answers can be compared.
 *
 * @param ticket the server principal of the ticket; null for an error
 * @param error code, text and names of the KRB-ERROR; null for a ticket
 */
public record KdcAnswer(String ticket, String error) {
  /** The first octet of a KRB-ERROR: [APPLICATION 30] (RFC 4120 section 5.9.1). */
  private static final int KRB_ERROR = 0x7e;

  /** The first octet of an AS-REP: [APPLICATION 11] (RFC 4120 section 5.4.2). */
  private static final int AS_REP = 0x6b;

  /**
   * Parses an answer.
   *
   * @throws IOException if the octets are not an answer
   */
  public static KdcAnswer parse(byte[] octets) throws IOException {
    if (octets.length > 0 && octets[0] == KRB_ERROR) {
      KrbError error = new KrbError();
      error.decode(octets);
      String names =
          name(error.getCname())
              + "@"
              + error.getCrealm()
              + " for "
              + name(error.getSname())
              + "@"
              + error.getRealm();
      return new KdcAnswer(null, error.getErrorCode() + " " + error.getEtext() + " " + names);
    }
    KdcRep reply = octets.length > 0 && octets[0] == AS_REP ? new AsRep() : new TgsRep();
    reply.decode(octets);
    return new KdcAnswer(
        name(reply.getTicket().getSname()) + "@" + reply.getTicket().getRealm(), null);
  }

  private static String name(PrincipalName name) {
    if (name == null) {
      return "-";
    }
    // Kerby has null for an empty component.
    return name.getNameStrings().stream()
        .map(part -> part == null ? "" : part)
        .collect(Collectors.joining("/"));
  }
}
