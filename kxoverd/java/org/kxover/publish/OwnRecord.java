package org.kxover.publish;

import java.io.IOException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/**
 * One record of ours, without its TTL.
 *
 * @param name its owner, absolute
 * @param type a number of {@link Type}
 * @param data in presentation format
 */
public record OwnRecord(Name name, int type, String data) {
  /** As dnsjava has it, with a TTL in seconds. */
  Record toDns(long ttl) throws IOException {
    return Record.fromString(name, type, DClass.IN, ttl, data, Name.root);
  }

  /**
   * True if a record that a server has says what this one says. The TTL does not count, nor the
   * priority and weight of a SRV record, which are the administrator's to choose.
   */
  boolean isSaidBy(Record served) throws IOException {
    Record own = toDns(0);
    if (own instanceof SRVRecord ours && served instanceof SRVRecord theirs) {
      return own.getName().equals(served.getName())
          && ours.getPort() == theirs.getPort()
          && ours.getTarget().equals(theirs.getTarget());
    }
    return own.equals(served);
  }

  /** The record that a server has. */
  static OwnRecord of(Record served) {
    return new OwnRecord(served.getName(), served.getType(), served.rdataToString());
  }

  /** As a line of a zone file. */
  public String line(long ttl) {
    return name + " " + ttl + " IN " + Type.string(type) + " " + data;
  }

  /** Without a TTL, for messages. */
  @Override
  public String toString() {
    return name + " " + Type.string(type) + " " + data;
  }
}
