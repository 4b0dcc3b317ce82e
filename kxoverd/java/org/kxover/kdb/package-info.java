/**
 * The store of crossover keys: its interface and values. All that must outlive a restart is kept in
 * it, on the principal {@code krbtgt/SERVICE@CLIENT}.
 */
package org.kxover.kdb;
