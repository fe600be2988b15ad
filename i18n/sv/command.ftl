# Vad programmets kommandon säger.

cli-clock = datorns klocka visar inget datum efter 1970
cli-give-at = ange --at
cli-standard-output = standard ut
cli-already-there = { $path }: finns redan
cli-until = till { $at }
cli-not-checked = ej kontrollerad
cli-not-checked-why = ej kontrollerad: { $reason }
cli-codes-left-alone = { $input }: { $count } andra koder i bilden kontrollerades inte
cli-lines-left-alone = { $input }: rader utan kod som inte kontrollerades: { $count }
cli-no-statement = { $path }: ingen förklaring om en ersatt nyckel
cli-make-statement = skapa en med hcert trust rotate

cli-trust-no-key = ingen nyckel kunde läsas, inget har skrivits
cli-trust-imported = { $keys } nycklar från { $lists } listor
cli-trust-bundled = { $keys } nycklar från { $lists } listor, operatör { $kid }, till { $expires }
cli-trust-bundled-unsigned = { $keys } nycklar från { $lists } listor, ej signerat, till { $expires }
cli-trust-no-signer = ett paket signeras: --signer KEY saknas
cli-trust-give-signer = ange operatörens privata nyckel, eller säg --unsigned
cli-trust-nobody-signs = ingen signerar paketet: den som kan skriva filen avgör vem som är betrodd
cli-trust-same-key = båda är samma nyckel, som inte ersätter något
cli-trust-replaced = operatör { $old } ersätts av { $new } från { $at }
cli-trust-country = land
cli-trust-key = nyckel
cli-trust-purposes = ändamål
cli-trust-valid = giltig
cli-trust-list-signature = listans signatur
cli-trust-chain = kedja
cli-trust-source = källa
cli-trust-bare-key = bara nyckel
cli-trust-keys = { $count } nycklar
cli-trust-no-kid = ingen nyckel har identifieraren { $kid }
cli-trust-not-known = okänt
cli-trust-no-purposes = inga egna: bara nyckel
cli-trust-certificate = certifikat
cli-trust-no-certificate = inget: bara nyckel, utan egna datum
cli-trust-subject = ämne
cli-trust-issuer = utfärdare
cli-trust-validity = giltighet
cli-trust-valid-at = { $from } – { $until }, giltigt { $at }
cli-trust-not-valid-at = { $from } – { $until }, EJ giltigt { $at }
cli-trust-key-used = använd
cli-trust-key-period = { $from } – { $until } (används inte)
cli-trust-issued = utfärdat av { $authority }
cli-trust-issued-sha1 = utfärdat av { $authority } (signerat med SHA-1)
cli-trust-no-authority = ingen myndighet med det namnet är känd
cli-trust-chain-bad = bruten: { $reason }
cli-trust-domain = domän
cli-trust-list = lista
cli-trust-signature = signatur
cli-trust-signature-good = giltig, av { $signer }
cli-trust-signature-expired = giltig, av en vars certifikat hade gått ut: { $signer }
cli-trust-signature-none = listan har ingen
cli-trust-as-of = från
cli-trust-expires = går ut
cli-trust-expired = { $expires }, HAR GÅTT UT
cli-trust-bare-left-out = { $count } nycklar utan certifikat är utelämnade
cli-trust-zip-signer = en eu-zip signeras: --signer KEY,CERT saknas
cli-trust-header = --header: väntade NAME: VALUE
cli-trust-octets = { $count } byte
cli-trust-unchanged = oförändrad

cli-hashes = { $count ->
    [one] { $count } hash
   *[other] { $count } hashar
    }
cli-groups = { $count ->
    [one] { $count } hashgrupp
   *[other] { $count } hashgrupper
    }
cli-batches = { $count ->
    [one] { $count } grupp
   *[other] { $count } grupper
    }
cli-filters = { $count ->
    [one] { $count } filter
   *[other] { $count } filter
    }
cli-items-left-out = { $count ->
    [one] { $count } post i listorna som inte kunde användas
   *[other] { $count } poster i listorna som inte kunde användas
    }

