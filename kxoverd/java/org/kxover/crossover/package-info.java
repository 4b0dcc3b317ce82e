/**
 * What an exchange is at either side of it: one at a time for each crossover principal, written
 * into the database with the event that says so, or stopped by an obstacle. {@code crossing} and
 * {@code serving} are built upon it.
 */
package org.kxover.crossover;
