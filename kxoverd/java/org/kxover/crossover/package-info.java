/**
 * Crossing over: {@code Outgoing} answers the KDC's questions, beginning an exchange where there is
 * no key yet; {@code Incoming} decides about the requests of other realms; {@code Upkeep} renews
 * the keys in use and ends those that are over; {@code Administration} tells what there is, and has
 * the others do what an administrator orders.
 */
package org.kxover.crossover;
