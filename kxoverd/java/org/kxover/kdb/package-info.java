/**
 * The store of crossover keys: its interface and values. The daemon keeps all state that must
 * survive a restart in the store, on the principal {@code krbtgt/SERVICE@CLIENT}.
 *
 * <p>{@code kdb.principal} has the rules that all implementations share, and {@code kdb.kadmin} is
 * the implementation with kadmin. Another implementation would be another package below this one,
 * chosen by one class of {@code daemon}. The test class {@code DerivedKeysContract} checks every
 * implementation against the contract of {@link org.kxover.kdb.CrossoverStore}.
 */
package org.kxover.kdb;
