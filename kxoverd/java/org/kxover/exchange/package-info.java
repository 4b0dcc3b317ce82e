/**
 * One exchange: KX-REQ out and KX-REP back inside one TLS session, and the crossover key that both
 * sides derive from that session. {@code Initiator} asks. {@code Responder} makes a {@code
 * Proposal} of a request and a {@code Reply} of a proposal; what happens between them is the
 * caller's. What to do with the key is the caller's too.
 */
package org.kxover.exchange;
