/**
 * What the command {@code kxover} may ask a running daemon for: {@code Administration} reports the
 * crossovers of a realm, and makes, renews and deletes keys.
 */
package org.kxover.administration;
