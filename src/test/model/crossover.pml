/*
 * A model of one crossover, krbtgt/B@A: two daemons, two key databases, a network, a clock, and
 * administrators. spin checks every order of their steps. crossing.CrossoverModelIT runs spin and lists
 * the configurations.
 *
 * The rules:
 *  1. the KDC of A issues no ticket under a key that the KDC of B lacks, or has under another kvno;
 *     and B keeps each key until all tickets under it have expired;
 *  2. no ticket outlives the till of its key, and every key is deleted some time after its till;
 *  3. a principal that an administrator keyed by hand, or took over, is not changed;
 *  4. when faults end, users are served again; and when nobody asks any more, all keys are deleted.
 *
 * What the model's parts stand for:
 *  Initiator   referral.ReferralService, crossing.Crossing, exchange.Initiator, and kdb.principal.KeyWriter
 *              in the client role
 *  Responder   serving.ExchangeService, exchange.Responder, and KeyWriter in the service role
 *  World       lifecycle.KeyMaintenance and kdb.principal.KeyRemover of both daemons; the clock; administrators
 *  a, b        the principal in the database of A and of B: HALF is CrossoverEntry.isHalfMade, HAND a
 *              principal without our string attribute
 *  aTurn       A's daemon holds the lock of kdb.StoreLocks between two requests to kadmin; bTurn: B's
 *  due         lifecycle.KeyPlan, referral.KeySource, kxover renew
 *  DAEMONS     the number of daemons of A, with one database and one lock: after a reload (SIGHUP), old
 *              requests finish beside new ones
 *
 * kxover-kadm5-local writes a key in one change, kdb.principal.WholeOrder. The two steps of KeyWriter
 * with nothing between them have its effect, so spin checks that order, too.
 *
 * A step is one request to kadmin whose effect a KDC or a daemon can see. Before each step the daemon
 * may die, or kadmin's answer to the last request may be lost. Both have one effect: the work so far
 * stays, and the next attempt starts from the state of the database.
 *
 * Time is the remaining life of each key, in ticks. With ORDERLY all work is done before the next tick,
 * as when there are no faults. Otherwise a tick can come at any time. A's KDC always issues all
 * possible tickets, with the longest possible life.
 *
 * Keys are numbered in the order of creation. When a key is no longer in use, the later ones get lower
 * numbers. A kvno counts modulo KVNOS, which is enough to distinguish all keys.
 *
 * B refuses the next key where KeyLimits would. KX-ACK and confirmed keys change nothing else that a
 * KDC can see: B removes no key because it is unconfirmed.
 *
 * The model leaves out:
 *  - a change by hand in the milliseconds between two requests of one call of the store, which
 *    kadmin cannot detect;
 *  - a request that a kadmin server processes after the daemon that sent it was restarted;
 *  - other KDCs of a realm, whose copies of the database are updated later;
 *  - a reload of B's daemon: two requests may then choose the same kvno, and KeyWriter gives it to
 *    the first.
 *
 * Each BREAK_… breaks one rule of the daemons, and spin must find the resulting error.
 */

#ifndef FAULTS
#define FAULTS 2            /* maximum of deaths, losses and repetitions; UNBOUNDED: any number */
#endif
#ifndef ACTS
#define ACTS 0              /* maximum of administrators' actions */
#endif
#ifndef LIFE
#define LIFE 3              /* ticks from a key's creation to its till, or one less */
#endif
#ifndef TICKET
#define TICKET 1            /* maximum life of a ticket in ticks */
#endif
#ifndef DAEMONS
#define DAEMONS 1           /* of A; two for a while after a reload */
#endif
#define KEPT 3              /* maximum of keys in B, for KeyLimits */
#define IDS 6               /* KEPT, one of A's KDC, and one of each of A's daemons */
#define KVNOS 4

mtype = { NONE, HALF, OPEN, HAND };                        /* state of a principal */
mtype = { CLOSED, ASKED, TAKEN, ANSWERED, REFUSED };       /* state of a session */

byte left[IDS + 1];         /* for each key: ticks to its till */
byte kvno[IDS + 1];         /* the kvno that B gave it */
bool inB[IDS + 1];          /* B's KDC reads tickets under it */
bool out[IDS + 1];          /* A's KDC has issued tickets under it */
bool lost[IDS + 1];         /* an administrator removed it from B's database */

mtype a = NONE, b = NONE;
byte aKey, aKvno;           /* the key under which A's KDC issues tickets; 0 if it is not ours */
byte aOpen;                 /* ticks to the expiration of A's principal */
bool aTurn, bTurn;
bool aByHand, bByHand;      /* an administrator keyed it or took it over */
byte handKeys;              /* the number of B's keys at that time */

