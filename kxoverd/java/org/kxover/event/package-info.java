/**
 * What happened, and what stood in the way, in one vocabulary. The log, the metrics and the status
 * hear of it through {@code Events}.
 */
package org.kxover.event;
