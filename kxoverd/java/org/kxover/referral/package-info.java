/**
 * Answers the questions of our KDC. {@code ReferralService} finds the realm of a service, and
 * begins an exchange if there is no usable key for that realm.
 */
package org.kxover.referral;
