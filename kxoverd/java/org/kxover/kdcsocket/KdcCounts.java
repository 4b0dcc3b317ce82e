package org.kxover.kdcsocket;

/**
 * What the KDC's socket has met since its start.
 *
 * @param open connections at this moment
 * @param refused connections closed at once: of a user who may not ask, or one too many
 * @param broken connections ended because no end of a message could be found, or answers stayed
 *     unread
 * @param busy requests that found too many in work
 * @param late requests whose answer did not come in time
 * @param malformed messages that are no request, and requests for what is no service of a realm
 */
public record KdcCounts(
    int open, long refused, long broken, long busy, long late, long malformed) {}
