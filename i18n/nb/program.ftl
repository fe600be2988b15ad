# What the program says beside verdicts.

made-no-code = ingen kode
made-code = QR versjon { $version } nivå { $level }{ $lowered }, { $pixels } px = { $module } mm per modul, { $diagonal } mm, lest igjen og verifisert
made-q-does-not-fit = { " " }(Q får ikke plass)
made-unwritable = sidene har ikke tegn for { $count } bokstaver i navnet; det maskinlesbare navnet står under

show-replayed = etterprøvd: spørsmålet gjelder { $at }, ikke nå
show-on-arrival = landenes regler ved ankomst:
show-several = { $count } koder i { $source }, den verste først:
show-more-codes = og { $count } til
show-passed = oppfylt
show-failed = ikke oppfylt
show-open = åpent
show-no-rules = ingen regler
show-in-passport = passet:
show-in-certificate = sertifikatet:

status-does-not-count = teller ikke
status-rules = regler { $profile }, { $at }
status-until = , til { $until }
status-without-end = , uten sluttdato
status-green-from = , grønt fra { $until }
status-same-person = sammenlign de to linjene over, og gi --same-person hvis det er samme person
status-record = register
status-certificate = sertifikat
status-names-equal = navnene er like
status-names-spelling = navnene er like bortsett fra skrivemåten
status-names-differ = navnene er ulike
status-births-equal = fødselsdatoene er like
status-births-partial = den ene fødselsdatoen er ufullstendig
status-births-unknown = den ene fødselsdatoen er ukjent: sammenlign med annen dokumentasjon
status-births-differ = fødselsdatoene er ulike

where-border = grensekontroll
where-in-norway = kontroll i Norge
where-rules-of = , regler for { $country }
where-rules-of-all = , alle lands regler

watch-unsigned = lister ikke signert
watch-ready = klar
watch-scan = skann en kode
watch-nothing-kept = ingenting av det som skannes, blir lagret
watch-keys = q: avslutt
watch-kept = listene er endret og kan ikke leses, de gamle brukes
watch-deviation = 1 avvik
watch-deviations = { $count } avvik
watch-together = { $count } koder på én gang: { $verdicts }
watch-trust = tillitsliste: { $age }
watch-trust-undated = tillitsliste: uten dato, nøkler: { $keys }
watch-trust-empty = tillitsliste: TOM
watch-revoked = tilbaketrukne: { $age }
watch-revoked-none = tilbaketrukne: ingen liste
watch-rules-built-in = regler: innebygde
watch-rules = regler: fra { $date }
watch-minutes = { $number } min gammel
watch-hours = { $number } t gammel
watch-days = { $number } dager gammel
watch-newer = nyere enn klokken
watch-too-old = , FOR GAMMEL
