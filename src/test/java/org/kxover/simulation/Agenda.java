package org.kxover.simulation;

import java.util.Arrays;

/** The next time of each of many numbered items, as a heap. An item without a time is not in it. */
final class Agenda {
  private static final int ABSENT = -1;

  private final long[] times;
  private final int[] heap;
  private final int[] places;
  private int size;

  /**
   * @param count the items are 0 to {@code count - 1}
   */
  Agenda(int count) {
    times = new long[count];
    heap = new int[count];
    places = new int[count];
    Arrays.fill(places, ABSENT);
  }

  /** The time of the first item; {@link VirtualClock#NEVER} if there is none. */
  long next() {
    return size == 0 ? VirtualClock.NEVER : times[heap[0]];
  }

  /** The first item. There must be one. */
  int first() {
    return heap[0];
  }

  /** Sets or replaces the time of an item; {@link VirtualClock#NEVER} removes it. */
  void put(int item, long time) {
    if (time == VirtualClock.NEVER) {
      remove(item);
      return;
    }
    times[item] = time;
    if (places[item] == ABSENT) {
      places[item] = size;
      heap[size++] = item;
    }
    up(places[item]);
    down(places[item]);
  }

  private void remove(int item) {
    int place = places[item];
    if (place == ABSENT) {
      return;
    }
    places[item] = ABSENT;
    int last = heap[--size];
    if (last != item) {
      set(place, last);
      up(place);
      down(places[last]);
    }
  }

  private void up(int from) {
    int place = from;
    int item = heap[place];
    while (place > 0 && isBefore(item, heap[(place - 1) / 2])) {
      set(place, heap[(place - 1) / 2]);
      place = (place - 1) / 2;
    }
    set(place, item);
  }

  private void down(int from) {
    int place = from;
    int item = heap[place];
    while (2 * place + 1 < size) {
      int child = 2 * place + 1;
      if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (!isBefore(heap[child], item)) {
        break;
      }
      set(place, heap[child]);
      place = child;
    }
    set(place, item);
  }

  /** Items of one time come in the order of their numbers, so that a run can be repeated. */
  private boolean isBefore(int one, int other) {
    return times[one] < times[other] || (times[one] == times[other] && one < other);
  }

  private void set(int place, int item) {
    heap[place] = item;
    places[item] = place;
  }
}
