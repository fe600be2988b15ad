# Kva som blir sagt om filene, listene og nøklane som programmet og tenesta les.

host-is-folder = { $path }: er ei mappe
host-no-file = { $path }: er inga fil
host-too-large = { $path }: meir enn { $most } MiB
host-argument-code = argumentet er ein kode, ikkje ei fil
host-argument-code-or-folder = argumentet er ein kode, ikkje ei fil eller mappe
host-standard-input = standard inn
host-give-code = gi ei fil, - for standard inn, eller ein kode som byrjar med HC1:
host-left-alone = { $why }, ikkje lese

host-rules-left-alone = { $count } filer utan reglar vart ikkje lesne
host-rules-form = reglar er JSON-objekt med Identifier og Logic, åleine eller i lister
host-no-rule = { $path }: har ingen regel som kan lesast
host-rule-never = regelen { $rule } gjeld aldri: ValidTo { $to } ligg ikkje etter ValidFrom { $from }
host-value-set-form = eit verdisett har valueSetId og valueSetValues, eller er ei liste av kodar etter namn
host-value-set-hash = { $path }: verdisettet { $id } har hashen { $found }, lista seier { $wanted }
host-fetch-value-set = hent verdisettet på nytt

host-make-person-key = lag ein nøkkel med hcert revocation person-key --out FILE
host-build-postgres = bygg programmet med --features postgres
host-ledger-busy = prøv igjen når den andre prosessen er ferdig
host-ledger = registeret over utferda

host-state-forgotten = { $failure }; det som er sett, blir gløymt når tenesta blir avslutta (gi --state FILE)
host-fetch-newest-or-forget = hent den nyaste; er ho likevel den nyaste, slett { $path }, då blir det som er sett, gløymt
host-fetch-newest = hent den nyaste
host-state-anew = slett fila for å byrje på nytt, då blir det som er sett, gløymt

host-make-store = lag eitt av lister i kva form som helst med hcert revocation build
host-pin-operator = oppgi operatøren som signerte det, med --anchor, eller sei --unsigned { $path }
host-build-again = bygg det på nytt, eller hent det på nytt
host-not-signed = { $source }: ikkje signert av nokon som er oppgitt med --anchor, teke med likevel
host-files-not-signed = { $source }: { $count } filer ikkje signerte av nokon som er oppgitt med --anchor, tekne med likevel

host-give-record = gi registeropplysningar i JSON, ein FHIR-bundle, ei mappe med slike, eller - for standard inn
host-issue-takes-payloads = gi det til hcert issue eller hcert batch issue; hcert status --schema viser forma på registeropplysningar
host-page-takes-records = gi dei til hcert page eller hcert batch page, som lagar sertifikat av registeropplysningar
host-verify-takes-codes = gi han til hcert verify eller hcert inspect
host-convert = konverter ho, og sjå så på bokstavane: { $command }
host-no-record-field = overskrifta nemner ikkje noko felt i registeropplysningar i kolonne { $number }
host-name-record-columns = gi kolonnane namn etter stien i registeropplysningane, slik som person.familyName eller vaccinations.0.date; hcert status --schema viser dei
host-columns-of-payload = kolonnane er dei for innhald etter EU-skjemaet, ikkje for registeropplysningar
host-columns-of-record = kolonnane er dei for registeropplysningar, ikkje for innhald etter EU-skjemaet
host-no-records = { $path }: ei mappe utan registeropplysningar
host-folder-of-another = { $folder }: der ligg sidene til ein annan person: { $files }
host-folder-unknown = { $folder }: der ligg filer som ikkje vart skrivne for denne personen, eller som er endra sidan: { $files }
host-folder-force = gi ein annan --out, eller --force, som erstattar filer med same namn og ikkje rører andre
host-folder-held = { $folder }: prosess { $process } arbeider i ho
host-folder-held-by-run = { $folder }: prosess { $process } arbeider i ho, ei køyring med svar i { $out }
host-folder-wait = vent til han er ferdig, eller gi ei anna mappe
host-folder-damaged = { $path }: skadd: det går ikkje an å seie kven sidene ved sida av gjeld
host-folder-version = { $path }: format { $found }, dette programmet kjenner { $known }
host-folder-take-away = gi ei anna mappe, eller ta bort { $path }

