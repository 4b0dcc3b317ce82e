/**
 * TLS 1.3 between two kxoverds: STARTTLS as RFC 6251 has it, certificates on both sides, the
 * exporter of RFC 8446 section 7.5, and a limit on everything a peer can make us wait for or store.
 */
package org.kxover.tls;
