package org.kxover.event;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every listener, in their order, and on the thread where it happened. One that throws harms
 * nobody: neither the others nor the work that the event is of.
 */
public final class EventBroadcast implements Events {
  private static final Logger LOG = LoggerFactory.getLogger(EventBroadcast.class);

  private final List<Events> listeners;
  private final Set<Events> told = ConcurrentHashMap.newKeySet();

  public EventBroadcast(List<Events> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  @Override
  public void happened(Event event) {
    for (Events listener : listeners) {
      try {
        listener.happened(event);
      } catch (RuntimeException | LinkageError e) {
        // Once for each: whatever is wrong with it goes on to be, and events may be many.
        if (told.add(listener)) {
          LOG.error("{} failed in a way that it should not", listener.getClass().getName(), e);
        }
      }
    }
  }
}
