/**
 * The realm's own records in DNS: what they are, which zone each of them belongs to, what the
 * zone's servers have, and how to change it. Only the command {@code kxover} uses it; the daemon
 * never changes DNS.
 */
package org.kxover.publish;