mtype session[2] = CLOSED;  /* from A's daemon to B's; REFUSED also if it broke off */
byte got[2], gotKvno[2];    /* the key that A's daemon got, and the kvno in the reply */
byte made;                  /* the key that B's daemon is writing */
bool waits;                 /* A's daemon waits for a tick before it tries again */
bool asks = true;           /* users of A request tickets for B */
byte faults = FAULTS, acts = ACTS;

byte i, j, n;               /* scratch; 0 between two steps */

#define next(number) ((number + 1) % KVNOS)
#define absent(state) (state == NONE || state == HALF)
#define known(key) (inB[key] || aKey == key || got[0] == key || got[1] == key || made == key)
#define issuing(key) (left[key] > TICKET -> left[key] - TICKET : 0)    /* longest ticket */

#define issues (a == OPEN && aOpen > 0)
#define reads (inB[aKey] && kvno[aKey] == aKvno)

/* KeyWriter.write: true if the new key can replace A's key without closing the principal first. */
#ifdef BREAK_SOONER
#define endsSooner false
#else
#define endsSooner (left[got[me]] < left[aKey] && left[got[me]] < aOpen + TICKET)
#endif
#ifdef BREAK_NEXT
#define follows (!endsSooner)
#else
#define follows (gotKvno[me] == next(aKvno) && !endsSooner)
#endif

#ifdef ORDERLY
#define wanted (!waits && (a != OPEN || aOpen < LIFE - TICKET))
#else
#define wanted true
#endif
#ifdef BREAK_HAND_A
#define due(me) (asks && session[me] == CLOSED && got[me] == 0 && wanted)
#else
#define due(me) (asks && session[me] == CLOSED && got[me] == 0 && wanted && a != HAND)
#endif

#ifdef BREAK_TILL
#define isOver(key) (left[key] <= 1)
#else
#define isOver(key) (left[key] == 0)
#endif
#ifdef BREAK_TAKEN_OVER
#define ours(state) (state == OPEN || state == HAND)
#else
#define ours(state) (state == OPEN)
#endif
#ifdef BREAK_HALF
#define halfMade(state) false
#else
#define halfMade(state) (state == HALF)
#endif

/* KeyRemover deletes keys from the lowest kvno up, and the principal with the last key. */
#define over(key) (inB[key] && isOver(key))
#define lowestOver (over(1) || (!inB[1] && (over(2) || (!inB[2] && (over(3) || (!inB[3] && (over(4) || (!inB[4] && (over(5) || (!inB[5] && over(6)))))))))))
#ifdef BREAK_TURN
#define freeA true
#else
#define freeA (!aTurn)
#endif
#define overA (freeA && (halfMade(a) || (a == OPEN && isOver(aKey))))
#define overB (!bTurn && (halfMade(b) || (ours(b) && lowestOver)))

#define resting(me) (session[me] == CLOSED && got[me] == 0 && (me >= DAEMONS || !due(me)))
#define idle (resting(0) && resting(1) && made == 0 && !aTurn && !bTurn && !overA && !overB)

/* Counts B's keys: j is their number, n the newest or 0. */
inline countB() {
    i = 1; j = 0; n = 0;
    do
    :: i > IDS -> break
    :: i <= IDS && inB[i] -> n = i; j++; i++
    :: else -> i++
    od
}

/* After every tick and every change of a database: checks rules 1 to 3, and renumbers the keys. */
inline settle() {
    d_step {
        assert(!issues || reads || lost[aKey]);
        assert(!issues || left[aKey] >= aOpen + TICKET);
        assert(!aByHand || (a == HAND && aKey == 0));
        countB();
        assert(!bByHand || (b == HAND && j == handKeys));
        if
        :: issues && !lost[aKey] -> out[aKey] = true
        :: else
        fi;
        i = 1; j = 1;
        do
        :: i > IDS -> break
        :: else ->
            assert(!out[i] || left[i] == 0 || inB[i] || lost[i]);
            if
            :: known(i) && i != j ->
                left[j] = left[i]; kvno[j] = kvno[i];
                inB[j] = inB[i]; out[j] = out[i]; lost[j] = lost[i];
                aKey = (aKey == i -> j : aKey);
                got[0] = (got[0] == i -> j : got[0]);
                got[1] = (got[1] == i -> j : got[1]);
                made = (made == i -> j : made);
                j++
            :: known(i) && i == j -> j++
            :: else
            fi;
            i++
        od;
        do
        :: j > IDS -> break
        :: else ->
            left[j] = 0; kvno[j] = 0;
            inB[j] = false; out[j] = false; lost[j] = false;
            j++
        od;
        i = 0; j = 0; n = 0
    }
}

#ifdef UNBOUNDED
#define fault true
#define use_fault() skip
#else
#define fault (faults > 0)
#define use_fault() faults--
#endif

