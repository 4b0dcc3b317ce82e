# What differs from run to run or between Debian releases, for "sed -E". The output on a page and that
# of the command go through this before they are compared.

# Empty lines, and the kinds of quotation marks.
/^[[:space:]]*$/d
s/[[:space:]]+$//
s/'//g
# A zone's server says this once for each zone, and the realm and its host can be in two zones.
/^zone [^ ]+, server .*: has our records$/d
# Only if the resolver does not have the records at once.
/^Waiting up to [0-9]+ s till secure DNS has all records\./d
# Users, versions, digests, addresses, times.
s/\b([GU]ID) [0-9]+/\1 NUMBER/g
s/^(Setting up kxover) \([^)]*\)/\1 (VERSION)/
s/^(kxover) [0-9][^ ]*$/\1 VERSION/
s/\b[0-9a-f]{64}\b/SHA-256/g
s/krbtgt\/[^ ]+ \(without/CROSSOVER (without/
s/\b44(\.[0-9]+){3}\b/ADDRESS/g
s/\b[0-9]+s ago\b/TIME ago/g
