/** How often what strangers can have us do is done, where it costs others something. */
package org.kxover.policy.limits;