host-hardware-no-lists = --signer pkcs11:…: ein nøkkel i maskinvare signerer kodar og sider, ikkje lister
host-give-key-file = gi ein nøkkel i ei fil
host-hardware-absent = --signer pkcs11:…: dette programmet er bygd utan nøklar i maskinvare (feature pkcs11)
host-build-hardware = bygg det med --features pkcs11, eller gi ei mappe, eller KEY,CERT
host-give-certificate = gi sertifikatet som ei fil: pkcs11:…,CERT
host-comma = inga fil har namnet bak det siste kommaet, så det blir lese som ein del av URI-en
host-name-pin-file = oppgi ei fil som har han: …?pin-source=file:/PATH
host-attribute-ignored = { $label }: attributtet { $name } tyder ingenting her
host-no-module = { $label }: det er ikkje sagt kva PKCS #11-modul som skal lastast
host-name-module = oppgi biblioteket frå produsenten: …?module-path=/PATH.so, eller { $variable }=/PATH.so
host-check-pin = sjå etter kva PIN-koden er, før du prøver igjen
host-several-certificates = { $label }: { $count } sertifikat til nøkkelen på tokenet
host-no-certificate = { $label }: ingen sertifikat til nøkkelen med CKA_ID-en hans på tokenet

host-shared = { $name }: andre kan lese ho (modus { $mode }); chmod 600

host-rules-country = reglar gjeld for eit land
host-give-country-or-all = gi --country CC, eller --all-countries
host-arrival-country = ein framkomst er i eit land
host-give-country = gi --country CC
host-no-key-trusted = ingen nøkkel er tiltrudd, så ingen signatur kan kontrollerast: gi --trust
host-only-authorities = ingen utferdarar mellom dei { $count } sertifikata: styresmakter (CSCA) signerer ingen kodar
host-region-none = { $country } har ingen reglar for regionen { $region }, så berre dei til landet sjølv blir brukte; ingen region har nokon
host-region-others = { $country } har ingen reglar for regionen { $region }, så berre dei til landet sjølv blir brukte; desse har: { $regions }

host-unsigned-unknown = --unsigned { $name }: inga kjelde har det namnet
host-name-as-given = skriv ho slik ho vart gitt med --trust eller --revocations
host-no-trust-list = { $path }: inga tillitsliste, ikkje lese
host-give-its-certificate = gje sertifikatet til nøkkelen med --trust; ein privat nøkkel blir hos den som signerer (--signer)
host-give-with-kid = gje sertifikatet, eller JSON [{"{"}"kid": base64, "publicKey": base64{"}"}]; nøkkelen til den som signerer lister, blir gjeven med --anchor
host-give-issued = få han signert, og gje sertifikatet som kjem tilbake
host-give-code-itself = gje kodar som argument utan val, og med --trust sertifikata til utferdarar
host-give-as-revocations = gje ho med --revocations
host-pin-signer = oppgi den som signerte lista, med --anchor, eller sei --unsigned { $path }
host-sign-bundle = signer ho med hcert trust bundle, eller sei --unsigned { $path }
host-stale-signer = for eit arkiv som er eldre enn sertifikatet til signaturen, sei --stale-signer-warn
host-signer-expired = { $source }: sertifikatet til den som signerte, var gått ut: { $signer }
host-neither-key = { $path }: verken eit sertifikat eller ein offentleg nøkkel
host-pin-replaced = oppgi også nøkkelen som han erstattar, med --anchor
host-one-key = { $path }: venta eitt sertifikat eller éin offentleg nøkkel

host-key-of-another = { $source }: nøkkelen høyrer ikkje til sertifikatet
host-no-key-folder = { $path }: inga mappe med nøklar
host-give-keys = gi ei mappe, eller KEY,CERT med komma mellom
host-no-key-pair = { $path }: ingen privat nøkkel med sertifikatet sitt
host-make-keys = lag eit sett med hcert keygen
host-list-signer = --signer: venta KEY,CERT med komma mellom
host-another-signer = gi ein annan --signer
host-products-form = ei linje «# date ÅÅÅÅ-MM-DD», og linjer med id, vaksine, sjukdom, namn og produsent med tabulator mellom
