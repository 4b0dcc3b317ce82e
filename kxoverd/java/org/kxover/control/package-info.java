/**
 * The UNIX socket on which {@code kxover} sends requests and orders; both ends of it.
 *
 * <p>A message is text, as on the KDC's socket (doc/PROTOCOL.md section 7): one {@code name=value}
 * a line in printable ASCII, and an empty line at the end. A line has at most 1024 characters, a
 * message at most 32 lines. A connection carries one request, then the messages of its answer; then
 * the daemon closes it.
 *
 * <pre>
 * kxover=1                 the version
 * command=status           or cross, renew, drop
 * realm=A.EXAMPLE          a local realm; optional with status, and if only one is served
 * peer=B.EXAMPLE           the other realm; optional with status
 * read=yes                 status only: reads every principal first (with peer, always)
 * direction=out            drop only: out or in; both if it is missing
 * </pre>
 *
 * <p>An answer is a sequence of messages that begin with {@code item=}. The last is {@code
 * item=end}; without it the answer is incomplete and must be discarded. A reader ignores names that
 * it does not know: later versions may add names. Times are ISO 8601 in UTC, to the second; {@code
 * age} is in seconds. {@code direction} is {@code out} for our users who go to the peer, {@code in}
 * for the peer's users who come to us.
 *
 * <pre>
 * item=daemon              of status without peer: uid, gid and groups of the daemon's user;
 *                          elsewhere, when another machine last connected to the port for other
 *                          realms, if one has since the start
 * item=attached            of status without peer, one for each KDC process that is connected: pid,
 *                          since, and requests, how many came over the connection
 * item=realm               of status, one for each local realm: realm, and unread, the number of
 *                          principals that were not read yet or cannot be
 * item=crossover           of status, in no order: realm, direction, peer, principal, state (in
 *                          force, expiring, ended, closed, by hand, unreadable), read (when), kvno;
 *                          for a managed key etypes, group, daemon, from, till, age, older_keys;
 *                          renewal (planned, in work, retry, not planned, too late, by peer, none),
 *                          renewal_at, attempts (that failed), reason (of retry and not planned);
 *                          last_use
 * item=exchange            of status, one in progress: realm, direction, peer, age
 * item=failure             of status, a recent one: realm, direction, peer if known, outcome,
 *                          reason, count, first, last
 * item=dropped             of drop, one for each direction: realm, direction, peer, principal,
 *                          outcome (deleted or absent)
 * item=end                 result (done, failed, or usage if the request is wrong), and text
 * </pre>
 */
package org.kxover.control;
