package org.kxover.kdcsocket;

/**
 * Counts of the KDC's socket since its start.
 *
 * @param open the connections now
 * @param refused connections that were refused: the user is not permitted, or there are too many
 * @param broken connections that were ended: the end of a message could not be found, or too many
 *     answers stayed unread
 * @param busy requests that were rejected because too many were being worked on
 * @param late requests that were not answered in time
 * @param malformed messages that are not requests, and requests for names that are not services of
 *     a realm
 */
public record KdcCounts(
    int open, long refused, long broken, long busy, long late, long malformed) {}
