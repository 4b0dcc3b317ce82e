/** Clients and services as Debian has them, between realms of which nobody told them. */
package org.kxover.clients;
