"""Run one of MIT krb5's own tests, with a KDC that asks kxoverd and has the guard.

    with_kxover.py SCRIPT [ARGUMENT...]

KXOVER_KDC_CONF names a file with lines for kdc.conf, KXOVER_GUARD the guard's
module. Each kdc.conf that the test writes gets these lines at its end. So a
section of the test's own adds to them.
"""

import os
import runpy
import sys

script = sys.argv[1]
sys.argv = sys.argv[1:]
sys.path[0] = os.path.dirname(os.path.abspath(script))

import k5test

with open(os.environ['KXOVER_KDC_CONF']) as file:
    lines = file.read()
guard = os.path.realpath(os.environ['KXOVER_GUARD'])

create_conf = k5test.K5Realm._create_conf
start_kdc = k5test.K5Realm.start_kdc


def create_conf_with_kxover(self, profile, filename):
    create_conf(self, profile, filename)
    if os.path.basename(filename).startswith('kdc.conf'):
        with open(filename, 'a') as file:
            file.write(lines)


# A KDC starts without a module that it cannot load.
def start_kdc_with_guard(self, args=[], env=None):
    start_kdc(self, args, env)
    profile = (self.env if env is None else env)['KRB5_KDC_PROFILE']
    with open('/proc/%d/maps' % self._kdc_proc.pid) as maps:
        if guard not in maps.read() and profile != os.devnull:
            k5test.fail('krb5kdc has not loaded ' + guard)


k5test.K5Realm._create_conf = create_conf_with_kxover
k5test.K5Realm.start_kdc = start_kdc_with_guard
runpy.run_path(script, run_name='__main__')
