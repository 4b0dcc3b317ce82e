/** Basic types of Kerberos (RFC 4120), which are validated when they are created. */
package org.kxover.kerberos;
