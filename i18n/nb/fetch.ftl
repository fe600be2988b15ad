# Hvorfor en liste ikke kunne hentes.

fetch-failed = { $address }: { $fault }; den gamle filen blir liggende

fetch-address = ikke en adresse på formen https://VERT/STI
fetch-not-https = ikke https, og noe annet hentes ikke
fetch-credentials = navn eller passord i adressen sendes ikke, oppgi headeren Authorization
fetch-roots = ingen sertifikater å stole på kunne leses, PEM er ventet
fetch-header = header { $number } har ikke et navn og en verdi som HTTP tillater
fetch-header-reserved = header { $number } avgjør hvordan svaret kommer, og kan ikke velges fritt
fetch-connection = ingen forbindelse: { $reason }
fetch-tls = TLS: { $reason }
fetch-timeout = tidsavbrudd, ikke ferdig på { $seconds } sekunder
fetch-protocol = svaret kan ikke leses: { $reason }
fetch-status = status { $status }, ventet 200
fetch-status-unasked = status { $status }, som ingen ba om
fetch-redirect-unreadable = en omdirigering til noe som ikke er en adresse
fetch-redirect-not-https = en omdirigering til http eller noe annet enn https følges ikke
fetch-redirect-away = en omdirigering til en annen vert, { $host }, følges ikke
fetch-redirect-loop = flere enn { $limit } omdirigeringer
fetch-encoded = innholdet har en koding som det ikke ble bedt om
fetch-no-length = svaret sier ikke hvor langt innholdet er
fetch-empty = innholdet er tomt
fetch-too-large = innholdet er over grensen på { $limit } byte
fetch-cut = forbindelsen ble brutt etter { $octets } byte
fetch-cut-of = forbindelsen ble brutt etter { $octets } av { $of } byte

fetch-host-unknown = vertens navn er ukjent
fetch-proxy = proxyen slipper ikke gjennom
fetch-head-too-large = headerne er for store
fetch-http-rules = det bryter reglene for HTTP/1.1
fetch-client = HTTP-klienten ga opp
fetch-no-file = ikke en fil som kan erstattes
fetch-no-folder = ingen mappe å skrive den til
