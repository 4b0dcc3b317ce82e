/** Debian's clients and services, in realms that they are not configured for. */
package org.kxover.clients;
