# Hva issue, page, demo og serve sier.

make-one-payload = --qr tar ett innhold
make-qr-each = kjør hcert qr på hver kode
make-give-payload = gi en JSON-fil, eller - for standard inn
make-csv = dette er CSV, ikke JSON med et innhold
make-batch-takes-csv = gi den til hcert batch issue, som tar innhold i CSV
make-several-files = sidene er flere filer
make-give-folder = gi --out en mappe
make-records-left = { $done } journaler, { $time } igjen

demo-payload = innhold
demo-sign = signer
demo-encode = kod
demo-draw = tegn
demo-scan = skann
demo-verify = sjekk
demo-octets = { $entry } → { $octets } byte CBOR   { $path }
demo-signed = CWT { $signed } → COSE_Sign1 { $octets } byte, ES256, kid { $kid }, til { $until }
demo-encoded = zlib { $octets } byte → Base45, HC1: { $characters } tegn   { $path }
demo-drawn = QR versjon { $version } nivå Q, { $width } × { $width } moduler   { $path }, code.svg
demo-same = { $characters } tegn, den samme teksten
demo-other = { $characters } tegn, IKKE den samme teksten
demo-at = på tidspunktet { $at }
demo-no-certificate = { $path }: ikke noe sertifikat

serve-no-replay = --export: sidene kontrollerer det som vises nå, aldri fortiden
serve-leave-out-replay = utelat --replay
serve-another-address = gi --listen en annen adresse, eller port 0 for en ledig
serve-listening = lytter på { $url }
serve-unanswered = avsluttet etter { $seconds } s med ubesvarte forespørsler
serve-signals = signaler: { $error }
serve-clock = klokken viser { $at }, men en signert liste ble laget { $made }: ingenting kan verifiseres
serve-tls-pair = --tls: ventet CERT,KEY med komma mellom
serve-tls = --tls: { $error }
serve-ledger = --ledger: en tjeneste som ikke utsteder, fører ingenting
serve-give-signer = gi --signer også
serve-anybody = --signer: hvem som helst kunne få signert koder
serve-say-who = si hvem som får det: gi --token-file, eller --client-ca med --tls
serve-read-on-the-way = --signer: innhold og nøkkelord ville kunne leses på veien til denne adressen
serve-give-tls = gi --tls CERT,KEY, eller en lokal adresse til --listen
serve-not-utf8 = { $path }: ikke en tekst i UTF-8
serve-no-token = { $path }: inneholder ikke noe nøkkelord
serve-token-file = --token-file: { $error }
serve-make-token = lag et med: openssl rand -hex 32 > token.txt
serve-no-pages = { $error }; /v1/pages kommer til å avslå
serve-exported = { $count } filer i { $folder }
