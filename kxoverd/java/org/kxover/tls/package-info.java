/**
 * TLS 1.3 between two kxoverds: STARTTLS of RFC 6251, certificates on both sides, the exporter of
 * RFC 8446 section 7.5, and limits on everything for which a peer can make us wait or use memory.
 */
package org.kxover.tls;
