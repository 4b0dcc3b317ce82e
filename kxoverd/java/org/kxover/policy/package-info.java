/** What the administrator of a realm allows: other realms, directions, addresses and limits. */
package org.kxover.policy;
