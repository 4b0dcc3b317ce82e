/**
 * Secure DNS: questions to one recursive resolver, whose answers count only as far as DNSSEC
 * vouches for them (RFC 4033 to 4035).
 */
package org.kxover.dns;
