# Kva tenesta seier til den som spør, og til den som startar henne.

problem-query = Ein parameter i spørjinga er ukjend eller har ein verdi han ikkje kan ha
problem-body = Innhaldet kan ikkje lesast som det innhaldstypen seier
problem-host = Førespurnaden nemner ikkje éin vert som han er meint for
problem-not-let-in = For å utferde trengst eit token eller eit klientsertifikat som er kjent her
problem-not-found = Det finst ingenting på denne stigen
problem-issuing-off = Denne tenesta utferdar ikkje
problem-method = Stigen finst, men tek ein annan metode
problem-not-acceptable = Svaret finst ikkje i nokon av formene som førespurnaden godtek
problem-slow = Innhaldet kom ikkje i tide
problem-too-large = Innhaldet er større enn tenesta tek imot
problem-too-many-codes = Innhaldet har fleire kodar enn tenesta tek imot
problem-media-type = Innhaldet har ein innhaldstype som ikkje blir teken imot her
problem-file-too-large = Biletet eller PDF-en krev meir minne, tid eller fleire pikslar enn det får
problem-content = Det innhaldet seier, kan ikkje utferdast
problem-internal = Tenesta klarte ikkje denne førespurnaden
problem-busy = Tenesta har meir å gjere enn ho tek på seg; spør igjen
problem-ledger = Det som vart signert, kunne ikkje registrerast og blir difor ikkje utlevert; spør igjen
problem-clock = Klokka til tenesta kan ikkje gå rett
problem-timeout = Svaret vart ikkje ferdig i tide

problem-at-place = { $name }: { $reason }
problem-host-missing = i HTTP/1.1 har kvar førespurnad headeren Host
problem-host-several = headeren Host står der fleire gonger
problem-host-form = headeren Host har ikkje ein vert, eller ein port, på tillaten form
problem-rfc3339 = venta RFC 3339, som 2021-11-01T12:00:00Z
problem-mode = venta border eller domestic
problem-at = denne tenesta kontrollerer for tidspunktet på si eiga klokke
problem-region = lengre enn noko regionnamn
problem-no-parameters = ingen
problem-parameters = parametrane er: { $known }, kvar høgst éin gong
problem-taken = blir tekne imot: { $taken }
problem-limit = grensa er { $limit }
problem-limit-octets = grensa er { $limit } byte
problem-limit-seconds = grensa er { $seconds } s
problem-broke-off = det vart avbrote
problem-json-shape = JSON av ei anna form enn den skildra, på linje { $line } kolonne { $column }
problem-not-json = ikkje JSON, på linje { $line } kolonne { $column }
problem-not-utf8 = ikkje ein tekst i UTF-8
problem-no-picture = verken PNG, JPEG, WebP eller PDF
problem-no-country = arrival og region høyrer til eit land
problem-no-date = det er ingen dato
problem-date = ikkje YYYY-MM-DD, YYYY-MM eller YYYY, 1900 til 2099
problem-days = venta 1 til 3650
problem-names-language = venta be, bg, mk, sr eller uk
problem-files = det er { $files }: nemn ei med file=, eller godta application/json
problem-forms = det finst: { $forms }

setup-proxy = venta ei adresse eller eit nett, som 10.0.0.7 eller 10.0.0.0/24
setup-nobody-asked = verken eit token eller eit klientsertifikat er kravt
setup-short-token = token { $number } har færre enn { $least } teikn
setup-no-certificate = sertifikatet: ikkje noko sertifikat i PEM
setup-no-authority = utferdaren til klientane: ikkje noko sertifikat i PEM
setup-no-key = nøkkelen: ingen privat nøkkel i PEM
setup-key = nøkkelen: { $reason }
setup-stores = { $path }: tilbaketrekkingslister for nettlesarar er høgst { $limit } MiB til saman; utan denne kan dei ikkje verifisere noko
problem-kind = det må vere dcc eller icvp
