# What the program says beside verdicts.

made-no-code = no code
made-code = QR version { $version } level { $level }{ $lowered }, { $pixels } px = { $module } mm a module, { $diagonal } mm, read again and verified
made-q-does-not-fit = { " " }(Q does not fit)
made-unwritable = the pages have no sign for { $count } characters of the name; the machine-readable name stands below it

show-replayed = replayed: asked about { $at }, not about now
show-on-arrival = the countries' rules on arrival:
show-several = { $count } codes in { $source }, the worst first:
show-more-codes = and { $count } more
show-passed = rules met
show-failed = not met
show-open = open
show-no-rules = no rules
show-in-passport = the passport:
show-in-certificate = the certificate:

status-does-not-count = does not count
status-rules = rules { $profile }, at { $at }
status-until = , until { $until }
status-without-end = , without end
status-green-from = , green from { $until }
status-same-person = compare the two lines above, and give --same-person if they are one
status-record = record
status-certificate = certificate
status-names-equal = names equal
status-names-spelling = names equal up to spelling
status-names-differ = names differ
status-births-equal = dates of birth equal
status-births-partial = one date of birth is partial
status-births-unknown = one date of birth is unknown: compare it with another proof
status-births-differ = dates of birth differ

where-border = border control
where-in-norway = control in Norway
where-rules-of = , rules of { $country }
where-rules-of-all = , rules of every country

watch-unsigned = lists not signed
watch-ready = ready
watch-scan = scan a code
watch-nothing-kept = nothing is kept of what is scanned
watch-keys = q: end
watch-kept = the lists have changed and cannot be read, the old ones are used
watch-deviation = 1 deviation
watch-deviations = { $count } deviations
watch-together = { $count } codes at once: { $verdicts }
watch-trust = trust list: { $age }
watch-trust-undated = trust list: no date, keys: { $keys }
watch-trust-empty = trust list: EMPTY
watch-revoked = revoked list: { $age }
watch-revoked-none = revoked list: none
watch-rules-built-in = rules: built in
watch-rules = rules: of { $date }
watch-minutes = { $number } min old
watch-hours = { $number } h old
watch-days = { $number } days old
watch-newer = newer than the clock
watch-too-old = , TOO OLD
