/**
 * kxoverd, from the outside in. Five ways lead through the daemon.
 *
 * <p>The KDC asks. Its question comes in at {@code kdcsocket} and goes to {@code
 * referral.ReferralService} of the KDC's realm. That asks {@code discovery} for the realm of the
 * host, all of it through the validating resolver in {@code dns}, and {@code kdb} for the key of
 * that realm.
 *
 * <p>We ask another realm, where there is no key yet. {@code crossing.OutgoingExchanges} has one
 * exchange at a time for each crossover, whoever wants its key. {@code crossing.Crossing} finds the
 * realm's peers and connects through {@code tls}, whose certificate {@code dane} holds against the
 * TLSA records. {@code exchange.Initiator} agrees on a key with the messages of {@code message},
 * and {@code kdb} takes it.
 *
 * <p>Another realm asks us. Its request comes in at {@code tls.TlsListener} and goes to the {@code
 * serving.RequestDispatcher} of the realms whose certificate was asked for, which reads it and
 * hands it to one realm's {@code serving.ExchangeService}. There {@code exchange.Responder}
 * validates it, {@code discovery} and {@code dane} prove who asks, and {@code kdb} gets the key
 * before the answer leaves. What an ordinary Kerberos client sends to that listener goes through
 * {@code serving.KdcRelay} to the KDC, where the settings say so.
 *
 * <p>An exchange goes through {@code crossover} at either side: one at a time for each crossover
 * principal, and its key into the database with the event that says so.
 *
 * <p>Time passes. {@code lifecycle.KeyMaintenance} renews the keys in use and ends the keys that
 * are over.
 *
 * <p>An administrator asks. {@code kxover} comes in at {@code control} and goes to {@code
 * administration.Administration} of each realm. {@code setup} makes what kxoverd needs before it
 * runs, and {@code check} tells what stands in the way.
 *
 * <p>What happens on these ways is told through {@code event.Events}, of which the log, {@code
 * systemd} and {@code metrics} hear. {@code policy} says what is allowed, and {@code policy.limits}
 * how often strangers can have something done. {@code kdb} is the interface of the store, which is
 * the KDC's own database. {@code kdb.principal} has the rules by which a crossover's principal is
 * changed there, and {@code kdb.kadmin} does it through kadmin.
 *
 * <p>{@code localsocket} is what the UNIX sockets have in common. {@code base} has what the Java
 * library lacks, {@code kerberos} the words all of them use, {@code config} the settings, {@code
 * cli} the command lines of both programs. {@code assembly} makes the parts that settings describe,
 * for {@code daemon} and {@code check} alike. {@code daemon} wires all of them together and is the
 * only place where the real clock, randomness and network come from.
 */
package org.kxover;