cli-store-signed = signerat av operatör { $kid }
cli-store-signed-until = signerat av operatör { $kid }, till { $expires }
cli-store-unsigned = ej signerat
cli-store-unsigned-until = ej signerat, till { $expires }
cli-store-progress = { $done } hashar, { $eta } kvar
cli-store-reading = läser { $name }
cli-store-argument-code = argumentet är en kod, inte en lista
cli-store-codes-in-file = lägg koder i en fil, en per rad
cli-store-name = filens namn är inte UTF-8
cli-store-skipped-name = namnet är inte UTF-8, den läses inte
cli-store-skipped-depth = mappen ligger för djupt, den läses inte
cli-store-skipped-kind = det är varken en fil eller en mapp, det läses inte
cli-store-later = listorna sägs vara från { $as_of }, vilket är efter { $at }
cli-store-uploader = --uploader tar certifikat, eftersom landet i dem räknas
cli-store-nothing = inget kunde läsas, inget har skrivits
cli-store-built = { $hashes } i { $groups }, { $filters }, { $seal }
cli-store-give-form = ange dess form med --form
cli-store-expired = lagret gick ut { $expires }; det som kom senare finns inte i det
cli-store-no-form = { $path }: ingen lista i en känd form
cli-store-give-form-of = ange dess form med --form: { $forms }
cli-store-more-problems = { $count } till som inte kunde användas
cli-store-published = { $batches }, { $hashes }
cli-store-of = ett lager på { $hashes }, { $seal }
cli-store-signer-countries = --signer { $signer }: dess certifikat har { $count } länder i ämnet, en grupp behöver ett
cli-store-other-country = den är från landet { $found }, den som signerar från { $country }

cli-revoke-missing = { $input }: finns inte i registret över utfärdade
cli-revoke-expired = en del hade gått ut { $at } och lämnas: kontrollera tidpunkten om det förvånar
cli-revoke-done = { $newly } återkallade, { $already } återkallade tidigare, { $expired } har gått ut, { $missing } hittades inte
cli-revoke-nobody = varken personnummer eller födelsedatum
cli-revoke-nothing = inget har angetts
cli-revoke-input = standard in: inte UTF-8
cli-revoke-no-code = ingen kod i det
cli-revoke-other-key = under en annan nyckel skulle ingen i registret hittas igen
cli-revoke-row = återkallat { $at } { $reason }

cli-check-no-store = inget lager har angetts, så bara hasharna visas: ange --revocations
cli-check-no-code = ingen kod hittades i bilden
cli-check-algorithm = algoritmen är ingen av ES256, PS256
cli-check-no-kid = den anger ingen utfärdare (kid)
cli-check-not-revoked = inte återkallat (fullständigt { $as_of })
cli-check-revoked = återkallat: { $variant } i { $list }, grupp { $batch }
cli-check-possibly = kan vara återkallat: { $variant } i { $list }, grupp { $batch }
cli-check-no-data = inga data: inget lager säger något om utfärdaren eller dess land
cli-check-expired = kan inte avgöras: { $store } gick ut { $at }
cli-check-stale = kan inte avgöras: { $store } är från { $at }
cli-check-damaged = kan inte avgöras: { $store }: { $damaged }
cli-check-signer = utfärdare { $country } { $kid }

cli-inside-totals = { $hashes }, { $batches }, { $filters } från andra
cli-inside-made = skapad
cli-inside-complete = komplett
cli-inside-expires = går ut
cli-inside-never = aldrig
cli-inside-signature = signatur
cli-inside-number = nummer
cli-inside-series = serie
cli-inside-left-out = utelämnat
cli-inside-lists = listor:
cli-inside-list = { $name } ({ $form }, signatur { $signature })
cli-inside-list-dated = { $name } ({ $form }, signatur { $signature }, fullständig { $at })
cli-inside-scopes = säger något om:
cli-inside-filter = ett filter på { $count } byte
cli-inside-whole = varje byte är det som skrevs
cli-inside-damaged = skadad: { $reason }
cli-inside-signature-good = giltig, { $signer }
cli-inside-signature-expired = giltig, från en vars certifikat hade gått ut: { $signer }
cli-inside-signature-none = ingen