#define setA(state, key, number, ticks) a = state; aKey = key; aKvno = number; aOpen = ticks

proctype Initiator(byte me) {
    bool mine;              /* holds the lock */
ready:
    atomic { due(me) -> session[me] = ASKED };
    if
    /* The daemon dies, or the request or its answer is lost or late. */
    :: atomic { fault -> use_fault(); goto stopped }
    :: atomic { session[me] == REFUSED -> goto ended }
    :: atomic { session[me] == ANSWERED -> session[me] = CLOSED }
    fi;

    /* KeyWriter's first request: change_password, or add_principal, or closing the old principal. */
    if
    :: atomic { fault -> use_fault(); goto stopped }
    :: atomic { freeA ->
        if
        :: issuing(got[me]) == 0 -> goto ended
        :: else
        fi;
        aTurn = true; mine = true;
        if
#ifdef BREAK_HAND_A
        :: a == HAND -> setA(OPEN, got[me], gotKvno[me], issuing(got[me]))
#else
        :: a == HAND -> goto ended
#endif
#ifdef BREAK_LIMITS_FIRST
        :: a == OPEN && follows -> aOpen = issuing(got[me])
#else
        :: a == OPEN && follows -> aKey = got[me]; aKvno = next(aKvno)
#endif
#ifdef BREAK_CLOSING
        :: a == OPEN && !follows -> aKey = got[me]; aKvno = next(aKvno)
#else
        :: a == OPEN && !follows -> setA(HALF, got[me], gotKvno[me], 0)
#endif
        :: absent(a) -> setA(HALF, got[me], gotKvno[me], 0)
        fi;
        settle()
        }
    fi;

    /* Then KeyWriter opens the principal in its current state. */
    if
    :: atomic { fault -> use_fault(); goto stopped }
    :: atomic { a == NONE || a == HAND -> goto ended }
    :: atomic { a == HALF || a == OPEN ->
        a = OPEN;
#if defined(BREAK_CLOSING) || defined(BREAK_LIMITS_FIRST)
        aKey = got[me]; aKvno = gotKvno[me];
#endif
#ifdef BREAK_EXPIRATION
        aOpen = left[got[me]];
#else
        aOpen = issuing(got[me]);
#endif
        settle()
        }
    fi;
ended:
#ifdef ORDERLY
    waits = true;
#endif
stopped:
    atomic {
        session[me] = CLOSED; got[me] = 0; gotKvno[me] = 0;
        aTurn = aTurn && !mine; mine = false;
        settle();
#ifdef BREAK_RETRY
        (a == OPEN);
#endif
        goto ready
    }
}

inline reply() {
    if
    :: peer < DAEMONS && session[peer] == TAKEN ->
        session[peer] = ANSWERED; got[peer] = made;
#ifdef BREAK_KVNO
        gotKvno[peer] = (a == OPEN -> next(aKvno) : 1)
#else
        gotKvno[peer] = kvno[made]
#endif
    :: else                 /* the initiator is gone */
    fi
}

