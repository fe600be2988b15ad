# What the commands of the program say.

cli-clock = this machine's clock shows no date after 1970
cli-give-at = give --at
cli-standard-output = standard output
cli-already-there = { $path }: is there already
cli-until = until { $at }
cli-not-checked = not checked
cli-not-checked-why = not checked: { $reason }
cli-codes-left-alone = { $input }: { $count } other codes in the picture were left alone
cli-lines-left-alone = { $input }: lines without a code that were left alone: { $count }
cli-no-statement = { $path }: no statement about a replaced key
cli-make-statement = make one with hcert trust rotate

cli-trust-no-key = no key could be read, nothing is written
cli-trust-imported = { $keys } keys from { $lists } lists
cli-trust-bundled = { $keys } keys from { $lists } lists, operator { $kid }, until { $expires }
cli-trust-bundled-unsigned = { $keys } keys from { $lists } lists, not signed, until { $expires }
cli-trust-no-signer = a bundle is signed: --signer KEY is missing
cli-trust-give-signer = give the operator's private key, or say --unsigned
cli-trust-nobody-signs = nobody signs the bundle: whoever can write the file decides who is trusted
cli-trust-same-key = both are the same key, which replaces nothing
cli-trust-replaced = operator { $old } is replaced by { $new } at { $at }
cli-trust-country = country
cli-trust-key = key
cli-trust-purposes = purposes
cli-trust-valid = valid
cli-trust-list-signature = list signature
cli-trust-chain = chain
cli-trust-source = source
cli-trust-bare-key = bare key
cli-trust-keys = { $count } keys
cli-trust-no-kid = no key with the identifier { $kid }
cli-trust-not-known = not known
cli-trust-no-purposes = none of its own: bare key
cli-trust-certificate = certificate
cli-trust-no-certificate = none: bare key, without dates of its own
cli-trust-subject = subject
cli-trust-issuer = issuer
cli-trust-validity = validity
cli-trust-valid-at = { $from } – { $until }, valid at { $at }
cli-trust-not-valid-at = { $from } – { $until }, NOT valid at { $at }
cli-trust-key-used = key used
cli-trust-key-period = { $from } – { $until } (not relied on)
cli-trust-issued = issued by { $authority }
cli-trust-issued-sha1 = issued by { $authority } (signed with SHA-1)
cli-trust-no-authority = no authority of that name is known
cli-trust-chain-bad = bad: { $reason }
cli-trust-domain = domain
cli-trust-list = list
cli-trust-signature = signature
cli-trust-signature-good = good, by { $signer }
cli-trust-signature-expired = good, by a signer who had expired: { $signer }
cli-trust-signature-none = the list carries none
cli-trust-as-of = as of
cli-trust-expires = expires
cli-trust-expired = { $expires }, EXPIRED
cli-trust-bare-left-out = { $count } bare keys have no certificate and are left out
cli-trust-zip-signer = an eu-zip is signed: --signer KEY,CERT is missing
cli-trust-header = --header: expected NAME: VALUE
cli-trust-octets = { $count } octets
cli-trust-unchanged = unchanged

cli-hashes = { $count ->
    [one] { $count } hash
   *[other] { $count } hashes
    }
cli-groups = { $count ->
    [one] { $count } group
   *[other] { $count } groups
    }
cli-batches = { $count ->
    [one] { $count } batch
   *[other] { $count } batches
    }
cli-filters = { $count ->
    [one] { $count } filter
   *[other] { $count } filters
    }
cli-items-left-out = { $count ->
    [one] { $count } item of the lists that could not be used
   *[other] { $count } items of the lists that could not be used
    }

