# Hva kommandoene i programmet sier.

cli-clock = klokken på denne maskinen viser ingen dato etter 1970
cli-give-at = gi --at
cli-standard-output = standard ut
cli-already-there = { $path }: finnes fra før
cli-until = til { $at }
cli-not-checked = ikke kontrollert
cli-not-checked-why = ikke kontrollert: { $reason }
cli-codes-left-alone = { $input }: { $count } andre koder i bildet ble ikke sett på
cli-lines-left-alone = { $input }: linjer uten kode som ikke ble sett på: { $count }
cli-no-statement = { $path }: ingen erklæring om en erstattet nøkkel
cli-make-statement = lag en med hcert trust rotate

cli-trust-no-key = ingen nøkkel kunne leses, ingenting er skrevet
cli-trust-imported = { $keys } nøkler fra { $lists } lister
cli-trust-bundled = { $keys } nøkler fra { $lists } lister, operatør { $kid }, til { $expires }
cli-trust-bundled-unsigned = { $keys } nøkler fra { $lists } lister, ikke signert, til { $expires }
cli-trust-no-signer = en pakke signeres: --signer KEY mangler
cli-trust-give-signer = gi operatørens private nøkkel, eller si --unsigned
cli-trust-nobody-signs = ingen signerer pakken: den som kan skrive filen, bestemmer hvem som er betrodd
cli-trust-same-key = begge er samme nøkkel, som ikke erstatter noe
cli-trust-replaced = operatør { $old } erstattes av { $new } fra { $at }
cli-trust-country = land
cli-trust-key = nøkkel
cli-trust-purposes = formål
cli-trust-valid = gyldig
cli-trust-list-signature = listens signatur
cli-trust-chain = kjede
cli-trust-source = kilde
cli-trust-bare-key = bare nøkkel
cli-trust-keys = { $count } nøkler
cli-trust-no-kid = ingen nøkkel har identifikatoren { $kid }
cli-trust-not-known = ikke kjent
cli-trust-no-purposes = ingen egne: bare nøkkel
cli-trust-certificate = sertifikat
cli-trust-no-certificate = ikke noe: bare nøkkel, uten egne datoer
cli-trust-subject = emne
cli-trust-issuer = utsteder
cli-trust-validity = gyldighet
cli-trust-valid-at = { $from } – { $until }, gyldig { $at }
cli-trust-not-valid-at = { $from } – { $until }, IKKE gyldig { $at }
cli-trust-key-used = brukt
cli-trust-key-period = { $from } – { $until } (det bygges ikke på dette)
cli-trust-issued = utstedt av { $authority }
cli-trust-issued-sha1 = utstedt av { $authority } (signert med SHA-1)
cli-trust-no-authority = ingen myndighet med det navnet er kjent
cli-trust-chain-bad = dårlig: { $reason }
cli-trust-domain = domene
cli-trust-list = liste
cli-trust-signature = signatur
cli-trust-signature-good = god, av { $signer }
cli-trust-signature-expired = god, av en hvis sertifikat var utløpt: { $signer }
cli-trust-signature-none = listen har ingen
cli-trust-as-of = fra
cli-trust-expires = utløper
cli-trust-expired = { $expires }, UTLØPT
cli-trust-bare-left-out = { $count } nøkler uten sertifikat er utelatt
cli-trust-zip-signer = en eu-zip signeres: --signer KEY,CERT mangler
cli-trust-header = --header: ventet NAME: VALUE
cli-trust-octets = { $count } byte
cli-trust-unchanged = uendret

cli-hashes = { $count ->
    [one] { $count } hash
   *[other] { $count } hasher
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
   *[other] { $count } filtre
    }
cli-items-left-out = { $count ->
    [one] { $count } oppføring i listene som ikke kunne brukes
   *[other] { $count } oppføringer i listene som ikke kunne brukes
    }

