/**
 * What {@code make bench} measures: one table, in which each figure stands beside a yardstick of
 * the same run, as machines differ. Nothing here is a test, and nothing asserts a time.
 */
package org.kxover.bench;
