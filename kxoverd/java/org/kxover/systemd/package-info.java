/**
 * systemd's services: readiness notification, watchdog, passed sockets and credentials, journal.
 */
package org.kxover.systemd;
