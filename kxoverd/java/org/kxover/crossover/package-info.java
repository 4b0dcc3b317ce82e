/**
 * What the client role and the service role share. {@code CrossoverLocks} allows one exchange at a
 * time for each crossover principal. {@code KeyRecorder} writes the agreed key into the database
 * and reports the event. {@code BlockedRealms} refuses realms that an administrator blocked. {@code
 * FailureReasons} maps failures of DNS and of the database.
 */
package org.kxover.crossover;
