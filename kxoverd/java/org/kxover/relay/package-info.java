/** Ordinary Kerberos over TLS (RFC 6251): what is for the KDC goes to the KDC. */
package org.kxover.relay;
