# Kva kommandoane i programmet seier.

cli-clock = klokka på denne maskina viser ingen dato etter 1970
cli-give-at = gi --at
cli-standard-output = standard ut
cli-already-there = { $path }: finst frå før
cli-until = til { $at }
cli-not-checked = ikkje kontrollert
cli-not-checked-why = ikkje kontrollert: { $reason }
cli-codes-left-alone = { $input }: { $count } andre kodar i biletet vart ikkje sette på
cli-lines-left-alone = { $input }: linjer utan kode som det ikkje vart sett på: { $count }
cli-no-statement = { $path }: inga fråsegn om ein erstatta nøkkel
cli-make-statement = lag ei med hcert trust rotate

cli-trust-no-key = ingen nøkkel kunne lesast, ingenting er skrive
cli-trust-imported = { $keys } nøklar frå { $lists } lister
cli-trust-bundled = { $keys } nøklar frå { $lists } lister, operatør { $kid }, til { $expires }
cli-trust-bundled-unsigned = { $keys } nøklar frå { $lists } lister, ikkje signert, til { $expires }
cli-trust-no-signer = ein pakke blir signert: --signer KEY manglar
cli-trust-give-signer = gi den private nøkkelen til operatøren, eller sei --unsigned
cli-trust-nobody-signs = ingen signerer pakken: den som kan skrive fila, avgjer kven som er tiltrudd
cli-trust-same-key = begge er same nøkkel, som ikkje erstattar noko
cli-trust-replaced = operatør { $old } blir erstatta av { $new } frå { $at }
cli-trust-country = land
cli-trust-key = nøkkel
cli-trust-purposes = formål
cli-trust-valid = gyldig
cli-trust-list-signature = listesignatur
cli-trust-chain = kjede
cli-trust-source = kjelde
cli-trust-bare-key = berre nøkkel
cli-trust-keys = { $count } nøklar
cli-trust-no-kid = ingen nøkkel har identifikatoren { $kid }
cli-trust-not-known = ikkje kjent
cli-trust-no-purposes = ingen eigne: berre nøkkel
cli-trust-certificate = sertifikat
cli-trust-no-certificate = ikkje noko: berre nøkkel, utan eigne datoar
cli-trust-subject = emne
cli-trust-issuer = utferdar
cli-trust-validity = gyldigheit
cli-trust-valid-at = { $from } – { $until }, gyldig { $at }
cli-trust-not-valid-at = { $from } – { $until }, IKKJE gyldig { $at }
cli-trust-key-used = brukt
cli-trust-key-period = { $from } – { $until } (det blir ikkje bygd på dette)
cli-trust-issued = utferda av { $authority }
cli-trust-issued-sha1 = utferda av { $authority } (signert med SHA-1)
cli-trust-no-authority = inga styresmakt med det namnet er kjend
cli-trust-chain-bad = dårleg: { $reason }
cli-trust-domain = domene
cli-trust-list = liste
cli-trust-signature = signatur
cli-trust-signature-good = god, av { $signer }
cli-trust-signature-expired = god, av ein som hadde eit utgått sertifikat: { $signer }
cli-trust-signature-none = lista har ingen
cli-trust-as-of = frå
cli-trust-expires = går ut
cli-trust-expired = { $expires }, GÅTT UT
cli-trust-bare-left-out = { $count } nøklar utan sertifikat er utelatne
cli-trust-zip-signer = ein eu-zip blir signert: --signer KEY,CERT manglar
cli-trust-header = --header: venta NAME: VALUE
cli-trust-octets = { $count } byte
cli-trust-unchanged = uendra

cli-hashes = { $count ->
    [one] { $count } hash
   *[other] { $count } hashar
    }
cli-groups = { $count ->
    [one] { $count } hashgruppe
   *[other] { $count } hashgrupper
    }
cli-batches = { $count ->
    [one] { $count } gruppe
   *[other] { $count } grupper
    }
cli-filters = { $count ->
    [one] { $count } filter
   *[other] { $count } filter
    }
cli-items-left-out = { $count ->
    [one] { $count } oppføring i listene som ikkje kunne brukast
   *[other] { $count } oppføringar i listene som ikkje kunne brukast
    }

