# Varför en lista inte kunde hämtas.

fetch-failed = { $address }: { $fault }; den gamla filen ligger kvar

fetch-address = ingen adress på formen https://VÄRD/SÖKVÄG
fetch-not-https = inte https, och inget annat hämtas
fetch-credentials = namn eller lösenord i adressen skickas inte, ange huvudet Authorization
fetch-roots = inget certifikat att lita på kunde läsas, PEM förväntas
fetch-header = huvud { $number } har inte ett namn och ett värde som HTTP tillåter
fetch-header-reserved = huvud { $number } avgör hur svaret kommer och kan inte väljas fritt
fetch-connection = ingen anslutning: { $reason }
fetch-tls = TLS: { $reason }
fetch-timeout = tidsgränsen nådd, inte klart på { $seconds } sekunder
fetch-protocol = svaret kan inte läsas: { $reason }
fetch-status = status { $status }, väntade 200
fetch-status-unasked = status { $status }, som ingen bad om
fetch-redirect-unreadable = en omdirigering till något som inte är en adress
fetch-redirect-not-https = en omdirigering till http eller något annat än https följs inte
fetch-redirect-away = en omdirigering till en annan värd, { $host }, följs inte
fetch-redirect-loop = fler än { $limit } omdirigeringar
fetch-encoded = innehållet har en kodning som ingen bad om
fetch-no-length = svaret säger inte hur långt innehållet är
fetch-empty = innehållet är tomt
fetch-too-large = innehållet är över gränsen { $limit } byte
fetch-cut = anslutningen bröts efter { $octets } byte
fetch-cut-of = anslutningen bröts efter { $octets } av { $of } byte

fetch-host-unknown = värdens namn är okänt
fetch-proxy = proxyn släpper inte igenom
fetch-head-too-large = huvudena är för stora
fetch-http-rules = det bryter mot reglerna för HTTP/1.1
fetch-client = HTTP-klienten gav upp
fetch-no-file = ingen fil som kan ersättas
fetch-no-folder = ingen mapp att skriva den till
