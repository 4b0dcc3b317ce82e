/**
 * Holds a certificate chain against TLSA records (RFC 6698, RFC 7671), the same for either end of a
 * connection: pure functions, no network, no clock.
 */
package org.kxover.dane;
