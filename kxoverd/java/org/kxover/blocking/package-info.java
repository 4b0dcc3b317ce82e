/**
 * Realms that an administrator blocks. {@code kxover block} closes their crossover principals and
 * marks them with the string attribute {@code kxover.blocked}. Every KDC of our realm reads this
 * with each request, and kxoverd before each exchange. A block of all realms is one more such
 * principal: {@code krbtgt/OURS@KXOVER-ALL.INVALID}.
 *
 * <p>Only the administrator's program uses this package, with the administrator's own rights on the
 * database, so that it works without kxoverd. {@link org.kxover.blocking.BlockRequests} builds
 * every request for kadmin. Each names a crossover principal of our realm, and a trust that
 * somebody made by hand is read only.
 */
package org.kxover.blocking;
