/**
 * Runs MIT krb5's own tests with a KDC without the patch, then with the patch, a running kxoverd
 * and the guard, and compares the outcomes. {@code make test-krb5} fetches krb5 from Debian's
 * source packages. None of its tests is copied here.
 */
package org.kxover.upstream;
