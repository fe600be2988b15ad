# What is said of the files, lists and keys that the program and the service read.

host-is-folder = { $path }: is a folder
host-no-file = { $path }: is no file
host-too-large = { $path }: more than { $most } MiB
host-argument-code = the argument is a code, not a file
host-argument-code-or-folder = the argument is a code, not a file or folder
host-standard-input = standard input
host-give-code = give a file, - for standard input, or a code that begins with HC1:
host-left-alone = { $why }, left alone

host-rules-left-alone = { $count } files that hold no rule were left alone
host-rules-form = rules are JSON objects with Identifier and Logic, alone or in lists
host-no-rule = { $path }: holds no rule that can be read
host-rule-never = rule { $rule } is never in force: ValidTo { $to } does not lie after ValidFrom { $from }
host-value-set-form = a value set has valueSetId and valueSetValues, or is a list of codes by name
host-value-set-hash = { $path }: the value set { $id } has the hash { $found }, the list says { $wanted }
host-fetch-value-set = fetch the set again

host-make-person-key = make a key with hcert revocation person-key --out FILE
host-build-postgres = build it with --features postgres
host-ledger-busy = try again when the other process has ended
host-ledger = the ledger

host-state-forgotten = { $failure }; what was seen is forgotten when the service ends (give --state FILE)
host-fetch-newest-or-forget = fetch the newest one; if it is the newest after all, remove { $path }, which forgets what was seen
host-fetch-newest = fetch the newest one
host-state-anew = remove the file to begin anew, which forgets what was seen

host-make-store = make one from lists of any form with hcert revocation build
host-pin-operator = pin the operator who signed it with --anchor, or say --unsigned { $path }
host-build-again = build it again, or fetch it again
host-not-signed = { $source }: not signed by anybody who is pinned, taken all the same
host-files-not-signed = { $source }: { $count } files not signed by anybody who is pinned, taken all the same

host-give-record = give a JSON record, a FHIR bundle, a folder of these, or - for standard input
host-issue-takes-payloads = give it to hcert issue or hcert batch issue; hcert status --schema shows the form of records
host-page-takes-records = give it to hcert page or hcert batch page, which make certificates of records
host-verify-takes-codes = give it to hcert verify or hcert inspect
host-convert = convert it, then look at the letters: { $command }
host-no-record-field = the header names no field of a record in column { $number }
host-name-record-columns = name columns by the path in the record, such as person.familyName or vaccinations.0.date; hcert status --schema shows them
host-columns-of-payload = the columns are those of payloads, not of persons' records
host-columns-of-record = the columns are those of persons' records, not of payloads
host-no-records = { $path }: a folder without records
host-folder-of-another = { $folder }: pages of another person lie there: { $files }
host-folder-unknown = { $folder }: files lie there that were not written for this person, or were changed since: { $files }
host-folder-force = give another --out, or --force, which replaces files of the same names and touches no others
host-folder-held = { $folder }: process { $process } is at work in it
host-folder-held-by-run = { $folder }: process { $process } is at work in it, a batch with its answers in { $out }
host-folder-wait = wait until it has ended, or give another folder
host-folder-damaged = { $path }: damaged: it cannot be told whose pages lie beside it
host-folder-version = { $path }: form { $found }, this program knows { $known }
host-folder-take-away = give another folder, or take { $path } away

host-hardware-no-lists = --signer pkcs11:…: a key in hardware signs codes and pages, no lists
host-give-key-file = give a key in a file
host-hardware-absent = --signer pkcs11:…: this program was built without keys in hardware (feature pkcs11)
host-build-hardware = build it with --features pkcs11, or give a folder, or KEY,CERT
host-give-certificate = give the certificate as a file: pkcs11:…,CERT
host-comma = no file has the name behind the last comma, so it is read as a part of the URI
host-name-pin-file = name a file that holds it: …?pin-source=file:/PATH
host-attribute-ignored = { $label }: attribute { $name } means nothing here
host-no-module = { $label }: which PKCS #11 module to load is not said
host-name-module = name the maker's library: …?module-path=/PATH.so, or { $variable }=/PATH.so
host-check-pin = look at the PIN before you try again
host-several-certificates = { $label }: { $count } certificates of the key on the token
host-no-certificate = { $label }: no certificate of the key with its CKA_ID on the token

host-shared = { $name }: others can read it (mode { $mode }); chmod 600

host-rules-country = rules are asked for a country
host-give-country-or-all = give --country CC, or --all-countries
host-arrival-country = an arrival is one in a country
host-give-country = give --country CC
host-no-key-trusted = no key is trusted, so no signature can be checked: give --trust
host-only-authorities = no document signer among the { $count } certificates: authorities (CSCA) sign no codes
host-region-none = { $country } has no rules for the region { $region }, so the country's own alone are asked; no region has any
host-region-others = { $country } has no rules for the region { $region }, so the country's own alone are asked; those that have: { $regions }

host-unsigned-unknown = --unsigned { $name }: no source of that name
host-name-as-given = name it as it was given with --trust or --revocations
host-no-trust-list = { $path }: no trust list, left alone
host-give-its-certificate = give the certificate of its key with --trust; a private key stays with whoever signs (--signer)
host-give-with-kid = give its certificate, or JSON [{"{"}"kid": base64, "publicKey": base64{"}"}]; the key of whoever signs lists goes to --anchor
host-give-issued = have it signed, and give the certificate that comes back
host-give-code-itself = give codes as arguments without an option, and with --trust the certificates of signers
host-give-as-revocations = give it with --revocations
host-pin-signer = pin the list's signer with --anchor, or say --unsigned { $path }
host-sign-bundle = sign it with hcert trust bundle, or say --unsigned { $path }
host-stale-signer = for an archive that outlived its signer say --stale-signer-warn
host-signer-expired = { $source }: its signer had expired: { $signer }
host-neither-key = { $path }: neither a certificate nor a public key
host-pin-replaced = pin the key that it replaces with --anchor too
host-one-key = { $path }: expected one certificate or public key

host-key-of-another = { $source }: the key does not belong to the certificate
host-no-key-folder = { $path }: no folder of keys
host-give-keys = give a folder, or KEY,CERT with a comma between
host-no-key-pair = { $path }: no private key with its certificate
host-make-keys = make a set with hcert keygen
host-list-signer = --signer: expected KEY,CERT with a comma between
host-another-signer = give another --signer
host-products-form = a line "# date YYYY-MM-DD", and lines of id, vaccine, disease, name and manufacturer with tabs between them
