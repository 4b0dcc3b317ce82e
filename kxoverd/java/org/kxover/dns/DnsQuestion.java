package org.kxover.dns;

import org.xbill.DNS.Name;

/** What was asked; names are the same without regard to case. */
record DnsQuestion(Name name, int type) {}
