# Vad som sägs om de filer, listor och nycklar som programmet och tjänsten läser.

host-is-folder = { $path }: är en mapp
host-no-file = { $path }: är ingen fil
host-too-large = { $path }: mer än { $most } MiB
host-argument-code = argumentet är en kod, inte en fil
host-argument-code-or-folder = argumentet är en kod, inte en fil eller mapp
host-standard-input = standard in
host-give-code = ange en fil, - för standard in, eller en kod som börjar med HC1:
host-left-alone = { $why }, läses inte

host-rules-left-alone = { $count } filer utan regler lästes inte
host-rules-form = regler är JSON-objekt med Identifier och Logic, ensamma eller i listor
host-no-rule = { $path }: har ingen regel som kan läsas
host-rule-never = regeln { $rule } gäller aldrig: ValidTo { $to } ligger inte efter ValidFrom { $from }
host-value-set-form = en värdemängd har valueSetId och valueSetValues, eller är en lista av koder efter namn
host-value-set-hash = { $path }: värdemängden { $id } har hashen { $found }, listan säger { $wanted }
host-fetch-value-set = hämta värdemängden igen

host-make-person-key = skapa en nyckel med hcert revocation person-key --out FILE
host-build-postgres = bygg programmet med --features postgres
host-ledger-busy = försök igen när den andra processen är klar
host-ledger = registret över utfärdade

host-state-forgotten = { $failure }; det som har setts glöms när tjänsten avslutas (ange --state FILE)
host-fetch-newest-or-forget = hämta den nyaste; om den ändå är den nyaste, ta bort { $path }, då glöms det som har setts
host-fetch-newest = hämta den nyaste
host-state-anew = ta bort filen för att börja om, då glöms det som har setts

host-make-store = skapa ett av listor i valfri form med hcert revocation build
host-pin-operator = ange operatören som signerade det med --anchor, eller säg --unsigned { $path }
host-build-again = bygg det igen, eller hämta det igen
host-not-signed = { $source }: inte signerad av någon som har angetts med --anchor, tas med ändå
host-files-not-signed = { $source }: { $count } filer inte signerade av någon som har angetts med --anchor, tas med ändå

host-give-record = ange registeruppgifter i JSON, en FHIR-bunt, en mapp med sådana, eller - för standard in
host-issue-takes-payloads = ge det till hcert issue eller hcert batch issue; hcert status --schema visar formen för registeruppgifter
host-page-takes-records = ge dem till hcert page eller hcert batch page, som gör intyg av registeruppgifter
host-verify-takes-codes = ge den till hcert verify eller hcert inspect
host-convert = konvertera den, och titta sedan på bokstäverna: { $command }
host-no-record-field = rubriken anger inget fält i registeruppgifter i kolumn { $number }
host-name-record-columns = namnge kolumnerna efter sökvägen i registeruppgifterna, till exempel person.familyName eller vaccinations.0.date; hcert status --schema visar dem
host-columns-of-payload = kolumnerna är de för innehåll enligt EU-schemat, inte för registeruppgifter
host-columns-of-record = kolumnerna är de för registeruppgifter, inte för innehåll enligt EU-schemat
host-no-records = { $path }: en mapp utan registeruppgifter
host-folder-of-another = { $folder }: där ligger en annan persons sidor: { $files }
host-folder-unknown = { $folder }: där ligger filer som inte skrevs för den här personen, eller som har ändrats sedan dess: { $files }
host-folder-force = ange en annan --out, eller --force, som ersätter filer med samma namn och inte rör några andra
host-folder-held = { $folder }: process { $process } arbetar i den
host-folder-held-by-run = { $folder }: process { $process } arbetar i den, en körning med svar i { $out }
host-folder-wait = vänta tills den är klar, eller ange en annan mapp
host-folder-damaged = { $path }: skadad: det går inte att säga vems sidor som ligger bredvid
host-folder-version = { $path }: format { $found }, det här programmet kan { $known }
host-folder-take-away = ange en annan mapp, eller ta bort { $path }

