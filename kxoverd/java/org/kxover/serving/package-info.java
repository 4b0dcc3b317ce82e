/**
 * The service role: another realm asks us for a key.
 *
 * <p>{@code RequestDispatcher} reads the requests of a connection and hands each to the realm that
 * it names. {@code ExchangeService} runs the steps of an exchange:
 *
 * <ol>
 *   <li>{@code exchange.Responder} checks the request and makes a proposal of it.
 *   <li>{@code Admission} authenticates the peer as a daemon of the claimed realm.
 *   <li>{@code DecisionMaker} decides which key may follow, and {@code KeyIssuer} writes it into
 *       the database.
 *   <li>The reply is sent. {@code KeyConfirmation} records later whether the peer has the key.
 * </ol>
 *
 * <p>{@code ErrorReplies} answers requests that get no key. {@code KdcRelay} passes requests of
 * ordinary Kerberos clients (RFC 6251) to the KDC.
 */
package org.kxover.serving;
