/**
 * Runs cases of other projects' test suites through our code, and compares the verdicts. {@code
 * make conformance} fetches the suites from Debian's source packages. None of them is copied here.
 */
package org.kxover.conformance;
