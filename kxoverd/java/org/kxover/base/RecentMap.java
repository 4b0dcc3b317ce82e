package org.kxover.base;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map of bounded size. When it is full, it forgets the entry that was put or read longest ago.
 * Not for several threads at once.
 */
public final class RecentMap<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1L;

  private final int max;

  /**
   * @param max the most entries
   */
  public RecentMap(int max) {
    super(16, 0.75f, true);
    this.max = max;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > max;
  }
}
