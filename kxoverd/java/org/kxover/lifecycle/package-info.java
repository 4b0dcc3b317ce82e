/**
 * Renews keys in use and removes expired keys. {@code KeyPlan} says what to do with a crossover's
 * keys and when. {@code KeyMaintenance} does it. {@code Schedule} holds the time of the next check
 * of each crossover.
 */
package org.kxover.lifecycle;
