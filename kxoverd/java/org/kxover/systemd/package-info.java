/** What systemd offers a service: readiness notification and the journal. */
package org.kxover.systemd;
