/**
 * The benchmarks of {@code make bench}. They print one table, which compares each figure to a
 * yardstick from the same run, as machines differ. They assert nothing.
 */
package org.kxover.bench;
