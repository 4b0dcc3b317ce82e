/**
 * The messages of a crossover exchange (KX-REQ, KX-REP, KRB-ERROR) and KXOVER-KEY-INFO, in strict
 * DER (X.690) with EXPLICIT tags. Parsing checks the whole syntax. The package exchange decides
 * whether an offer is acceptable.
 */
package org.kxover.message;