cli-store-signed = signert av operatør { $kid }
cli-store-signed-until = signert av operatør { $kid }, til { $expires }
cli-store-unsigned = ikkje signert
cli-store-unsigned-until = ikkje signert, til { $expires }
cli-store-progress = { $done } hashar, { $eta } att
cli-store-reading = les { $name }
cli-store-argument-code = argumentet er ein kode, ikkje ei liste
cli-store-codes-in-file = legg kodar i ei fil, éin per linje
cli-store-name = namnet på fila er ikkje UTF-8
cli-store-skipped-name = namnet er ikkje UTF-8, ho blir ikkje lesen
cli-store-skipped-depth = mappa ligg for djupt, ho blir ikkje lesen
cli-store-skipped-kind = det er verken ei fil eller ei mappe, det blir ikkje lese
cli-store-later = listene skal vere frå { $as_of }, som er etter { $at }
cli-store-uploader = --uploader tek sertifikat, for landet i dei tel
cli-store-nothing = ingenting kunne lesast, ingenting er skrive
cli-store-built = { $hashes } i { $groups }, { $filters }, { $seal }
cli-store-give-form = oppgi forma med --form
cli-store-expired = lageret gjekk ut { $expires }; det som kom seinare, er ikkje i det
cli-store-no-form = { $path }: inga liste i ei kjend form
cli-store-give-form-of = oppgi forma med --form: { $forms }
cli-store-more-problems = { $count } til som ikkje kunne brukast
cli-store-published = { $batches }, { $hashes }
cli-store-of = eit lager på { $hashes }, { $seal }
cli-store-signer-countries = --signer { $signer }: sertifikatet har { $count } land i emnet, ei gruppe treng eitt
cli-store-other-country = ho er frå landet { $found }, den som signerer, frå { $country }

cli-revoke-missing = { $input }: ikkje i registeret over utferda
cli-revoke-expired = noko av det var gått ut { $at } og får stå: kontroller tidspunktet om det overraskar
cli-revoke-done = { $newly } trekte tilbake, { $already } trekte tilbake før, { $expired } gått ut, { $missing } ikkje funne
cli-revoke-nobody = verken fødselsnummer eller fødselsdato
cli-revoke-nothing = ingenting er oppgitt
cli-revoke-input = standard inn: ikkje UTF-8
cli-revoke-no-code = ingen kode i det
cli-revoke-other-key = under ein annan nøkkel ville ingen i registeret bli funnen igjen
cli-revoke-row = trekt tilbake { $at } { $reason }

cli-check-no-store = ingen lager er oppgitt, så berre hashane blir viste: gi --revocations
cli-check-no-code = ingen kode vart funnen i biletet
cli-check-algorithm = algoritmen er ingen av ES256, PS256
cli-check-no-kid = han nemner ingen utferdar (kid)
cli-check-not-revoked = ikkje trekt tilbake (fullstendig { $as_of })
cli-check-revoked = trekt tilbake: { $variant } i { $list }, gruppe { $batch }
cli-check-possibly = kanskje trekt tilbake: { $variant } i { $list }, gruppe { $batch }
cli-check-no-data = ingen data: ingen lager seier noko om denne utferdaren eller landet
cli-check-expired = kan ikkje avgjerast: { $store } gjekk ut { $at }
cli-check-stale = kan ikkje avgjerast: { $store } er frå { $at }
cli-check-damaged = kan ikkje avgjerast: { $store }: { $damaged }
cli-check-signer = utferdar { $country } { $kid }

cli-inside-totals = { $hashes }, { $batches }, { $filters } frå andre
cli-inside-made = laga
cli-inside-complete = full per
cli-inside-expires = går ut
cli-inside-never = aldri
cli-inside-signature = signatur
cli-inside-number = nummer
cli-inside-series = serie
cli-inside-left-out = utelate
cli-inside-lists = lister:
cli-inside-list = { $name } ({ $form }, signatur { $signature })
cli-inside-list-dated = { $name } ({ $form }, signatur { $signature }, fullstendig { $at })
cli-inside-scopes = seier noko om:
cli-inside-filter = eit filter på { $count } byte
cli-inside-whole = kvar byte er det som vart skrive
cli-inside-damaged = skadd: { $reason }
cli-inside-signature-good = god, { $signer }
cli-inside-signature-expired = god, frå ein som hadde eit utgått sertifikat: { $signer }
cli-inside-signature-none = ingen