cli-store-signed = signert av operatør { $kid }
cli-store-signed-until = signert av operatør { $kid }, til { $expires }
cli-store-unsigned = ikke signert
cli-store-unsigned-until = ikke signert, til { $expires }
cli-store-progress = { $done } hasher, { $eta } igjen
cli-store-reading = leser { $name }
cli-store-argument-code = argumentet er en kode, ikke en liste
cli-store-codes-in-file = legg koder i en fil, én per linje
cli-store-name = navnet på filen er ikke UTF-8
cli-store-skipped-name = navnet er ikke UTF-8, den leses ikke
cli-store-skipped-depth = mappen ligger for dypt, den leses ikke
cli-store-skipped-kind = det er verken en fil eller en mappe, det leses ikke
cli-store-later = listene skal være fra { $as_of }, som er etter { $at }
cli-store-uploader = --uploader tar sertifikater, for landet i dem teller
cli-store-nothing = ingenting kunne leses, ingenting er skrevet
cli-store-built = { $hashes } i { $groups }, { $filters }, { $seal }
cli-store-give-form = oppgi formen med --form
cli-store-expired = lageret utløp { $expires }; det som kom senere, er ikke i det
cli-store-no-form = { $path }: ingen liste i en kjent form
cli-store-give-form-of = oppgi formen med --form: { $forms }
cli-store-more-problems = { $count } til som ikke kunne brukes
cli-store-published = { $batches }, { $hashes }
cli-store-of = et lager på { $hashes }, { $seal }
cli-store-signer-countries = --signer { $signer }: sertifikatet har { $count } land i emnet, en gruppe trenger ett
cli-store-other-country = den er fra landet { $found }, den som signerer, fra { $country }

cli-revoke-missing = { $input }: ikke i registeret over utstedte
cli-revoke-expired = noe av det var utløpt { $at } og får stå: kontroller tidspunktet hvis det overrasker
cli-revoke-done = { $newly } trukket tilbake, { $already } trukket tilbake før, { $expired } utløpt, { $missing } ikke funnet
cli-revoke-nobody = verken fødselsnummer eller fødselsdato
cli-revoke-nothing = ingenting er oppgitt
cli-revoke-input = standard inn: ikke UTF-8
cli-revoke-no-code = ingen kode i det
cli-revoke-other-key = under en annen nøkkel ville ingen i registeret bli funnet igjen
cli-revoke-row = trukket tilbake { $at } { $reason }

cli-check-no-store = ingen lagre er oppgitt, så bare hashene vises: gi --revocations
cli-check-no-code = ingen kode ble funnet i bildet
cli-check-algorithm = algoritmen er ingen av ES256, PS256
cli-check-no-kid = den nevner ingen utsteder (kid)
cli-check-not-revoked = ikke trukket tilbake (fullstendig { $as_of })
cli-check-revoked = trukket tilbake: { $variant } i { $list }, gruppe { $batch }
cli-check-possibly = muligens trukket tilbake: { $variant } i { $list }, gruppe { $batch }
cli-check-no-data = ingen data: ingen lagre sier noe om denne utstederen eller landet
cli-check-expired = kan ikke avgjøres: { $store } utløp { $at }
cli-check-stale = kan ikke avgjøres: { $store } er fra { $at }
cli-check-damaged = kan ikke avgjøres: { $store }: { $damaged }
cli-check-signer = utsteder { $country } { $kid }

cli-inside-totals = { $hashes }, { $batches }, { $filters } fra andre
cli-inside-made = laget
cli-inside-complete = full per
cli-inside-expires = utløper
cli-inside-never = aldri
cli-inside-signature = signatur
cli-inside-number = nummer
cli-inside-series = serie
cli-inside-left-out = utelatt
cli-inside-lists = lister:
cli-inside-list = { $name } ({ $form }, signatur { $signature })
cli-inside-list-dated = { $name } ({ $form }, signatur { $signature }, fullstendig { $at })
cli-inside-scopes = sier noe om:
cli-inside-filter = et filter på { $count } byte
cli-inside-whole = hver byte er det som ble skrevet
cli-inside-damaged = skadet: { $reason }
cli-inside-signature-good = god, { $signer }
cli-inside-signature-expired = god, fra en hvis sertifikat var utløpt: { $signer }
cli-inside-signature-none = ingen

