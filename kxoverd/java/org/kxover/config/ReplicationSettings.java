package org.kxover.config;

import java.util.List;

/**
 * Who else reads or writes the realm's database.
 *
 * @param shared whether other daemons write keys into it too
 * @param replica on a replica, the command that reads its copy of the database, in words; empty
 *     where the KDC reads the database that {@code kadmin} administers
 */
public record ReplicationSettings(boolean shared, List<String> replica) {
  private static final String NONE = "none";

  public ReplicationSettings {
    replica = List.copyOf(replica);
  }

  static ReplicationSettings from(Section section) throws ConfigException {
    List<String> replica = section.words("replica", NONE);
    boolean isReplica = !replica.equals(List.of(NONE));
    // The primary has a daemon of its own, which renews the keys.
    return new ReplicationSettings(
        section.flag("shared_database", false) || isReplica, isReplica ? replica : List.of());
  }

  /** Whether the KDC beside this daemon is a replica. */
  public boolean isReplica() {
    return !replica.isEmpty();
  }
}
