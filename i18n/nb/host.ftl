# Hva som sies om filene, listene og nøklene som programmet og tjenesten leser.

host-is-folder = { $path }: er en mappe
host-no-file = { $path }: er ingen fil
host-too-large = { $path }: mer enn { $most } MiB
host-argument-code = argumentet er en kode, ikke en fil
host-argument-code-or-folder = argumentet er en kode, ikke en fil eller mappe
host-standard-input = standard inn
host-give-code = gi en fil, - for standard inn, eller en kode som begynner med HC1:
host-left-alone = { $why }, ikke lest

host-rules-left-alone = { $count } filer uten regler ble ikke lest
host-rules-form = regler er JSON-objekter med Identifier og Logic, alene eller i lister
host-no-rule = { $path }: har ingen regel som kan leses
host-rule-never = regelen { $rule } gjelder aldri: ValidTo { $to } ligger ikke etter ValidFrom { $from }
host-value-set-form = et verdisett har valueSetId og valueSetValues, eller er en liste av koder etter navn
host-value-set-hash = { $path }: verdisettet { $id } har hashen { $found }, listen sier { $wanted }
host-fetch-value-set = hent verdisettet på nytt

host-make-person-key = lag en nøkkel med hcert revocation person-key --out FILE
host-build-postgres = bygg programmet med --features postgres
host-ledger-busy = prøv igjen når den andre prosessen er ferdig
host-ledger = registeret over utstedte

host-state-forgotten = { $failure }; det som er sett, glemmes når tjenesten avsluttes (gi --state FILE)
host-fetch-newest-or-forget = hent den nyeste; er den likevel den nyeste, slett { $path }, da glemmes det som er sett
host-fetch-newest = hent den nyeste
host-state-anew = slett filen for å begynne på nytt, da glemmes det som er sett

host-make-store = lag et av lister i en hvilken som helst form med hcert revocation build
host-pin-operator = oppgi operatøren som signerte det, med --anchor, eller si --unsigned { $path }
host-build-again = bygg det på nytt, eller hent det på nytt
host-not-signed = { $source }: ikke signert av noen som er oppgitt med --anchor, tatt med likevel
host-files-not-signed = { $source }: { $count } filer ikke signert av noen som er oppgitt med --anchor, tatt med likevel

host-give-record = gi registeropplysninger i JSON, en FHIR-bundle, en mappe med slike, eller - for standard inn
host-issue-takes-payloads = gi den til hcert issue eller hcert batch issue; hcert status --schema viser formen på registeropplysninger
host-page-takes-records = gi dem til hcert page eller hcert batch page, som lager sertifikater av registeropplysninger
host-verify-takes-codes = gi den til hcert verify eller hcert inspect
host-convert = konverter den, og se så på bokstavene: { $command }
host-no-record-field = overskriften nevner ikke noe felt i registeropplysninger i kolonne { $number }
host-name-record-columns = gi kolonnene navn etter stien i registeropplysningene, slik som person.familyName eller vaccinations.0.date; hcert status --schema viser dem
host-columns-of-payload = kolonnene er de for innhold etter EU-skjemaet, ikke for registeropplysninger
host-columns-of-record = kolonnene er de for registeropplysninger, ikke for innhold etter EU-skjemaet
host-no-records = { $path }: en mappe uten registeropplysninger
host-folder-of-another = { $folder }: der ligger sidene til en annen person: { $files }
host-folder-unknown = { $folder }: der ligger filer som ikke ble skrevet for denne personen, eller som er endret siden: { $files }
host-folder-force = gi en annen --out, eller --force, som erstatter filer med samme navn og ikke rører andre
host-folder-held = { $folder }: prosess { $process } arbeider i den
host-folder-held-by-run = { $folder }: prosess { $process } arbeider i den, en kjøring med svar i { $out }
host-folder-wait = vent til den er ferdig, eller gi en annen mappe
host-folder-damaged = { $path }: skadet: det går ikke an å si hvem sidene ved siden av gjelder
host-folder-version = { $path }: format { $found }, dette programmet kjenner { $known }
host-folder-take-away = gi en annen mappe, eller ta bort { $path }

