/**
 * A crossover as a principal of MIT's key database: what its entry and its string attributes mean,
 * and in which order they are changed. The forms of the store share it. Each of them brings {@link
 * org.kxover.kdb.principal.Principals}, its own way to the database.
 */
package org.kxover.kdb.principal;
