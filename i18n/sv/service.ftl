# Vad tjänsten säger till den som frågar och till den som startar den.

problem-query = En parameter i frågan är okänd eller har ett värde som den inte kan ha
problem-body = Innehållet kan inte läsas som det innehållstypen säger
problem-host = Begäran anger inte en enda värd som den är avsedd för
problem-not-let-in = För att utfärda krävs ett token eller ett klientcertifikat som är känt här
problem-not-found = Det finns inget på den här sökvägen
problem-issuing-off = Den här tjänsten utfärdar inte
problem-method = Sökvägen finns men tar en annan metod
problem-not-acceptable = Svaret finns inte i någon av de former som begäran godtar
problem-slow = Innehållet kom inte i tid
problem-too-large = Innehållet är större än tjänsten tar emot
problem-too-many-codes = Innehållet har fler koder än tjänsten tar emot
problem-media-type = Innehållet har en innehållstyp som inte tas emot här
problem-file-too-large = Bilden eller PDF-filen kräver mer minne, tid eller fler pixlar än den får
problem-content = Det som innehållet säger kan inte utfärdas
problem-internal = Tjänsten klarade inte den här begäran
problem-busy = Tjänsten har mer att göra än den tar på sig; fråga igen
problem-ledger = Det som signerades kunde inte registreras och lämnas därför inte ut; fråga igen
problem-clock = Tjänstens klocka kan inte gå rätt
problem-timeout = Svaret blev inte klart i tid

problem-at-place = { $name }: { $reason }
problem-host-missing = i HTTP/1.1 har varje begäran huvudet Host
problem-host-several = huvudet Host finns flera gånger
problem-host-form = huvudet Host har ingen värd, eller ingen port, på tillåten form
problem-rfc3339 = väntade RFC 3339, som 2021-11-01T12:00:00Z
problem-mode = väntade border eller domestic
problem-at = den här tjänsten kontrollerar för sin egen klockas tidpunkt
problem-region = längre än något regionnamn
problem-no-parameters = inga
problem-parameters = parametrarna är: { $known }, var och en högst en gång
problem-taken = tas emot: { $taken }
problem-limit = gränsen är { $limit }
problem-limit-octets = gränsen är { $limit } byte
problem-limit-seconds = gränsen är { $seconds } s
problem-broke-off = det avbröts
problem-json-shape = JSON av annan form än den beskrivna, på rad { $line } kolumn { $column }
problem-not-json = inte JSON, på rad { $line } kolumn { $column }
problem-not-utf8 = ingen text i UTF-8
problem-no-picture = varken PNG, JPEG, WebP eller PDF
problem-no-country = arrival och region hör till ett land
problem-no-date = det finns inget datum
problem-date = inte YYYY-MM-DD, YYYY-MM eller YYYY, 1900 till 2099
problem-days = väntade 1 till 3650
problem-names-language = väntade be, bg, mk, sr eller uk
problem-files = det finns { $files }: ange en med file=, eller godta application/json
problem-forms = det finns: { $forms }

setup-proxy = väntade en adress eller ett nät, som 10.0.0.7 eller 10.0.0.0/24
setup-nobody-asked = varken ett token eller ett klientcertifikat krävs
setup-short-token = token { $number } har färre än { $least } tecken
setup-no-certificate = certifikatet: inget certifikat i PEM
setup-no-authority = klienternas utfärdare: inget certifikat i PEM
setup-no-key = nyckeln: ingen privat nyckel i PEM
setup-key = nyckeln: { $reason }
setup-stores = { $path }: återkallelselistor för webbläsare är högst { $limit } MiB tillsammans; utan den här kan de inte verifiera något
problem-kind = det måste vara dcc eller icvp
