/**
 * Crossing over: {@code Outgoing} answers the KDC's questions, beginning an exchange where there is
 * no key yet; {@code Incoming} decides about the requests of other realms; {@code Upkeep} renews
 * the keys in use and ends those that are over.
 */
package org.kxover.crossover;
