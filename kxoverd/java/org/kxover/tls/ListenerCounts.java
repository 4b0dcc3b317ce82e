package org.kxover.tls;

/**
 * The counters of a listener since its start.
 *
 * @param open connections that are open now
 * @param sessions completed handshakes
 * @param failed connections that ended before their handshake was complete, without those in {@code
 *     slow}
 * @param slow connections closed because the time limit of the handshake had passed
 * @param sessionsBroken sessions that ended in the middle of a message or with an invalid message
 * @param sessionsSlow sessions closed because another time limit had passed
 * @param dropped connections whose handshake was not complete, closed to make room for others
 * @param refusedFull connections refused at once because all slots were in use
 * @param refusedNetwork connections refused at once because all slots of their network were in use
 * @param acceptErrors failures to accept a connection, for example without a free descriptor
 */
public record ListenerCounts(
    int open,
    long sessions,
    long failed,
    long slow,
    long sessionsBroken,
    long sessionsSlow,
    long dropped,
    long refusedFull,
    long refusedNetwork,
    long acceptErrors) {}
