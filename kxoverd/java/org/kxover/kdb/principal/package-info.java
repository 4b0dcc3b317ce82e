/**
 * A crossover as a principal of MIT's key database: what its entry and its string attributes mean,
 * and in which order they are changed. All implementations of the store share this package. Each
 * implements {@link org.kxover.kdb.principal.Principals}, its access to the database.
 */
package org.kxover.kdb.principal;
