/**
 * Renews keys in use and removes expired keys. {@code KeyPlan} says what to do with a crossover's
 * keys and when. {@code KeyMaintenance} does it. {@code Schedule} holds the checks that are due
 * next, and {@code DatabasePasses} finds the others.
 */
package org.kxover.lifecycle;
