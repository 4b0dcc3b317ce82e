/**
 * The UNIX socket on which {@code kxover} sends requests and orders; both ends of it.
 *
 * <p>A message is text, as on the KDC's socket (doc/PROTOCOL.md section 7): one {@code name=value}
 * a line in printable ASCII, and an empty line at the end. A line has at most 1024 characters, a
 * message at most 32 lines. A connection carries one request, then the messages of its answer; then
 * the daemon closes it. An answer has at most 10,001 crossovers of each local realm.
 *
 * <pre>
 * kxover=1                 the version
 * command=status           or refusals, cross, renew, drop
 * realm=A.EXAMPLE          a local realm; optional with status and refusals, and if only one is
 *                          served
 * peer=B.EXAMPLE           the other realm; optional with status
 * read=yes                 status only: reads the database (with peer, always)
 * peers=*.EXAMPLE          status only, as the lines below: the peers' names, with * and ?
 * ending_before=TIME       crossovers whose newest key ends before
 * limit=1000               how many crossovers, at most 10000, which is the default; 0 for none
 * after=B.EXAMPLE          the page after the one whose item=more has this realm
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
 * item=daemon              of status, on the first page: uid, gid and groups of the daemon's user;
 *                          elsewhere, when another machine last connected to the port for other
 *                          realms, if one has since the start
 * item=attached            of status, on the first page, one for each KDC process that is connected: pid,
 *                          since, and requests, how many came over the connection
 * item=realm               of status, one for each local realm: realm; unread, the number of
 *                          principals that were not read yet or cannot be; database, the number of
 *                          crossovers when they were last listed; partial (yes) if crossovers may
 *                          be missing without read=yes
 * item=crossover           of status, in the order of the peers' names: realm, direction, peer, principal, state (in
 *                          force, expiring, ended, closed, blocked, by hand, unreadable), read
 *                          (when), kvno;
 *                          for a managed key etypes, group, daemon, from, till, age, older_keys;
 *                          renewal (planned, in work, retry, not planned, too late, by peer, none),
 *                          renewal_at, attempts (that failed), reason (of retry and not planned);
 *                          last_use
 * item=more                of status, if there is a page after this one: realm, after (the last
 *                          peer of this page, which may have no crossover)
 * item=exchange            of status, one in progress: realm, direction, peer, age
 * item=failure             of status, a recent one: realm, direction, peer if known, outcome,
 *                          reason, count, first, last
 * item=kdc                 of status: realm, kdc, guard (guarded, unguarded, unknown), answered and
 *                          located (yes or no), reason, seen (when)
 * item=refused             of refusals, the last one of a service: realm, service, client, reason,
 *                          mode (PROTOCOL.md section 7.1), count, first, last
 * item=dropped             of drop, one for each direction: realm, direction, peer, principal,
 *                          outcome (deleted or absent)
 * item=end                 result (done, failed, or usage if the request is wrong), and text
 * </pre>
 */
package org.kxover.control;