host-hardware-no-lists = --signer pkcs11:…: en nøkkel i maskinvare signerer koder og sider, ikke lister
host-give-key-file = gi en nøkkel i en fil
host-hardware-absent = --signer pkcs11:…: dette programmet er bygd uten nøkler i maskinvare (feature pkcs11)
host-build-hardware = bygg det med --features pkcs11, eller gi en mappe, eller KEY,CERT
host-give-certificate = gi sertifikatet som en fil: pkcs11:…,CERT
host-comma = ingen fil har navnet bak det siste kommaet, så det leses som en del av URI-en
host-name-pin-file = oppgi en fil som har den: …?pin-source=file:/PATH
host-attribute-ignored = { $label }: attributtet { $name } betyr ingenting her
host-no-module = { $label }: det er ikke sagt hvilken PKCS #11-modul som skal lastes
host-name-module = oppgi produsentens bibliotek: …?module-path=/PATH.so, eller { $variable }=/PATH.so
host-check-pin = se etter hva PIN-koden er, før du prøver igjen
host-several-certificates = { $label }: { $count } sertifikater til nøkkelen på tokenet
host-no-certificate = { $label }: ingen sertifikater til nøkkelen med dens CKA_ID på tokenet

host-shared = { $name }: andre kan lese den (modus { $mode }); chmod 600

host-rules-country = regler gjelder for et land
host-give-country-or-all = gi --country CC, eller --all-countries
host-arrival-country = en ankomst er i et land
host-give-country = gi --country CC
host-no-key-trusted = ingen nøkkel er betrodd, så ingen signatur kan kontrolleres: gi --trust
host-only-authorities = ingen utstedere blant de { $count } sertifikatene: myndigheter (CSCA) signerer ingen koder
host-region-none = { $country } har ingen regler for regionen { $region }, så bare landets egne brukes; ingen region har noen
host-region-others = { $country } har ingen regler for regionen { $region }, så bare landets egne brukes; disse har: { $regions }

host-unsigned-unknown = --unsigned { $name }: ingen kilde har det navnet
host-name-as-given = skriv den slik den ble gitt med --trust eller --revocations
host-no-trust-list = { $path }: ingen tillitsliste, ikke lest
host-give-its-certificate = gi sertifikatet til nøkkelen med --trust; en privat nøkkel blir hos den som signerer (--signer)
host-give-with-kid = gi sertifikatet, eller JSON [{"{"}"kid": base64, "publicKey": base64{"}"}]; nøkkelen til den som signerer lister, gis med --anchor
host-give-issued = få den signert, og gi sertifikatet som kommer tilbake
host-give-code-itself = gi koder som argumenter uten valg, og med --trust sertifikatene til utstedere
host-give-as-revocations = gi den med --revocations
host-pin-signer = oppgi den som signerte listen, med --anchor, eller si --unsigned { $path }
host-sign-bundle = signer den med hcert trust bundle, eller si --unsigned { $path }
host-stale-signer = for et arkiv som er eldre enn signaturens sertifikat, si --stale-signer-warn
host-signer-expired = { $source }: sertifikatet til den som signerte, var utløpt: { $signer }
host-neither-key = { $path }: verken et sertifikat eller en offentlig nøkkel
host-pin-replaced = oppgi også nøkkelen som den erstatter, med --anchor
host-one-key = { $path }: ventet ett sertifikat eller én offentlig nøkkel

host-key-of-another = { $source }: nøkkelen hører ikke til sertifikatet
host-no-key-folder = { $path }: ingen mappe med nøkler
host-give-keys = gi en mappe, eller KEY,CERT med komma mellom
host-no-key-pair = { $path }: ingen privat nøkkel med sertifikatet sitt
host-make-keys = lag et sett med hcert keygen
host-list-signer = --signer: ventet KEY,CERT med komma mellom
host-another-signer = gi en annen --signer
host-products-form = en linje «# date ÅÅÅÅ-MM-DD», og linjer med id, vaksine, sykdom, navn og produsent med tabulator mellom
