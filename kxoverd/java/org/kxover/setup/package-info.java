/**
 * The steps of {@code kxover init} on the machine of a KDC: settings, private key and certificate,
 * the principal with which kxoverd administers the database, its keytab, and its rights. Each step
 * describes what it would do, and does nothing if it is done already.
 *
 * <p>Only the administrator's program uses this package, never the daemon. Only this package uses
 * {@code kadmin.local} for a principal that is not a crossover.
 */
package org.kxover.setup;
