/** What the administrator of one realm allows. */
package org.kxover.policy;
