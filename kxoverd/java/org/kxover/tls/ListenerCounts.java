package org.kxover.tls;

/**
 * What a listener has met since its start.
 *
 * @param open connections at this moment
 * @param sessions handshakes that were completed
 * @param failed connections that ended before their handshake did, but for those of {@code slow}
 * @param slow connections closed because their handshake was not complete in time
 * @param sessionsBroken sessions that ended in the middle, or with what is no message
 * @param sessionsSlow sessions closed because one of their other times had passed
 * @param refusedFull connections closed at once, because all slots were taken
 * @param refusedNetwork connections closed at once, because their network had all it may have
 * @param acceptErrors failures to accept, such as no free descriptor
 */
public record ListenerCounts(
    int open,
    long sessions,
    long failed,
    long slow,
    long sessionsBroken,
    long sessionsSlow,
    long refusedFull,
    long refusedNetwork,
    long acceptErrors) {}
