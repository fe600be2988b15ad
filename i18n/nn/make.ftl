# Kva issue, page, demo og serve seier.

make-one-payload = --qr tek eitt innhald
make-qr-each = køyr hcert qr på kvar kode
make-give-payload = gi ei JSON-fil, eller - for standard inn
make-csv = dette er CSV, ikkje JSON med eit innhald
make-batch-takes-csv = gi ho til hcert batch issue, som tek innhald i CSV
make-several-files = sidene er fleire filer
make-give-folder = gi --out ei mappe
make-records-left = { $done } journalar, { $time } att

demo-payload = innhald
demo-sign = signer
demo-encode = kod
demo-draw = teikn
demo-scan = skann
demo-verify = sjekk
demo-octets = { $entry } → { $octets } byte CBOR   { $path }
demo-signed = CWT { $signed } → COSE_Sign1 { $octets } byte, ES256, kid { $kid }, til { $until }
demo-encoded = zlib { $octets } byte → Base45, HC1: { $characters } teikn   { $path }
demo-drawn = QR versjon { $version } nivå Q, { $width } × { $width } modular   { $path }, code.svg
demo-same = { $characters } teikn, den same teksten
demo-other = { $characters } teikn, IKKJE den same teksten
demo-at = på tidspunktet { $at }
demo-no-certificate = { $path }: ikkje noko sertifikat

serve-no-replay = --export: sidene kontrollerer det som blir vist no, aldri fortida
serve-leave-out-replay = utelat --replay
serve-another-address = gi --listen ei anna adresse, eller port 0 for ein ledig
serve-listening = lyttar på { $url }
serve-unanswered = avslutta etter { $seconds } s med førespurnader utan svar
serve-signals = signal: { $error }
serve-clock = klokka viser { $at }, men ei signert liste vart laga { $made }: ingenting kan verifiserast
serve-tls-pair = --tls: venta CERT,KEY med komma mellom
serve-tls = --tls: { $error }
serve-ledger = --ledger: ei teneste som ikkje utferdar, fører ingenting
serve-give-signer = gi --signer òg
serve-anybody = --signer: kven som helst kunne få signert kodar
serve-say-who = sei kven som får det: gi --token-file, eller --client-ca med --tls
serve-read-on-the-way = --signer: innhald og nøkkelord ville kunne lesast på vegen til denne adressa
serve-give-tls = gi --tls CERT,KEY, eller ei lokal adresse til --listen
serve-not-utf8 = { $path }: ikkje ein tekst i UTF-8
serve-no-token = { $path }: inneheld ikkje noko nøkkelord
serve-token-file = --token-file: { $error }
serve-make-token = lag eit med: openssl rand -hex 32 > token.txt
serve-no-pages = { $error }; /v1/pages kjem til å avslå
serve-exported = { $count } filer i { $folder }
