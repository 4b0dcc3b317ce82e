/**
 * Another realm asks us. {@code RequestDispatcher} takes its connection, reads the request and
 * hands it to the realm that is asked. There {@code ExchangeService} has each step done, one after
 * the other: {@code exchange.Responder} makes a proposal of the request, {@code Admission} proves
 * which daemon of the claimed realm has sent it, {@code KeyIssuer} brings the key on which {@code
 * DecisionMaker} decides into the database, and the reply leaves last. A request that gets no key
 * ends in {@code ErrorReplies}. What an ordinary Kerberos client sends (RFC 6251) goes to the KDC
 * through {@code KdcRelay}.
 */
package org.kxover.serving;
