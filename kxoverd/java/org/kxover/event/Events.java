package org.kxover.event;

/** Hears what happens to the keys of the realms of this daemon, and to what they depend on. */
public interface Events {
  /** Called on the thread where it happened, which has other things to do: must not wait. */
  void happened(Event event);

  /** For who does not want to hear. */
  static Events none() {
    return event -> {};
  }
}
