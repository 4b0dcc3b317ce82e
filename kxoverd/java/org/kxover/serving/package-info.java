/**
 * Another realm asks us. {@code Reception} takes its connection, reads the request and hands it to
 * the realm that is asked. There {@code Incoming} has each step done, one after the other: {@code
 * exchange.Responder} makes a proposal of the request, {@code Admission} says which daemon of the
 * claimed realm it comes from, {@code Writing} takes one of {@code Decisions} and brings the key
 * into the database, and the reply leaves last. {@code ErrorReplies} end the other requests. What
 * an ordinary Kerberos client sends (RFC 6251) goes to the KDC through {@code KdcRelay}.
 */
package org.kxover.serving;
