/**
 * What the side that asks and the side that is asked have in common. One exchange at a time for
 * each crossover principal ({@code CrossoverLocks}); its key into the database, with the event that
 * says so ({@code KeyRecorder}); which obstacle a failure of DNS or of the database is ({@code
 * FailureReasons}).
 */
package org.kxover.crossover;
