/*
 * The life of one crossover, krbtgt/B@A, in every order in which things can happen: two daemons,
 * two key databases, a network between them, a clock, administrators. spin looks at all of it;
 * crossing.CrossoverModelIT runs it and says in which configurations.
 *
 * The rules:
 *  1. the KDC of A issues no ticket under a key that the KDC of B lacks, or has under another kvno;
 *     and B keeps a key as long as tickets under it may be out;
 *  2. no ticket outlives the till of its key, and no key stays for good when its till is past;
 *  3. what an administrator keyed by hand, or took over, stays as it is;
 *  4. once faults end, users are served again; and once nobody asks any more, nothing is left.
 *
 * What stands for what:
 *  Initiator   referral.ReferralService, crossing.Crossing, exchange.Initiator, kadmin.KeyWriter of a CLIENT
 *  Responder   serving.ExchangeService, exchange.Responder, kadmin.KeyWriter of a SERVICE
 *  World       lifecycle.KeyMaintenance and kadmin.KeyRemover of both; the clock; administrators and their kadmin
 *  a, b        the principal in the database of A and of B: HALF is CrossoverEntry.isHalfMade, HAND
 *              one without our string attribute
 *  aTurn       the lock of kdb.StoreLocks is held, between two requests to kadmin; bTurn likewise
 *  due         lifecycle.KeyPlan, Outgoing.haveKey, kxover renew
 *  DAEMONS     of A, that have one database and one turn: a reload (SIGHUP) lets what is in work go on
 *              beside the realms as they are from then on
 *
 * A step is one request to kadmin, of those whose effect a KDC or a daemon can see. Before any of
 * them a daemon may die, or kadmin's answer to the one before be lost, which comes to the same:
 * what was begun stays as it is, and the next attempt goes by what the database says.
 *
 * Time is what is left of each key, in ticks. Where ORDERLY is set, work is done before the next
 * tick comes, as it is once faults end; else a tick comes whenever it likes. A's KDC is taken to
 * issue all tickets that it can, each as long as it can be: what may be out then is out.
 *
 * Keys are numbered in the order of their making; where nothing knows of one any more, those that
 * were made later move up. A kvno counts modulo KVNOS, more than there are keys to tell apart.
 *
 * Left out: a change by hand within the milliseconds between two requests of one call of the store,
 * which kadmin gives no means to see; a request that a kadmin server gets to after the daemon that
 * sent it was started anew; other KDCs of a realm, whose copies of the database follow later; a
reload of B's daemon, whose two decide for one kvno, which KeyWriter lets the first of them have.
 *
 * With BREAK_… one rule of the daemons is broken, and spin must find what comes of it.
 */

#ifndef FAULTS
#define FAULTS 2            /* deaths, losses, repetitions, in all; UNBOUNDED: any number */
#endif
#ifndef ACTS
#define ACTS 0              /* of administrators, in all */
#endif
#ifndef LIFE
#define LIFE 3              /* ticks from the making of a key to its till, or one less */
#endif
#ifndef TICKET
#define TICKET 1            /* ticks that a ticket lasts at most */
#endif
#ifndef DAEMONS
#define DAEMONS 1           /* of A; after a reload there are two for a while */
#endif
#define KEPT 3              /* keys that B has at most: Decisions.MAX_KEYS */
#define IDS 6               /* KEPT, one that A's KDC has, one that each of A's daemons is to write */
#define KVNOS 4

mtype = { NONE, HALF, OPEN, HAND };                        /* a principal */
mtype = { CLOSED, ASKED, TAKEN, ANSWERED, REFUSED };       /* a session */

byte left[IDS + 1];         /* of that key: ticks to its till */
byte kvno[IDS + 1];         /* that B gave it */
bool inB[IDS + 1];          /* B's KDC reads tickets under it */
bool out[IDS + 1];          /* A's KDC has issued tickets under it */
bool lost[IDS + 1];         /* an administrator took it from B's database */

mtype a = NONE, b = NONE;
byte aKey, aKvno;           /* under which A's KDC issues tickets; 0 where that is no key of ours */
byte aOpen;                 /* ticks to the expiration of A's principal */
bool aTurn, bTurn;
bool aByHand, bByHand;      /* an administrator has it */
byte handKeys;              /* so many keys B's had then */

mtype session[2] = CLOSED;  /* from A's daemon to B's; REFUSED also where it broke off */
byte got[2], gotKvno[2];    /* the key that A's daemon has from it, and its kvno as it was told */
byte made;                  /* the key that B's daemon is at */
bool waits;                 /* A's daemon lets a tick pass before it tries again */
bool asks = true;           /* users of A want to go to B */
byte faults = FAULTS, acts = ACTS;

byte i, j, n;               /* 0 between two steps */

#define next(number) ((number + 1) % KVNOS)
#define absent(state) (state == NONE || state == HALF)
#define known(key) (inB[key] || aKey == key || got[0] == key || got[1] == key || made == key)
#define issuing(key) (left[key] > TICKET -> left[key] - TICKET : 0)    /* ticks that it may issue */

#define issues (a == OPEN && aOpen > 0)
#define reads (inB[aKey] && kvno[aKey] == aKvno)

/* KeyWriter.write: whether the key got takes the place of A's as it is, or A's is closed first. */
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

/* KeyRemover: keys go from the lowest kvno up, the principal with the last. */
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

/* The keys of B: j of them, n the newest or 0. */
inline countB() {
    i = 1; j = 0; n = 0;
    do
    :: i > IDS -> break
    :: i <= IDS && inB[i] -> n = i; j++; i++
    :: else -> i++
    od
}

/* Every tick and every change of a database ends with this: rules 1 to 3; the keys' numbers. */
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
    bool mine;              /* the turn */
ready:
    atomic { due(me) -> session[me] = ASKED };
    if
    /* It dies, or the request or its answer is lost or late. */
    :: atomic { fault -> use_fault(); goto stopped }
    :: atomic { session[me] == REFUSED -> goto ended }
    :: atomic { session[me] == ANSWERED -> session[me] = CLOSED }
    fi;

    /* KeyWriter: in rollClient change_password; in create add_principal, in makeAnew close and more */
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

    /* in all of them open, of what is there then */
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
    :: else                 /* whoever asked is gone */
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
        /* A request comes a second time, or late. */
        :: fault -> use_fault(); n = 1
        :: fault && a == OPEN -> use_fault(); n = next(aKvno)
        fi;

        /* Decisions.decide, with the proposal */
        made = n;
        countB();
        n = (absent(b) -> made : next(kvno[n]));
        made = 0;
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

    /* KeyWriter: in rollService change_password -keepold; in create add_principal, in makeAnew close */
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

    /* open */
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

/* purgekeys, or delete_principal where none would be left */
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

/* B's database is as it was before its key i was made, or never had any. */
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

    /* An administrator of A deletes the principal, keys it by hand, restores a backup. */
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

    /* One of B keys it by hand or takes it over as it is, restores a backup or deletes it. */
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
