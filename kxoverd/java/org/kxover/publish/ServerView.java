package org.kxover.publish;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one server of a zone has at our names.
 *
 * @param server its name and address, for messages
 * @param missing records that it should have
 * @param outdated records of ours that it should not have any more
 * @param others records at our names that are not ours
 * @param ttls in seconds, of each of our names and types that it has
 * @param longestTtl how long a resolver may have what the server said before a change, in seconds
 * @param failure why it did not answer; then all else is empty
 */
public record ServerView(
    String server,
    List<OwnRecord> missing,
    List<OwnRecord> outdated,
    List<OwnRecord> others,
    Map<RecordSet, Long> ttls,
    long longestTtl,
    Optional<String> failure) {
  /** A name and a type, which a server answers with all records at once. */
  public record RecordSet(org.xbill.DNS.Name name, int type) {
    static RecordSet of(OwnRecord record) {
      return new RecordSet(record.name(), record.type());
    }
  }

  static ServerView failed(String server, String reason) {
    return new ServerView(
        server, List.of(), List.of(), List.of(), Map.of(), 0, Optional.of(reason));
  }

  /** True if the server has what it should have. */
  public boolean isRight() {
    return failure.isEmpty() && missing.isEmpty() && outdated.isEmpty();
  }
}