cli-rules-version = versjonen { $version } har ikkje forma 1.0.0
cli-rules-argument-code = det første argumentet er ein kode eller eit innhald, ikkje ein regel
cli-rules-rule-first = gi regelen først, så innhaldet
cli-rules-no-file = { $path }: fila finst ikkje
cli-rules-unknown = ingen regel { $name }
cli-rules-see-list = hcert rules list viser reglane; --rules eller PATH les andre
cli-rules-file-and-rules = { $path }: er ei fil, og --rules høyrer til ein identifikator
cli-rules-several = { $path }: har { $count } reglar, venta éin
cli-rules-name-one = oppgi ein av dei, og gi fila med --rules
cli-rules-not-in-force = { $rule } gjeld frå { $from } til { $to }, ikkje { $arrival }
cli-rules-other-kind = { $rule } gjeld { $about } og blir ikkje brukt på eit sertifikat av typen { $kinds }
cli-rules-give-payload = gi eit innhald i JSON, ein kode som byrjar med HC1:, ei fil med ein av delane, eller -
cli-rules-no-code = ingen kode i biletet
cli-rules-several-codes = { $input }: har { $count } kodar, venta éin
cli-rules-no-certificate = koden har ikkje noko EU-sertifikat
cli-rules-unverified = { $input }: IKKJE VERIFISERT, ingen har kontrollert signaturen til koden; det gjer hcert verify
cli-rules-lint-none = ingen regel under desse stigane
cli-rules-lint-done = { $rules } reglar, { $errors } feil, { $warnings } åtvaringar
cli-rules-none = ingen regel
cli-rules-rule = regel
cli-rules-type = type
cli-rules-country = land
cli-rules-region = region
cli-rules-about = gjeld
cli-rules-in-force = i kraft
cli-rules-span = { $from } til { $to }
cli-rules-engine = motor
cli-rules-schema = skjema
cli-rules-text = tekst ({ $language })
cli-rules-says-reads = oppgir
cli-rules-reads = les
cli-rules-open = open fordi
cli-rules-issue = feil
cli-rules-logic = logikk

cli-tests-none = ingen test av reglar under desse stigane ({ $count } andre filer)
cli-tests-see-help = hcert rules test --help nemner slaga
cli-tests-tests = testar
cli-tests-files = filer
cli-tests-cases = tilfelle
cli-tests-agree = stemmer
cli-tests-skipped = utelatne
cli-tests-disagree = avvik
cli-tests-all = alle
cli-tests-differs = { $place }: venta { $wanted }, fann { $found }
cli-tests-not-run = { $place }: { $count } ikkje køyrde, { $why }
cli-tests-no-test = { $path }: ikkje ein test
cli-tests-no-tests = { $path }: { $count } filer som ikkje er testar

cli-status-records = --add tek opplysningane om éin person, fann { $count }
cli-status-codes = --add tek éin kode, fann { $count }
cli-status-no-code = { $input }: har ingen kode

cli-verify-name-form = skriv det slik dei nedste linjene i passet har det: FAMILY<<GIVEN<NAMES
cli-verify-no-dob = --dob: det er ingen dato
cli-verify-dob-form = --dob: ikkje ein fødselsdato (ÅÅÅÅ-MM-DD; ÅÅÅÅ-MM eller ÅÅÅÅ når meir ikkje er kjent; 1900 til 2099)

cli-qr-ending = { $path }: verken .png eller .svg
cli-qr-give-ending = la namnet ende på .png eller .svg, eller gi --format
cli-qr-give-code = gi ei fil med koden, - for standard inn, eller sjølve koden
cli-qr-no-text = { $input }: ikkje tekst
cli-qr-use-scan = eit bilete blir lese med hcert scan
cli-qr-several = { $input }: venta éin kode, fann { $count }
cli-qr-one-by-one = teikn dei éin for éin
cli-qr-terminal = ein PNG blir ikkje skriven til ein terminal
cli-qr-give-out = gi --out FILE, eller --format terminal
cli-scan-give-picture = gi eit bilete, eller - for standard inn
cli-scan-nothing = { $input }: ingen kode vart funnen; prøv eit skarpare eller større bilete

cli-keygen-country = --country { $country }: venta to store bokstavar
cli-keygen-dates = --from { $from } er etter --until { $until }
cli-keygen-twice = --dsc { $name }: to utferdarar med same namn
cli-keygen-elsewhere = vel ei anna mappe, eller gi --force
cli-keygen-outlives = --dsc { $name }: ville vare lenger enn CSCA-en sin
cli-keygen-end-earlier = la han slutte før med :FROM/UNTIL eller --until
cli-keygen-failed = eit sertifikat kunne ikkje lagast: { $error }
cli-keygen-csca = --csca { $pair }: venta KEY,CERT
cli-keygen-no-authority = { $path }: ikkje noko styresmaktsertifikat (CSCA)
cli-keygen-other-key = --csca { $pair }: nøkkelen er ikkje den til sertifikatet

