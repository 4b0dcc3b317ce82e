/**
 * The store's form that reads and writes the key database through {@code kadmin} or {@code
 * kadmin.local}. Nothing outside of this package knows kadmin's requests and answers.
 */
package org.kxover.kdb.kadmin;
