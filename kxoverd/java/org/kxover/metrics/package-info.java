/**
 * Figures for Prometheus: counts of what happens, told by {@link org.kxover.event.Events}, the
 * times that DNS and the databases take, and the state at the moment of a scrape. Labels are words
 * of ours and our own realms, never a name that a stranger could make up.
 */
package org.kxover.metrics;
