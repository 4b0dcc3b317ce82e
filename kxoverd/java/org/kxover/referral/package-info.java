/**
 * The KDC asks: {@code ReferralService} answers its questions, and begins an exchange where there
 * is no key yet.
 */
package org.kxover.referral;
