/**
 * A simulation of many realms for a year, on a clock that jumps from event to event. It writes the
 * figures of {@code doc/SCALE.md}. Policy, key maintenance, exchanges and referrals are those of
 * the daemon. Users, other realms, DNS, the network and the times of the database are models.
 */
package org.kxover.simulation;
