# Vad som sägs om de filer, listor och nycklar som programmet och tjänsten läser.

host-is-folder = { $path }: är en mapp
host-no-file = { $path }: är ingen fil
host-too-large = { $path }: mer än { $most } MiB
host-not-utf8 = { $path }: inte UTF-8 från plats { $offset }
host-argument-code = argumentet är en kod, inte en fil
host-argument-code-or-folder = argumentet är en kod, inte en fil eller mapp
host-standard-input = standard in
host-give-code = ange en fil, - för standard in, eller en kod som börjar med HC1:
host-left-alone = { $why }, läses inte

host-rules-left-alone = { $count } filer utan regler lästes inte
host-rules-form = regler är JSON-objekt med Identifier och Logic, ensamma eller i listor
host-no-rule = { $path }: har ingen regel som kan läsas
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
host-no-records = { $path }: en mapp utan registeruppgifter

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
