# What issue, page, demo and serve say.

make-one-payload = --qr takes one payload
make-qr-each = run hcert qr on each code
make-give-payload = give a JSON file, or - for standard input
make-csv = this is CSV, not the JSON of a payload
make-batch-takes-csv = give it to hcert batch issue, which takes payloads in CSV
make-several-files = pages are several files
make-give-folder = give --out a folder
make-records-left = { $done } records, { $time } left

demo-payload = payload
demo-sign = sign
demo-encode = encode
demo-draw = draw
demo-scan = scan
demo-verify = verify
demo-octets = { $entry } → { $octets } octets of CBOR   { $path }
demo-signed = CWT { $signed } → COSE_Sign1 { $octets } octets, ES256, kid { $kid }, until { $until }
demo-encoded = zlib { $octets } octets → Base45, HC1: { $characters } characters   { $path }
demo-drawn = QR version { $version } level Q, { $width } × { $width } modules   { $path }, code.svg
demo-same = { $characters } characters, the same text
demo-other = { $characters } characters, NOT the same text
demo-at = at { $at }
demo-no-certificate = { $path }: no certificate

serve-no-replay = --export: pages check what is shown now, and never the past
serve-leave-out-replay = leave out --replay
serve-another-address = give another --listen, or port 0 for a free one
serve-listening = listening on { $url }
serve-unanswered = ended after { $seconds } s with requests unanswered
serve-signals = signals: { $error }
serve-clock = the clock shows { $at }, but a signed list was made at { $made }: nothing can be verified
serve-tls-pair = --tls: expected CERT,KEY with a comma between
serve-tls = --tls: { $error }
serve-ledger = --ledger: a service that does not issue records nothing
serve-give-signer = give --signer too
serve-anybody = --signer: anybody could have codes signed
serve-say-who = say who may: give --token-file, or --client-ca with --tls
serve-read-on-the-way = --signer: payloads and tokens would be read on the way to this address
serve-give-tls = give --tls CERT,KEY, or a loopback --listen
serve-not-utf8 = { $path }: not a text in UTF-8
serve-no-token = { $path }: holds no token
serve-token-file = --token-file: { $error }
serve-make-token = make one with: openssl rand -hex 32 > token.txt
serve-no-pages = { $error }; /v1/pages will refuse
serve-exported = { $count } files in { $folder }
