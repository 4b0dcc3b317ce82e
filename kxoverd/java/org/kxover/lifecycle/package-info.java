/**
 * Time passes: {@code KeyPlan} says what becomes of a crossover and when, {@code Upkeep} carries it
 * out. {@code Agenda} says when it looks at which crossover.
 */
package org.kxover.lifecycle;
