/**
 * The UNIX socket on which {@code kxover} asks and orders, both ends of it.
 *
 * <p>Text, one {@code name=value} a line in printable ASCII, an empty line ends a message, as on
 * the KDC's socket (doc/PROTOCOL.md section 7); a line has at most 1024 characters, a message 32
 * lines. A connection carries one request, then the messages of its answer, and is closed.
 *
 * <pre>
 * kxover=1                 the version
 * command=status           or cross, renew, drop
 * realm=A.EXAMPLE          a local realm; may be left out where one is served, and of status
 * peer=B.EXAMPLE           the other realm; may be left out of status
 * read=yes                 status only: reads every principal for this; of one peer it always does
 * direction=out            drop only, or in; both where it is left out
 * </pre>
 *
 * <p>An answer is any number of messages that begin with {@code item=}, of which the last is {@code
 * item=end}; what came before counts only when that came. Names that a reader does not know are for
 * later versions. Times are ISO 8601 in UTC, to the second; {@code age} is in seconds; {@code
 * direction} is {@code out} where our users go to the peer, {@code in} where its users come.
 *
 * <pre>
 * item=realm               of status, one for each local realm: realm, and unread, the number of
 *                          principals that were not read yet or cannot be
 * item=crossover           of status, in no order: realm, direction, peer, principal, state (in
 *                          force, expiring, ended, closed, by hand, unreadable), read (when), kvno;
 *                          of a key of ours etypes, group, daemon, from, till, age, older_keys;
 *                          renewal (planned, in work, retry, not planned, too late, by peer, none),
 *                          renewal_at, attempts (that failed), reason (of retry and not planned);
 *                          last_use
 * item=exchange            of status, in work: realm, direction, peer, age
 * item=failure             of status, lately: realm, direction, peer where it is known, obstacle,
 *                          reason, count, first, last
 * item=dropped             of drop, one for each direction: realm, direction, peer, principal,
 *                          outcome (deleted or absent)
 * item=end                 result (done, failed, or usage where the request is at fault), and text
 * </pre>
 */
package org.kxover.control;
