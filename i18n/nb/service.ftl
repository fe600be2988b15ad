# Hva tjenesten sier til den som spør, og til den som starter den.

problem-query = En parameter i spørringen er ukjent eller har en verdi den ikke kan ha
problem-body = Innholdet kan ikke leses som det innholdstypen sier
problem-host = Forespørselen nevner ikke én vert som den er ment for
problem-not-let-in = For å utstede kreves et token eller et klientsertifikat som er kjent her
problem-not-found = Det finnes ingenting på denne stien
problem-issuing-off = Denne tjenesten utsteder ikke
problem-method = Stien finnes, men tar en annen metode
problem-not-acceptable = Svaret finnes ikke i noen av formene som forespørselen godtar
problem-slow = Innholdet kom ikke i tide
problem-too-large = Innholdet er større enn tjenesten tar imot
problem-too-many-codes = Innholdet har flere koder enn tjenesten tar imot
problem-media-type = Innholdet har en innholdstype som ikke tas imot her
problem-file-too-large = Bildet eller PDF-en krever mer minne, tid eller flere piksler enn det får
problem-content = Det innholdet sier, kan ikke utstedes
problem-internal = Tjenesten klarte ikke denne forespørselen
problem-busy = Tjenesten har mer å gjøre enn den tar på seg; spør igjen
problem-ledger = Det som ble signert, kunne ikke registreres og utleveres derfor ikke; spør igjen
problem-clock = Klokken til tjenesten kan ikke gå riktig
problem-timeout = Svaret ble ikke ferdig i tide

problem-at-place = { $name }: { $reason }
problem-host-missing = i HTTP/1.1 har hver forespørsel headeren Host
problem-host-several = headeren Host står der flere ganger
problem-host-form = headeren Host har ikke en vert, eller en port, på tillatt form
problem-rfc3339 = ventet RFC 3339, som 2021-11-01T12:00:00Z
problem-mode = ventet border eller domestic
problem-at = denne tjenesten kontrollerer for sin egen klokkes tidspunkt
problem-region = lengre enn noe regionnavn
problem-no-parameters = ingen
problem-parameters = parameterne er: { $known }, hver høyst én gang
problem-taken = tas imot: { $taken }
problem-limit = grensen er { $limit }
problem-limit-octets = grensen er { $limit } byte
problem-limit-seconds = grensen er { $seconds } s
problem-broke-off = det ble avbrutt
problem-json-shape = JSON av en annen form enn den beskrevne, på linje { $line } kolonne { $column }
problem-not-json = ikke JSON, på linje { $line } kolonne { $column }
problem-not-utf8 = ikke en tekst i UTF-8
problem-no-picture = verken PNG, JPEG, WebP eller PDF
problem-no-country = arrival og region hører til et land
problem-no-date = det er ingen dato
problem-date = ikke YYYY-MM-DD, YYYY-MM eller YYYY, 1900 til 2099
problem-days = ventet 1 til 3650
problem-names-language = ventet be, bg, mk, sr eller uk
problem-files = det er { $files }: nevn én med file=, eller godta application/json
problem-forms = det finnes: { $forms }

setup-proxy = ventet en adresse eller et nett, som 10.0.0.7 eller 10.0.0.0/24
setup-nobody-asked = verken et token eller et klientsertifikat kreves
setup-short-token = token { $number } har færre enn { $least } tegn
setup-no-certificate = sertifikatet: ikke noe sertifikat i PEM
setup-no-authority = klientenes utsteder: ikke noe sertifikat i PEM
setup-no-key = nøkkelen: ingen privat nøkkel i PEM
setup-key = nøkkelen: { $reason }
setup-stores = { $path }: tilbaketrekkingslister for nettlesere er høyst { $limit } MiB til sammen; uten denne kan de ikke verifisere noe
problem-kind = det må være dcc eller icvp
