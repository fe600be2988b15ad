# What the program says beside verdicts.

made-no-code = ingen kode
made-code = QR versjon { $version } nivå { $level }{ $lowered }, { $pixels } px = { $module } mm per modul, { $diagonal } mm, lese igjen og verifisert
made-q-does-not-fit = { " " }(Q får ikkje plass)
made-unwritable = sidene har ikkje teikn for { $count } bokstavar i namnet; det maskinlesbare namnet står under

show-replayed = etterprøvd: spørsmålet gjeld { $at }, ikkje no
show-on-arrival = reglane til landa ved framkomst:
show-several = { $count } kodar i { $source }, den verste først:
show-more-codes = og { $count } til
show-passed = oppfylt
show-failed = ikkje oppfylt
show-open = ope
show-no-rules = ingen reglar
show-in-passport = passet:
show-in-certificate = sertifikatet:

status-does-not-count = tel ikkje
status-rules = reglar { $profile }, { $at }
status-until = , til { $until }
status-without-end = , utan sluttdato
status-green-from = , grønt frå { $until }
status-same-person = samanlikn dei to linjene over, og gi --same-person om det er same person
status-record = register
status-certificate = sertifikat
status-names-equal = namna er like
status-names-spelling = namna er like bortsett frå skrivemåten
status-names-differ = namna er ulike
status-births-equal = fødselsdatoane er like
status-births-partial = den eine fødselsdatoen er ufullstendig
status-births-unknown = den eine fødselsdatoen er ukjend: samanlikn med annan dokumentasjon
status-births-differ = fødselsdatoane er ulike

where-border = grensekontroll
where-in-norway = kontroll i Noreg
where-rules-of = , reglar for { $country }
where-rules-of-all = , reglane til alle land

watch-unsigned = lister ikkje signerte
watch-ready = klar
watch-scan = skann ein kode
watch-nothing-kept = ingenting av det som blir skanna, blir lagra
watch-keys = q: avslutt
watch-kept = listene er endra og kan ikkje lesast, dei gamle blir brukte
watch-deviation = 1 avvik
watch-deviations = { $count } avvik
watch-together = { $count } kodar på éin gong: { $verdicts }
watch-trust = tillitsliste: { $age }
watch-trust-undated = tillitsliste: utan dato, nøklar: { $keys }
watch-trust-empty = tillitsliste: TOM
watch-revoked = tilbaketrekte: { $age }
watch-revoked-none = tilbaketrekte: inga liste
watch-rules-built-in = reglar: innebygde
watch-rules = reglar: frå { $date }
watch-minutes = { $number } min gammal
watch-hours = { $number } t gammal
watch-days = { $number } dagar gammal
watch-newer = nyare enn klokka
watch-too-old = , FOR GAMMAL
