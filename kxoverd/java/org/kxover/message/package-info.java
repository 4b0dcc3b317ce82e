/**
 * The messages of a crossover exchange (KX-REQ, KX-REP, KRB-ERROR) and KXOVER-KEY-INFO, in strict
 * DER (X.690) with EXPLICIT tags. What parses is wholly checked for syntax; whether an offer is
 * acceptable is decided elsewhere.
 */
package org.kxover.message;
