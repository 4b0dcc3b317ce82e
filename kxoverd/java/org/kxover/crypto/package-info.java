/**
 * The cryptography of Kerberos tickets (RFC 3961, RFC 3962, RFC 8009), for the few messages that
 * kxoverd itself sends to a KDC. Crossover keys need none of it: the KDC makes them from passwords.
 */
package org.kxover.crypto;
