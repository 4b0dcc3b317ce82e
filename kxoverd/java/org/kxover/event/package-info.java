/**
 * The events of the daemon and the reasons of failures. The log, the metrics and the status receive
 * them through {@code Events}.
 */
package org.kxover.event;
