package org.kxover.event;

/** A listener to the events of this daemon. */
public interface Events {
  /** Is called on the thread that causes the event, so it must not block. */
  void happened(Event event);

  /** Ignores all events. */
  static Events none() {
    return event -> {};
  }
}
