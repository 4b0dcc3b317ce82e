/**
 * Time passes: {@code KeyPlan} says what becomes of a crossover and when, {@code KeyMaintenance}
 * carries it out. {@code Schedule} says when it looks at which crossover.
 */
package org.kxover.lifecycle;
