# Kvifor ei liste ikkje kunne hentast.

fetch-failed = { $address }: { $fault }; den gamle fila blir liggjande

fetch-address = ikkje ei adresse på forma https://VERT/STIG
fetch-not-https = ikkje https, og noko anna blir ikkje henta
fetch-credentials = namn eller passord i adressa blir ikkje sende, gi headeren Authorization
fetch-roots = ingen sertifikat å lite på kunne lesast, PEM er venta
fetch-header = header { $number } har ikkje eit namn og ein verdi som HTTP tillèt
fetch-header-reserved = header { $number } avgjer korleis svaret kjem, og kan ikkje veljast fritt
fetch-connection = ikkje samband: { $reason }
fetch-tls = TLS: { $reason }
fetch-timeout = tidsavbrot, ikkje ferdig på { $seconds } sekund
fetch-protocol = svaret kan ikkje lesast: { $reason }
fetch-status = status { $status }, venta 200
fetch-status-unasked = status { $status }, som ingen bad om
fetch-redirect-unreadable = ei omdirigering til noko som ikkje er ei adresse
fetch-redirect-not-https = ei omdirigering til http eller noko anna enn https blir ikkje følgd
fetch-redirect-away = ei omdirigering til ein annan vert, { $host }, blir ikkje følgd
fetch-redirect-loop = fleire enn { $limit } omdirigeringar
fetch-encoded = innhaldet har ei koding som det ikkje vart bede om
fetch-no-length = svaret seier ikkje kor langt innhaldet er
fetch-empty = innhaldet er tomt
fetch-too-large = innhaldet er over grensa på { $limit } byte
fetch-cut = sambandet vart brote etter { $octets } byte
fetch-cut-of = sambandet vart brote etter { $octets } av { $of } byte

fetch-host-unknown = namnet på verten er ukjent
fetch-proxy = proxyen slepper ikkje gjennom
fetch-head-too-large = headerane er for store
fetch-http-rules = det bryt reglane for HTTP/1.1
fetch-client = HTTP-klienten gav opp
fetch-no-file = ikkje ei fil som kan bytast ut
fetch-no-folder = inga mappe å skrive henne til