cli-store-signed = signed by operator { $kid }
cli-store-signed-until = signed by operator { $kid }, until { $expires }
cli-store-unsigned = not signed
cli-store-unsigned-until = not signed, until { $expires }
cli-store-progress = { $done } hashes, { $eta } left
cli-store-reading = reading { $name }
cli-store-argument-code = the argument is a code, not a list
cli-store-codes-in-file = put codes into a file, one a line
cli-store-name = the file's name is not UTF-8
cli-store-skipped-name = its name is not UTF-8, it is not read
cli-store-skipped-depth = the folder lies too deep, it is not read
cli-store-skipped-kind = it is neither a file nor a folder, it is not read
cli-store-later = the lists are said to be of { $as_of }, which lies after { $at }
cli-store-uploader = --uploader takes certificates, whose country counts
cli-store-nothing = nothing could be read, nothing is written
cli-store-built = { $hashes } in { $groups }, { $filters }, { $seal }
cli-store-give-form = name its form with --form
cli-store-expired = the store expired at { $expires }; what came later is not in it
cli-store-no-form = { $path }: no list of a known form
cli-store-give-form-of = name its form with --form: { $forms }
cli-store-more-problems = { $count } more that could not be used
cli-store-published = { $batches }, { $hashes }
cli-store-of = a store of { $hashes }, { $seal }
cli-store-signer-countries = --signer { $signer }: its certificate has { $count } countries in its subject, a batch needs one
cli-store-other-country = it is of country { $found }, its signer of { $country }

cli-revoke-missing = { $input }: not in the ledger
cli-revoke-expired = some of it had expired at { $at } and is left alone: check the moment if that surprises
cli-revoke-done = { $newly } revoked, { $already } revoked before, { $expired } expired, { $missing } not found
cli-revoke-nobody = no identity number and no date of birth
cli-revoke-nothing = nothing is named
cli-revoke-input = standard input: not UTF-8
cli-revoke-no-code = no code in it
cli-revoke-other-key = under another key nobody in the ledger would be found again
cli-revoke-row = revoked { $at } { $reason }

cli-check-no-store = no store is asked, so only the hashes are shown: give --revocations
cli-check-no-code = no code was found in the picture
cli-check-algorithm = its algorithm is none of ES256, PS256
cli-check-no-kid = it names no signer (kid)
cli-check-not-revoked = not revoked (complete at { $as_of })
cli-check-revoked = revoked: { $variant } in { $list }, batch { $batch }
cli-check-possibly = possibly revoked: { $variant } in { $list }, batch { $batch }
cli-check-no-data = no data: no store speaks of this signer or its country
cli-check-expired = cannot tell: { $store } expired at { $at }
cli-check-stale = cannot tell: { $store } is of { $at }
cli-check-damaged = cannot tell: { $store }: { $damaged }
cli-check-signer = signer { $country } { $kid }

cli-inside-totals = { $hashes }, { $batches }, { $filters } of others
cli-inside-made = made
cli-inside-complete = complete
cli-inside-expires = expires
cli-inside-never = never
cli-inside-signature = signature
cli-inside-number = number
cli-inside-series = series
cli-inside-left-out = left out
cli-inside-lists = lists:
cli-inside-list = { $name } ({ $form }, signature { $signature })
cli-inside-list-dated = { $name } ({ $form }, signature { $signature }, complete { $at })
cli-inside-scopes = speaks of:
cli-inside-filter = a filter of { $count } octets
cli-inside-whole = every octet is what was written
cli-inside-damaged = damaged: { $reason }
cli-inside-signature-good = good, { $signer }
cli-inside-signature-expired = good, of a signer who had expired: { $signer }
cli-inside-signature-none = none

