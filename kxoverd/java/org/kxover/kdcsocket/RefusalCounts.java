package org.kxover.kdcsocket;

/**
 * Datagrams of KDCs that told of no refusal, since the start.
 *
 * @param malformed of another form
 * @param surplus above the limit of a second
 */
public record RefusalCounts(long malformed, long surplus) {}