host-hardware-no-lists = --signer pkcs11:…: en nyckel i hårdvara signerar koder och sidor, inte listor
host-give-key-file = ange en nyckel i en fil
host-hardware-absent = --signer pkcs11:…: det här programmet är byggt utan nycklar i hårdvara (feature pkcs11)
host-build-hardware = bygg det med --features pkcs11, eller ange en mapp, eller KEY,CERT
host-give-certificate = ange certifikatet som en fil: pkcs11:…,CERT
host-comma = ingen fil har namnet efter det sista kommat, så det läses som en del av URI:n
host-name-pin-file = ange en fil som har den: …?pin-source=file:/PATH
host-attribute-ignored = { $label }: attributet { $name } betyder inget här
host-no-module = { $label }: det anges inte vilken PKCS #11-modul som ska läsas in
host-name-module = ange tillverkarens bibliotek: …?module-path=/PATH.so, eller { $variable }=/PATH.so
host-check-pin = kontrollera PIN-koden innan du försöker igen
host-several-certificates = { $label }: { $count } certifikat till nyckeln på token
host-no-certificate = { $label }: inget certifikat till nyckeln med dess CKA_ID på token

host-shared = { $name }: andra kan läsa den (läge { $mode }); chmod 600

host-rules-country = regler gäller för ett land
host-give-country-or-all = ange --country CC, eller --all-countries
host-arrival-country = en ankomst sker i ett land
host-give-country = ange --country CC
host-no-key-trusted = ingen nyckel är betrodd, så ingen signatur kan kontrolleras: ange --trust
host-only-authorities = ingen utfärdare bland de { $count } certifikaten: myndigheter (CSCA) signerar inga koder
host-region-none = { $country } har inga regler för regionen { $region }, så bara landets egna används; ingen region har några
host-region-others = { $country } har inga regler för regionen { $region }, så bara landets egna används; dessa har: { $regions }

host-unsigned-unknown = --unsigned { $name }: ingen källa har det namnet
host-name-as-given = skriv den som den angavs med --trust eller --revocations
host-no-trust-list = { $path }: ingen förtroendelista, läses inte
host-give-its-certificate = ange nyckelns certifikat med --trust; en privat nyckel stannar hos den som signerar (--signer)
host-give-with-kid = ange certifikatet, eller JSON [{"{"}"kid": base64, "publicKey": base64{"}"}]; nyckeln till den som signerar listor anges med --anchor
host-give-issued = låt den signeras, och ange certifikatet som kommer tillbaka
host-give-code-itself = ange koder som argument utan flagga, och med --trust utfärdares certifikat
host-give-as-revocations = ange den med --revocations
host-pin-signer = ange den som signerade listan med --anchor, eller säg --unsigned { $path }
host-sign-bundle = signera den med hcert trust bundle, eller säg --unsigned { $path }
host-stale-signer = för ett arkiv som överlevt den som signerade det, säg --stale-signer-warn
host-signer-expired = { $source }: undertecknarens certifikat hade gått ut: { $signer }
host-neither-key = { $path }: varken ett certifikat eller en offentlig nyckel
host-pin-replaced = ange också nyckeln som den ersätter med --anchor
host-one-key = { $path }: väntade ett certifikat eller en offentlig nyckel

host-key-of-another = { $source }: nyckeln hör inte till certifikatet
host-no-key-folder = { $path }: ingen mapp med nycklar
host-give-keys = ange en mapp, eller KEY,CERT med komma emellan
host-no-key-pair = { $path }: ingen privat nyckel med sitt certifikat
host-make-keys = skapa en uppsättning med hcert keygen
host-list-signer = --signer: väntade KEY,CERT med komma emellan
host-another-signer = ange en annan --signer
host-products-form = en rad ”# date ÅÅÅÅ-MM-DD”, och rader med id, vaccin, sjukdom, namn och tillverkare med tabb emellan