proctype Responder() {
    byte peer = DAEMONS;    /* none */
ready:
    atomic {
        if
        :: session[0] == ASKED -> session[0] = TAKEN; peer = 0; n = (a == OPEN -> next(aKvno) : 1)
#if DAEMONS > 1
        :: session[1] == ASKED -> session[1] = TAKEN; peer = 1; n = (a == OPEN -> next(aKvno) : 1)
#endif
        /* A request arrives twice, or late. */
        :: fault -> use_fault(); n = 1
        :: fault && a == OPEN -> use_fault(); n = next(aKvno)
        fi;

        /* DecisionMaker.decide, with the initiator's proposal. */
        made = n;
        countB();
        if
        :: absent(b) -> n = made
        :: absent(b) -> n = 1       /* the proposed kvno is too high for a first key */
        :: else -> n = next(kvno[n])
        fi;
        made = 0;
#ifdef BREAK_REPLACING
        /* The lowest key counts as unconfirmed: its KX-ACK was lost. */
        if
        :: b == OPEN && j == KEPT && !bTurn ->
            i = 1;
            do
            :: inB[i] -> inB[i] = false; j--; break
            :: else -> i++
            od
        :: else
        fi;
#endif
        if
#ifdef BREAK_HAND_B
        :: j == KEPT -> i = 0; j = 0; n = 0; goto refused
#else
        :: b == HAND || j == KEPT -> i = 0; j = 0; n = 0; goto refused
#endif
        :: else
        fi;
        made = 1;
        do
        :: inB[made] || aKey == made || got[0] == made || got[1] == made -> made++
        :: else -> break
        od;
        kvno[made] = n;
        if
        :: left[made] = LIFE
        :: left[made] = LIFE - 1
        fi;
        i = 0; j = 0; n = 0;
#ifdef BREAK_ORDER
        reply()
#endif
    };

    /* KeyWriter's first request: change_password -keepold, or add_principal, or closing the old
     * principal. */
    if
    :: atomic { fault -> use_fault(); goto refused }
#ifdef BREAK_HAND_B
    :: atomic { b == HAND -> b = OPEN; inB[made] = true; settle(); goto written }
#else
    :: atomic { b == HAND -> goto refused }
#endif
    :: atomic { left[made] == 0 -> goto refused }
    :: atomic { b == OPEN && left[made] > 0 ->
        countB();
        if
        :: kvno[made] != next(kvno[n]) -> i = 0; j = 0; n = 0; goto refused
        :: else
        fi;
#ifdef BREAK_KEEPING
        i = 1;
        do
        :: i > IDS -> break
        :: else -> inB[i] = false; i++
        od;
#endif
        inB[made] = true;
        settle();
        goto written
        }
    :: atomic { absent(b) && left[made] > 0 -> b = HALF; bTurn = true; settle() }
    fi;

    /* Then KeyWriter opens the principal. */
    if
    :: atomic { fault -> use_fault(); goto refused }
    :: atomic { b = OPEN; inB[made] = true; bTurn = false; settle() }
    fi;
written:
    if
    :: atomic { fault -> use_fault(); goto refused }
#ifdef BREAK_ORDER
    :: goto ended
#else
    :: atomic { reply(); goto ended }
#endif
    fi;
refused:
    atomic {
        if
        :: peer < DAEMONS && session[peer] == TAKEN -> session[peer] = REFUSED
        :: else
        fi
    };
ended:
    atomic { made = 0; peer = DAEMONS; bTurn = false; settle(); goto ready }
}

inline tick() {
    d_step {
        i = 1;
        do
        :: i > IDS -> break
        :: else -> left[i] = (left[i] > 0 -> left[i] - 1 : 0); i++
        od;
        aOpen = (aOpen > 0 -> aOpen - 1 : 0);
        waits = false;
        i = 0
    };
    settle()
}

/* purgekeys, or delete_principal if no key would remain. */
inline purgeB() {
    d_step {
        i = 1;
        do
        :: i > IDS -> break
        :: i <= IDS && inB[i] && !isOver(i) -> break
        :: else -> inB[i] = false; i++
        od;
        countB();
        b = (j == 0 && b != HAND -> NONE : b)
    };
    settle()
}

/* Restores B's database to its state before key i, or without any key. */
inline restoreB() {
    d_step {
        do
        :: i > IDS -> break
        :: else ->
            lost[i] = lost[i] || inB[i];
            inB[i] = false;
            i++
        od;
        countB();
        b = (j == 0 -> NONE : b)
    };
    settle()
}

proctype World() {
    do
#ifdef ORDERLY
    :: atomic { idle -> tick() }
#else
    :: atomic { tick() }
#endif
#ifndef BREAK_ENDING_A
    :: atomic { overA -> setA(NONE, 0, 0, 0); settle() }
#endif
#ifndef BREAK_ENDING_B
    :: atomic { overB -> purgeB() }
#endif

    /* An administrator of A deletes the principal, keys it by hand, or restores a backup. */
    :: atomic { acts > 0 && !aTurn && a != HAND -> acts--; setA(NONE, 0, 0, 0); settle() }
    :: atomic { acts > 0 && !aTurn && a != HAND -> acts--; setA(HAND, 0, 0, 0); aByHand = true; settle() }
    :: atomic { acts > 0 && !aTurn && a != HAND ->
        acts--;
        select(i : 1 .. IDS);
        if
        :: inB[i] -> setA(OPEN, i, kvno[i], issuing(i))
        :: else
        fi;
        settle()
        }

    /* An administrator of B keys it by hand or takes it over, restores a backup, or deletes it. */
    :: atomic { acts > 0 && !bTurn && b != HAND -> acts--; b = HAND; bByHand = true; countB(); handKeys = j; settle() }
    :: atomic { acts > 0 && !bTurn && b == OPEN -> acts--; select(i : 1 .. IDS); restoreB() }

#ifdef NOBODY
    :: atomic { asks -> asks = false }
#endif
    od
}

init {
    atomic {
        run Initiator(0);
#if DAEMONS > 1
        run Initiator(1);
#endif
        run Responder();
        run World()
    }
}

/* Rules 2 and 4. */
#define served ((issues && reads) || aByHand || bByHand)
#define gone ((a == NONE && b == NONE) || aByHand || bByHand)
#ifdef SERVED
ltl progress { [] <> served && [] <> !overA && [] <> !overB }
#endif
#ifdef NOBODY
ltl clean { [] (!asks -> <> gone) }
#endif
