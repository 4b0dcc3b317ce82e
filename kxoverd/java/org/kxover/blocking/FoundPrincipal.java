package org.kxover.blocking;

import java.util.Map;

/**
 * A principal as the database has it.
 *
 * @param exists false if there is none; then the other values say nothing
 * @param isClosed true if the KDC neither issues nor accepts tickets under its keys
 * @param isHalfMade true if kxoverd stopped in the middle of its first key: it is closed, and has
 *     the expiration that kxoverd gives to such a principal
 */
record FoundPrincipal(
    boolean exists, boolean isClosed, boolean isHalfMade, int keys, Map<String, String> strings) {
  static final FoundPrincipal ABSENT = new FoundPrincipal(false, false, false, 0, Map.of());

  FoundPrincipal {
    strings = Map.copyOf(strings);
  }

  boolean hasMarker() {
    return strings.containsKey(BlockRequests.MARKER);
  }

  boolean isMarkedAsBlocked() {
    return strings.containsKey(BlockRequests.BLOCKED);
  }

  /** True if it is blocked, for the KDC and for kxoverd. */
  boolean isBlocked() {
    return exists && hasMarker() && isMarkedAsBlocked() && isClosed;
  }

  /** True if an administrator made it. */
  boolean isByHand() {
    return exists && !hasMarker() && !isHalfMade;
  }

  /** True if an administrator closed it. */
  boolean isClosedByHand() {
    return isClosed && !isHalfMade;
  }

  boolean isMarkedByAll() {
    return hasMarker()
        && strings.getOrDefault(BlockRequests.BLOCKED, "").contains(BlockRequests.BY_ALL);
  }

  boolean wasClosedBefore() {
    return strings.getOrDefault(BlockRequests.BLOCKED, "").endsWith(BlockRequests.WAS_CLOSED);
  }

  RealmBlocks.State state() {
    if (!exists) {
      return RealmBlocks.State.ABSENT;
    }
    if (isByHand()) {
      return RealmBlocks.State.BY_HAND;
    }
    if (isBlocked()) {
      return RealmBlocks.State.BLOCKED;
    }
    if (isHalfMade) {
      // For kxoverd there is none.
      return RealmBlocks.State.ABSENT;
    }
    return isClosed ? RealmBlocks.State.CLOSED : RealmBlocks.State.OPEN;
  }

  /**
   * True if it is blocked, and has no key that was ever complete: only the block needs it. A string
   * attribute that an administrator added is needed for the next key.
   */
  boolean isOnlyForABlock() {
    return isBlocked()
        && (keys == 0 || isHalfMade)
        && strings.keySet().stream().allMatch(BlockRequests::isOfKxoverd);
  }
}
