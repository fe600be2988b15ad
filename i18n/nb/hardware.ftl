# Nøkler i maskinvare (PKCS #11): hvorfor en ikke kan brukes, og hva som er galt med en URI.

hardware-module = PKCS #11-modulen { $path }: { $reason }
hardware-other-module = URI-en krever { $attribute } { $want }, modulen er { $found }
hardware-call = PKCS #11-modulen sviktet: { $reason }
hardware-gone = tokenet er fjernet, eller sesjonen er avsluttet ({ $detail }); start på nytt
hardware-none = det er ingen
hardware-there = der: { $names }
hardware-there-more = der: { $names } og { $more } til
hardware-unreadable-key = en nøkkel som ikke kan leses
hardware-no-token = ingen token passer til URI-en; { $there }
hardware-several-tokens = flere token passer til URI-en; { $there }
hardware-pin-wrong = tokenet godtok ikke PIN-koden; den prøves ikke igjen, for token låser seg etter noen få forsøk
hardware-pin-locked = tokenets PIN er låst
hardware-pin-expired = tokenets PIN må endres først
hardware-pin-not-set = tokenet har ingen bruker-PIN ennå
hardware-no-pin = ingen PIN: { $reason }
hardware-no-key = ingen privat nøkkel passer til URI-en; { $there }
hardware-several-keys = flere private nøkler passer til URI-en; { $there }; nevn én med dens id
hardware-key-type = nøkkelen er { $found }; en utsteders er EC P-256 eller RSA på 2048 til { $most } biter
hardware-no-sign = tokenet lar ikke denne nøkkelen signere (CKA_SIGN er false)
hardware-pin-always = nøkkelen krever PIN for hver signatur ({ $attribute }), og det støttes ikke
hardware-mechanism = tokenet tilbyr ikke { $want }, som { $alg } krever
hardware-pss-either = { $one } eller { $other }
hardware-no-public-key = den offentlige halvdelen av nøkkelen er ikke på tokenet: ingen offentlig nøkkel eller noe sertifikat har dens CKA_ID
hardware-several-public-keys = flere offentlige nøkler eller sertifikater passer til den private nøkkelen og er ulike, ved samme CKA_ID eller i filen
hardware-signature = tokenets signatur stemmer ikke med den offentlige nøkkelen ved siden av den private: { $error }
uri-scheme = ikke en PKCS #11-URI: den begynner ikke med pkcs11:
uri-long = PKCS #11-URI på { $found } byte, høyst { $most } leses
uri-pin-value = pin-value godtas ikke: andre kan lese argumentene til et program; oppgi pin-source=file:/PATH, eller ingenting for å bli spurt om PIN
uri-attribute = attributt { $number } i { $part } har ikke formen navn=verdi
uri-twice = attributtet { $name } står to ganger
uri-unknown = attributtet { $name } er ukjent i { $part }
uri-character = attributtet { $name }, plass { $at }: dette tegnet må skrives som % og to heksadesimale sifre
uri-text = attributtet { $name } er ikke en tekst i UTF-8 uten NUL
uri-form = attributtet { $name }: ventet { $want }
uri-want-number = et tall under 2^64
uri-want-private = private: en utsteder er en privat nøkkel
uri-want-file = stien til en fil
uri-want-version = MAJOR eller MAJOR.MINOR, begge under 256
uri-want-pin-source = file:/PATH på denne maskinen, eller en sti
