package org.kxover.publish;

import java.io.IOException;
import java.util.List;
import org.kxover.dns.ServerQuery;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** One address of a server of a zone. */
final class ZoneServer {
  private final Name zone;
  private final String name;
  private final ServerQuery query;

  /**
   * @param name as the NS record has it
   */
  ZoneServer(Name zone, String name, ServerQuery query) {
    this.zone = zone;
    this.name = name;
    this.query = query;
  }

  /**
   * The records of one type at one name; none if there are none.
   *
   * @throws IOException if the server gives no answer of its own, or has an alias at the name
   */
  List<Record> records(Name owner, int type) throws IOException {
    Message answer = query.ask(owner, type);
    if (!answer.getHeader().getFlag(Flags.AA)) {
      throw new IOException(
          query + " answers " + owner + " " + Type.string(type) + ", but does not serve " + zone);
    }
    List<Record> records = answer.getSection(Section.ANSWER);
    if (records.stream().anyMatch(record -> isAlias(record.getType()))) {
      throw new IOException(
          query + " has an alias (CNAME or DNAME) at or above " + owner + "; remove it");
    }
    if (answer.getRcode() == Rcode.NXDOMAIN) {
      return List.of();
    }
    return records.stream()
        .filter(record -> record.getType() == type && record.getName().equals(owner))
        .toList();
  }

  private static boolean isAlias(int type) {
    return type == Type.CNAME || type == Type.DNAME;
  }

  /**
   * How long a resolver may remember that a name of the zone does not exist, in seconds (RFC 2308
   * section 5).
   */
  long negativeTtl() throws IOException {
    return records(zone, Type.SOA).stream()
        .map(SOARecord.class::cast)
        .mapToLong(soa -> Math.min(soa.getTTL(), soa.getMinimum()))
        .findFirst()
        .orElseThrow(() -> new IOException(query + " has no SOA record of " + zone));
  }

  /** Its name, address and port, for messages. */
  @Override
  public String toString() {
    String address = query.toString();
    return address.startsWith(name + " ") ? address : name + " (" + address + ")";
  }
}