cli-rules-version = versionen { $version } har inte formen 1.0.0
cli-rules-argument-code = det första argumentet är en kod eller ett innehåll, inte en regel
cli-rules-rule-first = ange regeln först, sedan innehållet
cli-rules-no-file = { $path }: filen finns inte
cli-rules-unknown = ingen regel { $name }
cli-rules-see-list = hcert rules list visar reglerna; --rules eller PATH läser andra
cli-rules-file-and-rules = { $path }: är en fil, och --rules hör till en identifierare
cli-rules-several = { $path }: har { $count } regler, väntade en
cli-rules-name-one = ange en av dem, och filen med --rules
cli-rules-not-in-force = { $rule } gäller från { $from } till { $to }, inte { $arrival }
cli-rules-other-kind = { $rule } gäller { $about } och används inte på ett intyg av typen { $kinds }
cli-rules-give-payload = ange ett innehåll i JSON, en kod som börjar med HC1:, en fil med endera, eller -
cli-rules-no-code = ingen kod i bilden
cli-rules-several-codes = { $input }: har { $count } koder, väntade en
cli-rules-no-certificate = koden har inget EU-intyg
cli-rules-unverified = { $input }: EJ VERIFIERAD, ingen har kontrollerat kodens signatur; det gör hcert verify
cli-rules-lint-none = ingen regel under de här sökvägarna
cli-rules-lint-done = { $rules } regler, { $errors } fel, { $warnings } varningar
cli-rules-none = ingen regel
cli-rules-rule = regel
cli-rules-type = typ
cli-rules-country = land
cli-rules-region = region
cli-rules-about = gäller
cli-rules-in-force = i kraft
cli-rules-span = { $from } till { $to }
cli-rules-engine = motor
cli-rules-schema = schema
cli-rules-text = text ({ $language })
cli-rules-says-reads = uppger
cli-rules-reads = läser
cli-rules-open = öppen för
cli-rules-issue = fel
cli-rules-logic = logik

cli-tests-none = inget test av regler under de här sökvägarna ({ $count } andra filer)
cli-tests-see-help = hcert rules test --help anger vilka slag som finns
cli-tests-tests = test
cli-tests-files = filer
cli-tests-cases = fall
cli-tests-agree = stämmer
cli-tests-skipped = hoppade
cli-tests-disagree = avviker
cli-tests-all = alla
cli-tests-differs = { $place }: väntade { $wanted }, fann { $found }
cli-tests-not-run = { $place }: { $count } inte körda, { $why }
cli-tests-no-test = { $path }: inget test
cli-tests-no-tests = { $path }: { $count } filer som inte är test

cli-status-records = --add tar uppgifterna om en person, fann { $count }
cli-status-codes = --add tar en kod, fann { $count }
cli-status-no-code = { $input }: har ingen kod

cli-verify-name-form = skriv det som passets nedre rader har det: FAMILY<<GIVEN<NAMES
cli-verify-no-dob = --dob: det finns inget datum
cli-verify-dob-form = --dob: inget födelsedatum (ÅÅÅÅ-MM-DD; ÅÅÅÅ-MM eller ÅÅÅÅ när mer inte är känt; 1900 till 2099)

cli-qr-ending = { $path }: varken .png eller .svg
cli-qr-give-ending = låt namnet sluta på .png eller .svg, eller ange --format
cli-qr-give-code = ange en fil med koden, - för standard in, eller själva koden
cli-qr-no-text = { $input }: inte text
cli-qr-use-scan = en bild läses med hcert scan
cli-qr-several = { $input }: väntade en kod, fann { $count }
cli-qr-one-by-one = rita dem en i taget
cli-qr-terminal = en PNG skrivs inte till en terminal
cli-qr-give-out = ange --out FILE, eller --format terminal
cli-scan-give-picture = ange en bild, eller - för standard in
cli-scan-nothing = { $input }: ingen kod hittades; prova en skarpare eller större bild

cli-keygen-country = --country { $country }: väntade två versaler
cli-keygen-dates = --from { $from } är efter --until { $until }
cli-keygen-twice = --dsc { $name }: två utfärdare med samma namn
cli-keygen-elsewhere = välj en annan mapp, eller ange --force
cli-keygen-outlives = --dsc { $name }: skulle gälla längre än sin CSCA
cli-keygen-end-earlier = låt den sluta tidigare med :FROM/UNTIL eller --until
cli-keygen-failed = ett certifikat kunde inte skapas: { $error }
cli-keygen-csca = --csca { $pair }: väntade KEY,CERT
cli-keygen-no-authority = { $path }: inget certifikat för en myndighet (CSCA)
cli-keygen-other-key = --csca { $pair }: nyckeln är inte certifikatets