cli-rules-version = versjonen { $version } har ikke formen 1.0.0
cli-rules-argument-code = det første argumentet er en kode eller et innhold, ikke en regel
cli-rules-rule-first = gi regelen først, så innholdet
cli-rules-no-file = { $path }: filen finnes ikke
cli-rules-unknown = ingen regel { $name }
cli-rules-see-list = hcert rules list viser reglene; --rules eller PATH leser andre
cli-rules-file-and-rules = { $path }: er en fil, og --rules hører til en identifikator
cli-rules-several = { $path }: har { $count } regler, ventet én
cli-rules-name-one = oppgi en av dem, og gi filen med --rules
cli-rules-not-in-force = { $rule } gjelder fra { $from } til { $to }, ikke { $arrival }
cli-rules-other-kind = { $rule } gjelder { $about } og brukes ikke på et sertifikat av typen { $kinds }
cli-rules-give-payload = gi et innhold i JSON, en kode som begynner med HC1:, en fil med en av delene, eller -
cli-rules-no-code = ingen kode i bildet
cli-rules-several-codes = { $input }: har { $count } koder, ventet én
cli-rules-no-certificate = koden har ikke noe EU-sertifikat
cli-rules-unverified = { $input }: IKKE VERIFISERT, ingen har kontrollert kodens signatur; det gjør hcert verify
cli-rules-lint-none = ingen regel under disse stiene
cli-rules-lint-done = { $rules } regler, { $errors } feil, { $warnings } advarsler
cli-rules-none = ingen regel
cli-rules-rule = regel
cli-rules-type = type
cli-rules-country = land
cli-rules-region = region
cli-rules-about = gjelder
cli-rules-in-force = i kraft
cli-rules-span = { $from } til { $to }
cli-rules-engine = motor
cli-rules-schema = skjema
cli-rules-text = tekst ({ $language })
cli-rules-says-reads = oppgir
cli-rules-reads = leser
cli-rules-open = åpen fordi
cli-rules-issue = feil
cli-rules-logic = logikk

cli-tests-none = ingen test av regler under disse stiene ({ $count } andre filer)
cli-tests-see-help = hcert rules test --help nevner slagene
cli-tests-tests = tester
cli-tests-files = filer
cli-tests-cases = tilfeller
cli-tests-agree = stemmer
cli-tests-skipped = utelatt
cli-tests-disagree = avviker
cli-tests-all = alle
cli-tests-differs = { $place }: ventet { $wanted }, fant { $found }
cli-tests-not-run = { $place }: { $count } ikke kjørt, { $why }
cli-tests-no-test = { $path }: ikke en test
cli-tests-no-tests = { $path }: { $count } filer som ikke er tester

cli-status-records = --add tar opplysningene om én person, fant { $count }
cli-status-codes = --add tar én kode, fant { $count }
cli-status-no-code = { $input }: har ingen kode

cli-verify-name-form = skriv det slik de nederste linjene i passet har det: FAMILY<<GIVEN<NAMES
cli-verify-no-dob = --dob: det er ingen dato
cli-verify-dob-form = --dob: ikke en fødselsdato (ÅÅÅÅ-MM-DD; ÅÅÅÅ-MM eller ÅÅÅÅ når mer ikke er kjent; 1900 til 2099)

cli-qr-ending = { $path }: verken .png eller .svg
cli-qr-give-ending = la navnet ende på .png eller .svg, eller gi --format
cli-qr-give-code = gi en fil med koden, - for standard inn, eller selve koden
cli-qr-no-text = { $input }: ikke tekst
cli-qr-use-scan = et bilde leses med hcert scan
cli-qr-several = { $input }: ventet én kode, fant { $count }
cli-qr-one-by-one = tegn dem én for én
cli-qr-terminal = en PNG skrives ikke til en terminal
cli-qr-give-out = gi --out FILE, eller --format terminal
cli-scan-give-picture = gi et bilde, eller - for standard inn
cli-scan-nothing = { $input }: ingen kode ble funnet; prøv et skarpere eller større bilde

cli-keygen-country = --country { $country }: ventet to store bokstaver
cli-keygen-dates = --from { $from } er etter --until { $until }
cli-keygen-twice = --dsc { $name }: to utstedere med samme navn
cli-keygen-elsewhere = velg en annen mappe, eller gi --force
cli-keygen-outlives = --dsc { $name }: ville vare lenger enn sin CSCA
cli-keygen-end-earlier = la den slutte før med :FROM/UNTIL eller --until
cli-keygen-failed = et sertifikat kunne ikke lages: { $error }
cli-keygen-csca = --csca { $pair }: ventet KEY,CERT
cli-keygen-no-authority = { $path }: ikke noe myndighetssertifikat (CSCA)
cli-keygen-other-key = --csca { $pair }: nøkkelen er ikke sertifikatets

