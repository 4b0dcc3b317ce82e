/**
 * Looks from time to time at what a realm's crossings rest on and no request of today may have
 * tried: our own records in secure DNS, the right to write to the database, and this machine's
 * clock. For the metrics and the log. It decides nothing.
 */
package org.kxover.watch;
