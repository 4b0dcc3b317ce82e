/** Limits on work that anyone on the network can cause. */
package org.kxover.policy.limits;
