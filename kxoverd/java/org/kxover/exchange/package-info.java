/**
 * One exchange: KX-REQ and KX-REP in one TLS session, and the crossover key that both sides derive
 * from the session. {@code Initiator} sends the request. {@code Responder} turns a request into a
 * {@code Proposal}, and a proposal into a {@code Reply}. The caller decides about the proposal, and
 * writes the key to the database. An {@code Agreement} has the KX-ACK with which the initiator then
 * says that it has written the key.
 */
package org.kxover.exchange;
