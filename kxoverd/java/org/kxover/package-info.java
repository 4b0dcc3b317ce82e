/**
 * kxoverd, from the outside in.
 *
 * <p>A question of the KDC comes in at {@code kdcsocket} and goes to the {@code LocalRealm} that it
 * is of, and there to {@code crossover.Outgoing}, which asks {@code discovery} for the host's realm
 * (all of it through the validating resolver in {@code dns}) and {@code kdb} for the realm's key.
 * Where there is no key, {@code crossover.Crossing} finds the realm's peers, connects through
 * {@code tls}, whose certificate {@code dane} holds against the TLSA records, lets {@code
 * exchange.Initiator} agree on a key with the messages of {@code message}, and writes it into
 * {@code kdb}.
 *
 * <p>Another realm's request comes in at {@code tls.TlsListener} and goes to the {@code
 * crossover.Reception} of the realms whose certificate was asked for, which hands it to one realm's
 * {@code crossover.Incoming}, where {@code exchange.Responder} reads it, {@code discovery} and
 * {@code dane} prove who asks, and {@code kdb} gets the key before the answer leaves.
 *
 * <p>What an ordinary Kerberos client sends to the same listener goes through {@code relay} to the
 * KDC, where the settings say so.
 *
 * <p>An administrator's {@code kxover} comes in at {@code control} and goes to the {@code
 * crossover.Administration} of the realms. {@code setup} makes what kxoverd needs before it runs,
 * and {@code check} tells what stands in the way.
 *
 * <p>{@code localsocket} is what the UNIX sockets have in common, {@code limits} how often
 * strangers can have something done. {@code kerberos} has the words all of them use, {@code config}
 * the settings, {@code systemd} the journal and readiness, {@code metrics} the figures for
 * Prometheus, {@code cli} the command lines of both programs. What happens to keys is told through
 * {@code crossover.Events}, of which the log and the metrics hear. This package wires them together
 * and is the only place where the real clock, randomness and network come from.
 */
package org.kxover;
