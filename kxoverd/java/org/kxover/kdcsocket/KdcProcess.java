package org.kxover.kdcsocket;

import java.time.Duration;

/**
 * A KDC process that is connected.
 *
 * @param pid the id of the process
 * @param age of the connection
 * @param requests that came over the connection
 */
public record KdcProcess(long pid, Duration age, long requests) {}