cli-rules-version = version { $version } is not of the form 1.0.0
cli-rules-argument-code = the first argument is a code or a payload, not a rule
cli-rules-rule-first = give the rule first, then the payload
cli-rules-no-file = { $path }: no such file
cli-rules-unknown = no rule { $name }
cli-rules-see-list = hcert rules list shows the rules; --rules or PATH loads others
cli-rules-file-and-rules = { $path }: is a file, and --rules goes with an identifier
cli-rules-several = { $path }: holds { $count } rules, expected one
cli-rules-name-one = name one of them, and give the file with --rules
cli-rules-not-in-force = { $rule } is in force from { $from } to { $to }, not on { $arrival }
cli-rules-other-kind = { $rule } is about { $about } and is not asked about a { $kinds } certificate
cli-rules-give-payload = give a payload in JSON, a code that begins with HC1:, a file with either, or -
cli-rules-no-code = no code in the picture
cli-rules-several-codes = { $input }: holds { $count } codes, expected one
cli-rules-no-certificate = the code holds no EU certificate
cli-rules-unverified = { $input }: UNVERIFIED, nobody has checked the code's signature; hcert verify does
cli-rules-lint-none = no rule in these paths
cli-rules-lint-done = { $rules } rules, { $errors } errors, { $warnings } warnings
cli-rules-none = no rule
cli-rules-rule = rule
cli-rules-type = type
cli-rules-country = country
cli-rules-region = region
cli-rules-about = about
cli-rules-in-force = in force
cli-rules-span = { $from } to { $to }
cli-rules-engine = engine
cli-rules-schema = schema
cli-rules-text = text ({ $language })
cli-rules-says-reads = says it reads
cli-rules-reads = reads
cli-rules-open = open because
cli-rules-issue = issue
cli-rules-logic = logic

cli-tests-none = no test of rules in these paths ({ $count } other files)
cli-tests-see-help = hcert rules test --help names the kinds
cli-tests-tests = tests
cli-tests-files = files
cli-tests-cases = cases
cli-tests-agree = agree
cli-tests-skipped = skipped
cli-tests-disagree = disagree
cli-tests-all = all
cli-tests-differs = { $place }: wanted { $wanted }, found { $found }
cli-tests-not-run = { $place }: { $count } not run, { $why }
cli-tests-no-test = { $path }: not a test
cli-tests-no-tests = { $path }: { $count } files that are not tests

cli-status-records = --add takes one record, found { $count }
cli-status-codes = --add takes one code, found { $count }
cli-status-no-code = { $input }: holds no code

cli-verify-name-form = give it as the passport's lower lines have it: FAMILY<<GIVEN<NAMES
cli-verify-no-dob = --dob: there is no date
cli-verify-dob-form = --dob: not a date of birth (YYYY-MM-DD; YYYY-MM or YYYY where no more is known; 1900 to 2099)

cli-qr-ending = { $path }: neither .png nor .svg
cli-qr-give-ending = end the name in .png or .svg, or give --format
cli-qr-give-code = give a file that holds the code, - for standard input, or the code itself
cli-qr-no-text = { $input }: not text
cli-qr-use-scan = to read a picture use hcert scan
cli-qr-several = { $input }: expected one code, found { $count }
cli-qr-one-by-one = draw them one by one
cli-qr-terminal = a PNG is not written to a terminal
cli-qr-give-out = give --out FILE, or --format terminal
cli-scan-give-picture = give a picture, or - for standard input
cli-scan-nothing = { $input }: no code was found; try a sharper or larger picture

cli-keygen-country = --country { $country }: expected two capital letters
cli-keygen-dates = --from { $from } lies after --until { $until }
cli-keygen-twice = --dsc { $name }: two signers of one name
cli-keygen-elsewhere = choose another folder, or give --force
cli-keygen-outlives = --dsc { $name }: would outlive its CSCA
cli-keygen-end-earlier = end it earlier with :FROM/UNTIL or --until
cli-keygen-failed = making a certificate: { $error }
cli-keygen-csca = --csca { $pair }: expected KEY,CERT
cli-keygen-no-authority = { $path }: no certificate of an authority (CSCA)
cli-keygen-other-key = --csca { $pair }: the key is not the certificate's

