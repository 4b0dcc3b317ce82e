/**
 * One exchange: KX-REQ out and KX-REP back inside one TLS session, and the crossover key that both
 * sides derive from that session. What to do with the key is the caller's.
 */
package org.kxover.exchange;
