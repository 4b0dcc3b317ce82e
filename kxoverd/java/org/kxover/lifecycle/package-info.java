/**
 * Time passes: {@code Upkeep} renews the keys in use and ends the keys that are over. {@code
 * Agenda} says when it looks at which crossover.
 */
package org.kxover.lifecycle;
