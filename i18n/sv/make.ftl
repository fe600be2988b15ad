# Vad issue, page, demo och serve säger.

make-one-payload = --qr tar ett innehåll
make-qr-each = kör hcert qr på varje kod
make-give-payload = ange en JSON-fil, eller - för standard in
make-csv = detta är CSV, inte JSON med ett innehåll
make-batch-takes-csv = ge den till hcert batch issue, som tar innehåll i CSV
make-several-files = sidorna är flera filer
make-give-folder = ge --out en mapp
make-records-left = { $done } underlag, { $time } kvar

demo-payload = innehåll
demo-sign = signera
demo-encode = koda
demo-draw = rita
demo-scan = skanna
demo-verify = granska
demo-octets = { $entry } → { $octets } byte CBOR   { $path }
demo-signed = CWT { $signed } → COSE_Sign1 { $octets } byte, ES256, kid { $kid }, till { $until }
demo-encoded = zlib { $octets } byte → Base45, HC1: { $characters } tecken   { $path }
demo-drawn = QR version { $version } nivå Q, { $width } × { $width } moduler   { $path }, code.svg
demo-same = { $characters } tecken, samma text
demo-other = { $characters } tecken, INTE samma text
demo-at = vid tidpunkten { $at }
demo-no-certificate = { $path }: inget certifikat

serve-no-replay = --export: sidorna kontrollerar det som visas nu, aldrig det förflutna
serve-leave-out-replay = utelämna --replay
serve-another-address = ge --listen en annan adress, eller port 0 för en ledig
serve-listening = lyssnar på { $url }
serve-unanswered = avslutades efter { $seconds } s med obesvarade förfrågningar
serve-signals = signaler: { $error }
serve-clock = klockan visar { $at }, men en signerad lista skapades { $made }: inget kan verifieras
serve-tls-pair = --tls: väntade CERT,KEY med komma emellan
serve-tls = --tls: { $error }
serve-ledger = --ledger: en tjänst som inte utfärdar antecknar inget
serve-give-signer = ange även --signer
serve-anybody = --signer: vem som helst skulle kunna få koder signerade
serve-say-who = ange vem som får det: --token-file, eller --client-ca med --tls
serve-read-on-the-way = --signer: innehåll och token skulle kunna läsas på vägen till den här adressen
serve-give-tls = ange --tls CERT,KEY, eller en lokal adress till --listen
serve-not-utf8 = { $path }: inte en text i UTF-8
serve-no-token = { $path }: innehåller ingen token
serve-token-file = --token-file: { $error }
serve-make-token = skapa en med: openssl rand -hex 32 > token.txt
serve-no-pages = { $error }; /v1/pages kommer att neka
serve-exported = { $count } filer i { $folder }
