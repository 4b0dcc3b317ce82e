/**
 * Finds out whether the realm's KDCs have the guard, instead of believing in it. krb5kdc skips a
 * module that it cannot load, and serves without it.
 *
 * <p>{@link org.kxover.guard.ProbeKeys} keeps a crossover with a realm that cannot exist, whose key
 * only this process knows. {@link org.kxover.guard.KdcProbe} makes a ticket under that key, and
 * asks a KDC for two services: one is open to that realm, and one is closed to all. {@link
 * org.kxover.guard.GuardState} remembers what each KDC did, and says whether other realms may have
 * keys. {@link org.kxover.guard.GuardWatch} repeats this.
 */
package org.kxover.guard;
