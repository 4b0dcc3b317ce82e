/**
 * The store of crossover keys: its interface and values. All that must outlive a restart is kept in
 * it, on the principal {@code krbtgt/SERVICE@CLIENT}.
 *
 * <p>{@code kdb.principal} has the rules that all forms of the store share, and {@code kdb.kadmin}
 * is a form. A further form is a further package below this one, which one class of {@code daemon}
 * chooses. {@code CrossoverStoreContract}, among the tests, holds every form to the contract of
 * {@link org.kxover.kdb.CrossoverStore}.
 */
package org.kxover.kdb;
