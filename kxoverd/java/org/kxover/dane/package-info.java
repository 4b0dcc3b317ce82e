/**
 * Checks a certificate chain against TLSA records (RFC 6698, RFC 7671), for both ends of a
 * connection. Pure functions without network or clock.
 */
package org.kxover.dane;
