package org.kxover.publish;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.kxover.publish.ServerView.RecordSet;

/**
 * One record to add or to remove.
 *
 * @param ttl in seconds
 */
public record Change(Action action, OwnRecord record, long ttl) {
  /** What to do with the record. */
  public enum Action {
    ADD,
    REMOVE
  }

  /**
   * What makes every server right that answered. Additions come first, so that a name with a record
   * always keeps one. A record that joins others takes their TTL, which belongs to whoever
   * published them.
   *
   * @param ttl in seconds, of names that have no record yet
   */
  public static List<Change> of(List<ServerView> views, long ttl) {
    Set<Change> changes = new LinkedHashSet<>();
    for (ServerView view : views) {
      view.missing().forEach(one -> changes.add(new Change(Action.ADD, one, ttl(views, one, ttl))));
    }
    for (ServerView view : views) {
      view.outdated()
          .forEach(one -> changes.add(new Change(Action.REMOVE, one, ttl(views, one, ttl))));
    }
    return new ArrayList<>(changes);
  }

  private static long ttl(List<ServerView> views, OwnRecord record, long otherwise) {
    return views.stream()
        .map(view -> view.ttls().get(RecordSet.of(record)))
        .filter(java.util.Objects::nonNull)
        .findFirst()
        .orElse(otherwise);
  }

  /** As a line that begins with + or -. */
  @Override
  public String toString() {
    return (action == Action.ADD ? "+ " : "- ") + record.line(ttl);
  }
}
