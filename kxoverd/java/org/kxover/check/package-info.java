/**
 * The checks of {@code kxover check}: everything that a crossing needs, in the order of its steps.
 * Each {@link org.kxover.check.Check} checks one thing and reports its findings. They change
 * nothing, except for one crossover principal of a realm that cannot exist: it is made in the
 * database and deleted again.
 */
package org.kxover.check;