cli-inspect-unverified = UNVERIFIED
cli-inspect-nobody = Nobody has checked the signature: anyone can have written what follows.
cli-inspect-no-code = no code was found in it
cli-inspect-characters = { $count } characters
cli-inspect-octets = { $count } octets
cli-inspect-base45 = { $characters } characters → { $octets } octets
cli-inspect-zlib = { $compressed } octets (header { $head }) → { $octets } octets
cli-inspect-cose = COSE_Sign1, { $wrapping }: protected { $protected }, payload { $payload }, signature { $signature } octets
cli-inspect-tag-18 = tag 18
cli-inspect-no-tag = no tag
cli-inspect-tag-61 = tag 61 around tag 18
cli-inspect-signature-alone = The signature alone is held against the list; dates, revocation and rules are for hcert verify.
cli-inspect-signer = key { $kid } ({ $country }, { $source })
cli-inspect-good = good, by { $signer }
cli-inspect-mistaken = ✗ wrong as it stands, and good by { $signer } with:
cli-inspect-other-signed = ✗ made with { $signer }, over octets that are none of what was tried: what stands here was changed or encoded anew after it was signed
cli-inspect-not-found = ✗ no key of the list made it (tried: { $keys }, named by the code: { $named }), and none of the usual mistakes makes it good
cli-inspect-not-tried = ✗ not looked at: the payload has { $found } octets, mistakes are looked for up to { $limit }
cli-inspect-kid-of = it follows from the certificate of { $signer }
cli-inspect-diagnostic = diagnostic notation of the protected header and the claims:
cli-inspect-other-content = key { $key }: { $content }
cli-inspect-payload-eu = EU certificate, schema { $version }
cli-inspect-payload-no1 = Norwegian domestic code, schema { $version }
cli-inspect-masked = ({ $count } characters, masked)
cli-inspect-long-name = (name of { $count } characters)
cli-inspect-text-of = text of { $count } characters
cli-inspect-label = label { $number }
cli-inspect-label-other = label

cli-bench-country = country
cli-bench-check = check
cli-bench-all = all
cli-bench-vectors = { $count } vectors
cli-bench-checks = checks
cli-bench-agree = agree
cli-bench-known = known
cli-bench-unexpected = unexpected
cli-bench-success = success
cli-bench-failure = failure
cli-bench-differs = { $place }: expected { $expected }, got { $found }
cli-bench-stale = { $place }: stale exception, { $why }
cli-bench-unreadable = { $place }: not readable as JSON, { $why }
cli-bench-not-run = { $place }: not run, { $why }
cli-bench-no-vector = { $path }: no raw vector (JSON with EXPECTEDRESULTS)
cli-bench-exceptions = --exceptions goes with raw vectors, a corpus has also_ok
cli-bench-no-row = { $path }: no row
cli-bench-row-differs = { $name }: expected { $expected }, got { $found } ({ $verdict })
cli-bench-row-allows = { $name }: { $found } instead of { $expected }, which the row allows
cli-bench-rows = { $count } rows: { $agree } agree ({ $other } of them with another class that the row allows), { $failed } do not
cli-inspect-payload-icvp = yellow card (ICVP), shape of { $form }
cli-inspect-link = health link; nothing is fetched
cli-inspect-not-fetched = { $kind }, at { $host }: not fetched
cli-inspect-not-opened = ✗ { $kind }: { $error }
cli-inspect-opened = { $kind }, { $count } octets
cli-inspect-cards = SMART Health Cards: { $count }, each signed by itself
cli-inspect-bundle = FHIR { $kind }, { $signed }
cli-inspect-bundle-signed = with a signature that nobody checked
cli-inspect-bundle-unsigned = not signed by itself
cli-inspect-section = { $name } ({ $code }): { $entries } entries
cli-inspect-resources = resources: { $resources }
cli-inspect-resource = FHIR { $name }
cli-inspect-other-file = of a kind that is not known here
cli-trust-network = network
cli-trust-domains-left-out = keys of other domains than DCC were left out, since this form does not name the domain: { $count }; a bundle keeps them
