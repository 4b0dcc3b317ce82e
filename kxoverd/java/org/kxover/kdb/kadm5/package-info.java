/**
 * The store of crossover keys with {@code kxover-kadm5-local}: a program of ours that changes the
 * database by libkadm5srv. Unlike kadmin it takes keys, so no password is needed. {@link
 * org.kxover.kdb.kadm5.Kadm5Request} builds all requests, and so guards the database; the program
 * guards it once more.
 */
package org.kxover.kdb.kadm5;
