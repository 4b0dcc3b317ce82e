/** Secure DNS: queries to one recursive resolver, validated with DNSSEC (RFC 4033 to 4035). */
package org.kxover.dns;
