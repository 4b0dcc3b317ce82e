/**
 * The crossover store: keys of {@code krbtgt/SERVICE@CLIENT} in the KDC's own database, written and
 * read through {@code kadmin}. All that must outlive a restart is kept there, on the principal.
 */
package org.kxover.kdb;
