from k5test import *
import threading

# Test the KDC's questions to kxoverd, with a daemon of this script in
# its place.


# Answer questions on a UNIX domain socket.  A message has lines of
# name=value, and ends with an empty line.
class Daemon(object):
    def __init__(self, path):
        self.answers = {}
        self.questions = []
        self.asked = threading.Semaphore(0)
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.threads = []
        self.sockets = []
        listener = self.add_socket(socket.socket(socket.AF_UNIX))
        listener.bind(path)
        listener.listen(5)
        self.in_thread(self.accept, listener)
        atexit.register(self.stop)

    def add_socket(self, sock):
        self.sockets.append(sock)
        return sock

    def in_thread(self, target, arg):
        thread = threading.Thread(target=target, args=(arg,), daemon=True)
        self.threads.append(thread)
        thread.start()

    def accept(self, listener):
        try:
            while True:
                conn = self.add_socket(listener.accept()[0])
                self.in_thread(self.serve, conn)
        except OSError:
            # The test ends.
            pass

    def serve(self, conn):
        question = {}
        try:
            for line in conn.makefile('r'):
                name, sep, value = line.rstrip('\n').partition('=')
                if sep:
                    question[name] = value
                    continue
                self.answer(conn, question)
                question = {}
        except OSError:
            # The KDC closed the connection.
            pass

    # End the threads, which otherwise keep testlog from being written.
    def stop(self):
        self.may_answer.set()
        for sock in self.sockets:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        for thread in self.threads:
            thread.join()

    def answer(self, conn, question):
        self.questions.append(question)
        self.asked.release()
        self.may_answer.wait()
        answer = self.answers.get(question['service'], 'result=none')
        conn.sendall(('kxover=1\nid=%s\n%s\n\n' %
                      (question['id'], answer)).encode())

    # Return the services in the questions since the last call.
    def services(self):
        services = [q['service'] for q in self.questions]
        self.questions = []
        return services


# KRBTEST1.COM has a key for REFREALM, but does not know that x.d is a
# host there.  The client does not guess a realm.
noguess = {'plugins': {'hostrealm': {'disable': 'domain'}}}
realm, refrealm = cross_realms(2, xtgts=((0,1),), krb5_conf=noguess,
                               args=(None, {'realm': 'REFREALM',
                                            'create_user': False}),
                               create_host=False)
refrealm.addprinc('a/x.d')

savefile = os.path.join(realm.testdir, 'ccache.copy')
os.rename(realm.ccache, savefile)

sockname = os.path.join(realm.testdir, 'sock')
daemon = Daemon(sockname)
referral = 'result=referral\nrealm=REFREALM\nttl=%d'


# Get credentials and check that we got a referral to REFREALM.
def testref(nametype='srv-hst'):
    shutil.copyfile(savefile, realm.ccache)
    realm.run(['./gcred', nametype, 'a/x.d@'], expected_msg='a/x.d@REFREALM')


# Get credentials and check that we get the error of a KDC which knows
# no other realm.
def testfail(nametype='srv-hst'):
    shutil.copyfile(savefile, realm.ccache)
    realm.run(['./gcred', nametype, 'a/x.d@'], expected_code=1,
              expected_msg='not found in Kerberos database')


def check_services(expected):
    services = daemon.services()
    if services != expected:
        fail('expected questions %s, got %s' % (expected, services))


# Restart the KDC with these settings in [kxover], or without [kxover].
def restart_kdc(kxover, other=None):
    conf = dict(other or {})
    if kxover is not None:
        conf['kxover'] = kxover
    env = realm.special_env('kxover', True, kdc_conf=conf)
    realm.stop_kdc()
    realm.start_kdc(env=env)


def check_log(expected):
    with open(os.path.join(realm.testdir, 'kdc.log')) as f:
        if expected not in f.read():
            fail('not in the KDC log: ' + expected)


mark('no [kxover] section')
daemon.answers['a/x.d'] = referral % 0
testfail()
check_services([])

mark('referral')
restart_kdc({'socket': sockname})
testref()
question = daemon.questions[0]
if (question['kxover'] != '1' or question['realm'] != 'KRBTEST1.COM' or
    question['client'] != 'user@KRBTEST1.COM'):
    fail('unexpected question: %s' % question)
check_services(['a/x.d'])

# The rules for referrals by [domain_realm] decide whether to ask.
mark('name types')
testref('srv-inst')
check_services(['a/x.d'])
testfail('principal')
testfail('unknown')
check_services([])
restart_kdc({'socket': sockname}, {'kdcdefaults': {'host_based_services': 'a'}})
testref('unknown')
check_services(['a/x.d'])
restart_kdc({'socket': sockname}, {'kdcdefaults': {'no_host_referral': 'a'}})
testfail()
check_services([])

mark('[domain_realm] comes first')
restart_kdc({'socket': sockname}, {'domain_realm': {'d': 'REFREALM'}})
testref()
check_services([])

mark('answers without a referral')
restart_kdc({'socket': sockname})
daemon.answers['a/x.d'] = 'result=none'
testfail()
daemon.answers['a/x.d'] = 'result=denied\nreason=not this one'
testfail()
check_log('kxover: no referral for a/x.d: denied: not this one')
check_services(['a/x.d', 'a/x.d'])

mark('referral to a realm without a key')
daemon.answers['a/x.d'] = 'result=referral\nrealm=OTHER\nttl=0'
testfail()
check_services(['a/x.d'])

mark('malformed answer')
daemon.answers['a/x.d'] = 'result=referral'
testfail()
daemon.services()

mark('cached referral')
restart_kdc({'socket': sockname})
daemon.answers['a/x.d'] = referral % 300
testref()
testref()
check_services(['a/x.d'])

# While a request waits, the KDC serves others.
mark('waiting request')
restart_kdc({'socket': sockname, 'time_budget': '20000'})
daemon.answers['a/x.d'] = referral % 0
daemon.asked = threading.Semaphore(0)
daemon.may_answer.clear()
shutil.copyfile(savefile, realm.ccache)
proc = subprocess.Popen(['./gcred', 'srv-hst', 'a/x.d@'], env=realm.env,
                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                        universal_newlines=True)
if not daemon.asked.acquire(timeout=20):
    fail('no question')
realm.kinit(realm.user_princ, password('user'),
            ['-c', os.path.join(realm.testdir, 'ccache.other')])
if proc.poll() is not None:
    fail('the request did not wait: ' + proc.communicate()[0])
daemon.may_answer.set()
out = proc.communicate()[0]
if proc.returncode != 0 or 'a/x.d@REFREALM' not in out:
    fail('unexpected output of the waiting request: ' + out)
check_services(['a/x.d'])

mark('no answer in time')
restart_kdc({'socket': sockname, 'time_budget': '200'})
daemon.may_answer.clear()
testfail()
check_log('kxover: no answer from kxoverd at %s: no answer in time' % sockname)
daemon.may_answer.set()

mark('no daemon')
restart_kdc({'socket': sockname + '.none'})
testfail()
check_log('kxover: no answer from kxoverd at %s.none' % sockname)

success('kxover tests')
