/**
 * What {@code kxover init} makes on a KDC's machine, in steps that each tell what they would do,
 * and do nothing where it is done: settings, private key and certificate, the principal by which
 * kxoverd administers the database, its keytab, and its rights.
 *
 * <p>It runs as an administrator's program, beside the daemon and never in it: what a principal
 * other than a crossover needs is asked of {@code kadmin.local} here and nowhere else.
 */
package org.kxover.setup;
