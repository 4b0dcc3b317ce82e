/**
 * The store in the KDC's own database, written and read through {@code kadmin}. Nothing outside of
 * this package knows kadmin's words.
 */
package org.kxover.kdb.kadmin;
