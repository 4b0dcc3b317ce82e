package org.kxover.dns;

import org.xbill.DNS.Name;

/** A queried name and record type. {@link Name} ignores case in {@code equals}. */
record DnsQuestion(Name name, int type) {}
