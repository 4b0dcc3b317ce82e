/** The small words of Kerberos (RFC 4120), each one valid from the moment it exists. */
package org.kxover.kerberos;
