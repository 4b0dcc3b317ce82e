package org.kxover.publish;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.kxover.dns.Deadline;
import org.kxover.dns.DnsAnswer;
import org.kxover.dns.DnsOutcome;
import org.kxover.dns.SecureDns;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** What secure DNS has of our records, as other realms see it. */
public final class WorldView {
  private WorldView() {}

  /**
   * Looks up each record.
   *
   * @param limit of one look-up
   * @return the records that others cannot see, each with the reason
   */
  public static List<String> missing(List<OwnRecord> own, SecureDns dns, Duration limit)
      throws IOException {
    List<String> missing = new ArrayList<>();
    for (OwnRecord record : own) {
      DnsAnswer answer = dns.lookup(record.name(), record.type(), Deadline.in(limit));
      if (!isSaidBy(record, answer.records())) {
        String what = record.name() + " " + Type.string(record.type()) + ": ";
        missing.add(
            what
                + (answer.outcome() == DnsOutcome.SECURE
                    ? "has other data than " + record.data()
                    : answer.outcome() + ", " + answer.reason()));
      }
    }
    return missing;
  }

  private static boolean isSaidBy(OwnRecord own, List<Record> served) throws IOException {
    for (Record record : served) {
      if (own.isSaidBy(record)) {
        return true;
      }
    }
    return false;
  }
}