cli-inspect-unverified = IKKE VERIFISERT
cli-inspect-nobody = Ingen har kontrollert signaturen: hvem som helst kan ha skrevet det som følger.
cli-inspect-no-code = ingen kode ble funnet i det
cli-inspect-characters = { $count } tegn
cli-inspect-octets = { $count } byte
cli-inspect-base45 = { $characters } tegn → { $octets } byte
cli-inspect-zlib = { $compressed } byte (hode { $head }) → { $octets } byte
cli-inspect-cose = COSE_Sign1, { $wrapping }: vernet hode { $protected }, innhold { $payload }, signatur { $signature } byte
cli-inspect-tag-18 = tagg 18
cli-inspect-no-tag = ingen tagg
cli-inspect-tag-61 = tagg 61 rundt tagg 18
cli-inspect-signature-alone = Bare signaturen er holdt opp mot listen; datoer, tilbakekalling og regler hører til hcert verify.
cli-inspect-signer = nøkkel { $kid } ({ $country }, { $source })
cli-inspect-good = god, med { $signer }
cli-inspect-mistaken = ✗ feil slik den står, og god med { $signer } og dette:
cli-inspect-other-signed = ✗ laget med { $signer }, over byte som ikke er noe av det som ble prøvd: det som står her, er endret eller kodet på nytt etter at det ble signert
cli-inspect-not-found = ✗ ingen nøkkel i listen har laget den (prøvd: { $keys }, nevnt i koden: { $named }), og ingen av de vanlige feilene gjør den god
cli-inspect-not-tried = ✗ ikke sett på: innholdet har { $found } byte, feil letes det etter opptil { $limit }
cli-inspect-kid-of = den følger av sertifikatet til { $signer }
cli-inspect-diagnostic = diagnostisk notasjon av det vernede hodet og opplysningene:
cli-inspect-other-content = nøkkel { $key }: { $content }
cli-inspect-payload-eu = EU-sertifikat, skjema { $version }
cli-inspect-payload-no1 = norsk innenlandsk kode, skjema { $version }
cli-inspect-masked = ({ $count } tegn, skjult)
cli-inspect-long-name = (navn på { $count } tegn)
cli-inspect-text-of = tekst på { $count } tegn
cli-inspect-label = etikett { $number }
cli-inspect-label-other = etikett

cli-bench-country = land
cli-bench-check = kontroll
cli-bench-all = alle
cli-bench-vectors = { $count } vektorer
cli-bench-checks = prøvd
cli-bench-agree = stemmer
cli-bench-known = kjent
cli-bench-unexpected = uventet
cli-bench-success = godtatt
cli-bench-failure = avvist
cli-bench-differs = { $place }: ventet { $expected }, fikk { $found }
cli-bench-stale = { $place }: unntaket er foreldet, { $why }
cli-bench-unreadable = { $place }: kan ikke leses som JSON, { $why }
cli-bench-not-run = { $place }: ikke kjørt, { $why }
cli-bench-no-vector = { $path }: ingen råvektor (JSON med EXPECTEDRESULTS)
cli-bench-exceptions = --exceptions hører til råvektorer, et korpus har also_ok
cli-bench-no-row = { $path }: ingen rad
cli-bench-row-differs = { $name }: ventet { $expected }, fikk { $found } ({ $verdict })
cli-bench-row-allows = { $name }: { $found } i stedet for { $expected }, som raden tillater
cli-bench-rows = { $count } rader: { $agree } stemmer ({ $other } av dem med en annen klasse som raden tillater), { $failed } gjør det ikke
cli-inspect-payload-icvp = gult kort (ICVP), form fra { $form }
cli-inspect-link = helselenke; ingenting hentes
cli-inspect-not-fetched = { $kind }, hos { $host }: ikke hentet
cli-inspect-not-opened = ✗ { $kind }: { $error }
cli-inspect-opened = { $kind }, { $count } oktetter
cli-inspect-cards = SMART Health Cards: { $count }, hver for seg signert
cli-inspect-bundle = FHIR { $kind }, { $signed }
cli-inspect-bundle-signed = med en signatur som ingen har kontrollert
cli-inspect-bundle-unsigned = ikke signert for seg selv
cli-inspect-section = { $name } ({ $code }): { $entries } oppføringer
cli-inspect-resources = ressurser: { $resources }
cli-inspect-resource = FHIR { $name }
cli-inspect-other-file = av et slag som ikke er kjent her
cli-trust-network = nettverk
cli-trust-domains-left-out = nøkler fra andre domener enn DCC ble utelatt, siden denne formen ikke nevner domenet: { $count }; en pakke beholder dem
