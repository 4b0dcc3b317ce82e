/**
 * The daemon kxoverd and the command kxover. The packages follow five paths through the daemon.
 *
 * <p>Our KDC asks for the realm of a host. {@code kdcsocket} receives the question, and {@code
 * referral.ReferralService} of the KDC's realm answers it. The service asks {@code discovery} for
 * the realm of the host, and {@code kdb} for a key with that realm. All look-ups use the validating
 * resolver in {@code dns}.
 *
 * <p>If there is no key, we ask the other realm for one. {@code crossing.OutgoingExchanges} runs at
 * most one exchange at a time for each crossover. {@code crossing.Crossing} finds the realm's peers
 * and connects with {@code tls}. {@code dane} checks the peer's certificate against its TLSA
 * records. {@code exchange.Initiator} agrees on a key with the messages of {@code message}, and
 * {@code kdb} stores the key.
 *
 * <p>Another realm asks us for a key. {@code tls.TlsListener} accepts the connection. The {@code
 * serving.RequestDispatcher} of the requested certificate reads the request and passes it to one
 * realm's {@code serving.ExchangeService}. {@code exchange.Responder} validates the request, and
 * {@code discovery} and {@code dane} authenticate the peer. {@code kdb} stores the key before the
 * answer leaves. If the settings allow it, {@code serving.KdcRelay} passes messages of ordinary
 * Kerberos clients on to the KDC.
 *
 * <p>Both kinds of exchange use {@code crossover}. It allows one exchange at a time for each
 * crossover principal, and records each new key in the database and as an event.
 *
 * <p>{@code guard.GuardWatch} tries whether the realm's KDCs close their services to other realms.
 * While one does not, {@code serving} gives no key. {@code crypto} encrypts the tickets for this.
 *
 * <p>{@code lifecycle.KeyMaintenance} renews keys in use and removes expired keys.
 *
 * <p>An administrator runs {@code kxover}. {@code control} receives its requests, and {@code
 * administration.Administration} of each realm carries them out. {@code setup} creates what kxoverd
 * needs before its first start, and {@code check} finds errors in the configuration. {@code
 * opening} says which services users of other realms may use. {@code blocking} stops another realm.
 *
 * <p>All of these report through {@code event.Events} to the log, to {@code systemd} and to {@code
 * metrics}. {@code policy} decides what is allowed, and {@code policy.limits} limits how often
 * strangers can cause work. {@code kdb} is the interface of the key store, which is the KDC's own
 * database. {@code kdb.principal} has the rules for changing a crossover's principal, and {@code
 * kdb.kadmin} makes the changes with kadmin.
 *
 * <p>{@code localsocket} has the common code of the UNIX sockets. {@code base} extends the Java
 * library, {@code kerberos} has the basic types, {@code config} the settings, and {@code cli} the
 * command lines of both programs. {@code assembly} creates parts from the settings for both {@code
 * daemon} and {@code check}. {@code daemon} connects all packages, and only it uses the real clock,
 * randomness and network.
 */
package org.kxover;