cli-inspect-unverified = IKKJE VERIFISERT
cli-inspect-nobody = Ingen har kontrollert signaturen: kven som helst kan ha skrive det som følgjer.
cli-inspect-no-code = ingen kode vart funnen i det
cli-inspect-characters = { $count } teikn
cli-inspect-octets = { $count } byte
cli-inspect-base45 = { $characters } teikn → { $octets } byte
cli-inspect-zlib = { $compressed } byte (hovud { $head }) → { $octets } byte
cli-inspect-cose = COSE_Sign1, { $wrapping }: verna hovud { $protected }, innhald { $payload }, signatur { $signature } byte
cli-inspect-tag-18 = tagg 18
cli-inspect-no-tag = ingen tagg
cli-inspect-tag-61 = tagg 61 rundt tagg 18
cli-inspect-signature-alone = Berre signaturen er halden opp mot lista; datoar, tilbakekalling og reglar høyrer til hcert verify.
cli-inspect-signer = nøkkel { $kid } ({ $country }, { $source })
cli-inspect-good = god, med { $signer }
cli-inspect-mistaken = ✗ feil slik han står, og god med { $signer } og dette:
cli-inspect-other-signed = ✗ laga med { $signer }, over byte som ikkje er noko av det som vart prøvd: det som står her, er endra eller koda på nytt etter at det vart signert
cli-inspect-not-found = ✗ ingen nøkkel i lista har laga han (prøvd: { $keys }, nemnde i koden: { $named }), og ingen av dei vanlege feila gjer han god
cli-inspect-not-tried = ✗ ikkje sett på: innhaldet har { $found } byte, feil blir leita etter opptil { $limit }
cli-inspect-kid-of = han følgjer av sertifikatet til { $signer }
cli-inspect-diagnostic = diagnostisk notasjon av det verna hovudet og opplysningane:
cli-inspect-other-content = nøkkel { $key }: { $content }
cli-inspect-payload-eu = EU-sertifikat, skjema { $version }
cli-inspect-payload-no1 = norsk innanlandsk kode, skjema { $version }
cli-inspect-masked = ({ $count } teikn, skjult)
cli-inspect-long-name = (namn på { $count } teikn)
cli-inspect-text-of = tekst på { $count } teikn
cli-inspect-label = etikett { $number }
cli-inspect-label-other = etikett

cli-bench-country = land
cli-bench-check = kontroll
cli-bench-all = alle
cli-bench-vectors = { $count } vektorar
cli-bench-checks = prøvde
cli-bench-agree = stemmer
cli-bench-known = kjende
cli-bench-unexpected = uventa
cli-bench-success = godteke
cli-bench-failure = avvist
cli-bench-differs = { $place }: venta { $expected }, fekk { $found }
cli-bench-stale = { $place }: unntaket er forelda, { $why }
cli-bench-unreadable = { $place }: kan ikkje lesast som JSON, { $why }
cli-bench-not-run = { $place }: ikkje køyrd, { $why }
cli-bench-no-vector = { $path }: ingen råvektor (JSON med EXPECTEDRESULTS)
cli-bench-exceptions = --exceptions høyrer til råvektorar, eit korpus har also_ok
cli-bench-no-row = { $path }: inga rad
cli-bench-row-differs = { $name }: venta { $expected }, fekk { $found } ({ $verdict })
cli-bench-row-allows = { $name }: { $found } i staden for { $expected }, som rada tillèt
cli-bench-rows = { $count } rader: { $agree } stemmer ({ $other } av dei med ein annan klasse som rada tillèt), { $failed } gjer det ikkje
cli-inspect-payload-icvp = gult kort (ICVP), form frå { $form }
cli-inspect-link = helselenkje; ingenting blir henta
cli-inspect-not-fetched = { $kind }, hos { $host }: ikkje henta
cli-inspect-not-opened = ✗ { $kind }: { $error }
cli-inspect-opened = { $kind }, { $count } oktettar
cli-inspect-cards = SMART Health Cards: { $count }, kvar for seg signert
cli-inspect-bundle = FHIR { $kind }, { $signed }
cli-inspect-bundle-signed = med ein signatur som ingen har kontrollert
cli-inspect-bundle-unsigned = ikkje signert for seg sjølv
cli-inspect-section = { $name } ({ $code }): { $entries } oppføringar
cli-inspect-resources = ressursar: { $resources }
cli-inspect-resource = FHIR { $name }
cli-inspect-other-file = av eit slag som ikkje er kjent her
cli-trust-network = nettverk
cli-trust-domains-left-out = nøklar frå andre domene enn DCC vart utelatne, sidan denne forma ikkje nemner domenet: { $count }; ei pakke tek vare på dei
