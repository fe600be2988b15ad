# What the program says beside verdicts.

made-no-code = ingen kod
made-code = QR version { $version } nivå { $level }{ $lowered }, { $pixels } px = { $module } mm per modul, { $diagonal } mm, läst igen och verifierad
made-q-does-not-fit = { " " }(Q får inte plats)
made-unwritable = sidorna saknar tecken för { $count } av namnets bokstäver; det maskinläsbara namnet står under

show-replayed = kontroll i efterhand: frågan gäller { $at }, inte nu
show-on-arrival = ländernas regler vid ankomst:
show-several = { $count } koder i { $source }, den sämsta först:
show-more-codes = och { $count } till
show-passed = uppfyllda
show-failed = ej uppfyllda
show-open = ej avgjort
show-no-rules = inga regler
show-in-passport = passet:
show-in-certificate = intyget:

status-does-not-count = räknas inte
status-rules = regler { $profile }, { $at }
status-until = , till { $until }
status-without-end = , utan slutdatum
status-green-from = , grönt från { $until }
status-same-person = jämför de två raderna ovan, och ange --same-person om det är samma person
status-record = register
status-certificate = intyg
status-names-equal = namnen är lika
status-names-spelling = namnen är lika bortsett från stavningen
status-names-differ = namnen skiljer sig
status-births-equal = födelsedatumen är lika
status-births-partial = det ena födelsedatumet är ofullständigt
status-births-unknown = det ena födelsedatumet är okänt: jämför med ett annat bevis
status-births-differ = födelsedatumen skiljer sig

where-border = gränskontroll
where-in-norway = kontroll i Norge
where-rules-of = , regler för { $country }
where-rules-of-all = , regler för alla länder

watch-unsigned = listorna är ej signerade
watch-ready = redo
watch-scan = skanna en kod
watch-nothing-kept = inget av det som skannas sparas
watch-keys = q: avsluta
watch-kept = listorna har ändrats och kan inte läsas, de gamla används
watch-deviation = 1 avvikelse
watch-deviations = { $count } avvikelser
watch-together = { $count } koder på en gång: { $verdicts }
watch-trust = förtroendelista: { $age }
watch-trust-undated = förtroendelista: utan datum, nycklar: { $keys }
watch-trust-empty = förtroendelista: TOM
watch-revoked = återkallelselista: { $age }
watch-revoked-none = återkallelselista: saknas
watch-rules-built-in = regler: inbyggda
watch-rules = regler: från { $date }
watch-minutes = { $number } min gammal
watch-hours = { $number } tim gammal
watch-days = { $number } dagar gammal
watch-newer = nyare än klockan
watch-too-old = , FÖR GAMMAL
