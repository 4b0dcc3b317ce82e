/**
 * The checks of {@code kxover check}: everything that a crossing needs, in the order of its steps.
 * Each {@link org.kxover.check.Check} checks one thing and reports its findings. A mistake has one
 * finding: a check is silent about what an earlier one has reported. {@link org.kxover.check.Why}
 * has the chain of causes of {@code kxover why}.
 *
 * <p>They change nothing in the database but two principals, which they make and delete again: a
 * crossover with a realm that cannot exist, and a client for tickets. Its request for another
 * realm's test service can make a key with that realm, as a user's request does.
 */
package org.kxover.check;
