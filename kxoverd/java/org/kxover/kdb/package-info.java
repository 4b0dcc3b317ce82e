/**
 * The store of crossover keys: its interface and values. The daemon keeps all state that must
 * survive a restart in the store, on the principal {@code krbtgt/SERVICE@CLIENT}.
 *
 * <p>{@code kdb.principal} has the rules that all implementations share. {@code kdb.kadmin} is the
 * implementation with kadmin, and {@code kdb.kadm5} the one with a program of ours that uses
 * kadm5's library. One class of {@code daemon} chooses. The test class {@code DerivedKeysContract}
 * checks every implementation against the contract of {@link org.kxover.kdb.CrossoverStore}.
 */
package org.kxover.kdb;
