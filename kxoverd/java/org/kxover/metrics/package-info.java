/**
 * Metrics for Prometheus: counts of {@link org.kxover.event.Events}, durations of requests to DNS
 * and the databases, and the state at each scrape. A label is a fixed word or one of our realms,
 * never a name that a stranger chose.
 */
package org.kxover.metrics;
