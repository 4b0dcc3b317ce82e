/**
 * What {@code kxover check} looks at: everything that could stand in the way of a crossing, in the
 * order of one. Each {@link org.kxover.check.Check} looks at one thing and reports what it saw; it
 * changes nothing, but for one crossover principal of a realm that cannot be, which it makes in the
 * database and deletes again.
 */
package org.kxover.check;