cli-inspect-unverified = EJ VERIFIERAD
cli-inspect-nobody = Ingen har kontrollerat signaturen: vem som helst kan ha skrivit det som följer.
cli-inspect-no-code = ingen kod hittades i den
cli-inspect-characters = { $count } tecken
cli-inspect-octets = { $count } byte
cli-inspect-base45 = { $characters } tecken → { $octets } byte
cli-inspect-zlib = { $compressed } byte (huvud { $head }) → { $octets } byte
cli-inspect-cose = COSE_Sign1, { $wrapping }: skyddat huvud { $protected }, innehåll { $payload }, signatur { $signature } byte
cli-inspect-tag-18 = tagg 18
cli-inspect-no-tag = ingen tagg
cli-inspect-tag-61 = tagg 61 runt tagg 18
cli-inspect-signature-alone = Bara signaturen är jämförd med listan; datum, återkallelse och regler hör till hcert verify.
cli-inspect-signer = nyckel { $kid } ({ $country }, { $source })
cli-inspect-good = god, med { $signer }
cli-inspect-mistaken = ✗ fel som den står, och god med { $signer } och detta:
cli-inspect-other-signed = ✗ gjord med { $signer }, över byte som inte är något av det som provades: det som står här har ändrats eller kodats på nytt efter signeringen
cli-inspect-not-found = ✗ ingen nyckel i listan har gjort den (provade: { $keys }, nämnda i koden: { $named }), och inget av de vanliga felen gör den god
cli-inspect-not-tried = ✗ inte undersökt: innehållet har { $found } byte, fel söks upp till { $limit }
cli-inspect-kid-of = den följer av certifikatet för { $signer }
cli-inspect-diagnostic = diagnostisk notation av det skyddade huvudet och uppgifterna:
cli-inspect-other-content = nyckel { $key }: { $content }
cli-inspect-payload-eu = EU-intyg, schema { $version }
cli-inspect-payload-no1 = norsk nationell kod, schema { $version }
cli-inspect-masked = ({ $count } tecken, dolt)
cli-inspect-long-name = (namn på { $count } tecken)
cli-inspect-text-of = text på { $count } tecken
cli-inspect-label = etikett { $number }
cli-inspect-label-other = etikett

cli-bench-country = land
cli-bench-check = kontroll
cli-bench-all = alla
cli-bench-vectors = { $count } vektorer
cli-bench-checks = prövade
cli-bench-agree = stämmer
cli-bench-known = kända
cli-bench-unexpected = oväntade
cli-bench-success = godtaget
cli-bench-failure = avvisat
cli-bench-differs = { $place }: väntade { $expected }, fick { $found }
cli-bench-stale = { $place }: undantaget är inaktuellt, { $why }
cli-bench-unreadable = { $place }: kan inte läsas som JSON, { $why }
cli-bench-not-run = { $place }: inte körd, { $why }
cli-bench-no-vector = { $path }: ingen råvektor (JSON med EXPECTEDRESULTS)
cli-bench-exceptions = --exceptions hör till råvektorer, en korpus har also_ok
cli-bench-no-row = { $path }: ingen rad
cli-bench-row-differs = { $name }: väntade { $expected }, fick { $found } ({ $verdict })
cli-bench-row-allows = { $name }: { $found } i stället för { $expected }, vilket raden tillåter
cli-bench-rows = { $count } rader: { $agree } stämmer ({ $other } av dem med en annan klass som raden tillåter), { $failed } gör det inte
cli-inspect-payload-icvp = gult kort (ICVP), form från { $form }
cli-inspect-link = hälsolänk; inget hämtas
cli-inspect-not-fetched = { $kind }, hos { $host }: inte hämtad
cli-inspect-not-opened = ✗ { $kind }: { $error }
cli-inspect-opened = { $kind }, { $count } oktetter
cli-inspect-cards = SMART Health Cards: { $count }, var för sig signerade
cli-inspect-bundle = FHIR { $kind }, { $signed }
cli-inspect-bundle-signed = med en signatur som ingen har kontrollerat
cli-inspect-bundle-unsigned = inte signerad för sig själv
cli-inspect-section = { $name } ({ $code }): { $entries } poster
cli-inspect-resources = resurser: { $resources }
cli-inspect-resource = FHIR { $name }
cli-inspect-other-file = av ett slag som inte är känt här
cli-trust-network = nätverk
cli-trust-domains-left-out = nycklar från andra domäner än DCC utelämnades, eftersom denna form inte nämner domänen: { $count }; ett paket behåller dem
