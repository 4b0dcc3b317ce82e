/**
 * The implementation of the store that reads and writes the key database through {@code kadmin} or
 * {@code kadmin.local}. Only this package knows kadmin's requests and answers.
 */
package org.kxover.kdb.kadmin;
