package org.kxover.publish;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.kxover.dns.ServerQuery;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Finds the zone of a name: the nearest name at or above it that has a SOA record. */
public final class ZoneFinder {
  private final ServerQuery resolver;
  private final Map<Name, Boolean> apexes = new HashMap<>();

  public ZoneFinder(ServerQuery resolver) {
    this.resolver = resolver;
  }

  /**
   * @throws IOException if the resolver does not answer, or no zone below the root has the name
   */
  public Name zoneOf(Name name) throws IOException {
    for (int labels = name.labels(); labels > 1; labels--) {
      Name candidate = new Name(name, name.labels() - labels);
      if (isApex(candidate)) {
        return candidate;
      }
    }
    throw new IOException("no zone below the root has the name " + name);
  }

  private boolean isApex(Name name) throws IOException {
    Boolean known = apexes.get(name);
    if (known == null) {
      known = false;
      // The SOA record of another name is that of the end of a CNAME.
      for (Record record : resolver.ask(name, Type.SOA).getSection(Section.ANSWER)) {
        known |= record.getType() == Type.SOA && record.getName().equals(name);
      }
      apexes.put(name, known);
    }
    return known;
  }
}
