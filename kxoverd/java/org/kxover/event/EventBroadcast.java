package org.kxover.event;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes each event to all listeners in their order, on the thread that causes the event. A
 * listener that throws stops neither the other listeners nor that thread's work.
 */
public final class EventBroadcast implements Events {
  private static final Logger LOG = LoggerFactory.getLogger(EventBroadcast.class);

  private final List<Events> listeners;
  private final Set<Events> failed = ConcurrentHashMap.newKeySet();

  public EventBroadcast(List<Events> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  @Override
  public void happened(Event event) {
    for (Events listener : listeners) {
      try {
        listener.happened(event);
      } catch (RuntimeException | LinkageError e) {
        // A broken listener may fail for each of many events, so only its first error is logged.
        if (failed.add(listener)) {
          LOG.error(
              "unexpected error in {} (a bug in kxoverd); its further errors are not logged",
              listener.getClass().getName(),
              e);
        }
      }
    }
  }
}
