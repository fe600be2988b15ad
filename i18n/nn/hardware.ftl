# Nøklar i maskinvare (PKCS #11): kvifor ein ikkje kan brukast, og kva som er gale med ein URI.

hardware-module = PKCS #11-modulen { $path }: { $reason }
hardware-other-module = URI-en krev { $attribute } { $want }, modulen er { $found }
hardware-call = PKCS #11-modulen svikta: { $reason }
hardware-gone = tokenet er fjerna, eller sesjonen er avslutta ({ $detail }); start på nytt
hardware-none = det er ingen
hardware-there = der: { $names }
hardware-there-more = der: { $names } og { $more } til
hardware-unreadable-key = ein nøkkel som ikkje kan lesast
hardware-no-token = ingen token passar til URI-en; { $there }
hardware-several-tokens = fleire token passar til URI-en; { $there }
hardware-pin-wrong = tokenet godtok ikkje PIN-koden; han blir ikkje prøvd igjen, for token låser seg etter nokre få forsøk
hardware-pin-locked = PIN-koden til tokenet er låst
hardware-pin-expired = PIN-koden til tokenet må endrast først
hardware-pin-not-set = tokenet har ingen brukar-PIN enno
hardware-no-pin = ingen PIN: { $reason }
hardware-no-key = ingen privat nøkkel passar til URI-en; { $there }
hardware-several-keys = fleire private nøklar passar til URI-en; { $there }; nemn éin med id-en
hardware-key-type = nøkkelen er { $found }; den til ein utferdar er EC P-256 eller RSA på 2048 til { $most } bitar
hardware-no-sign = tokenet lèt ikkje denne nøkkelen signere (CKA_SIGN er false)
hardware-pin-always = nøkkelen krev PIN for kvar signatur ({ $attribute }), og det er ikkje støtta
hardware-mechanism = tokenet tilbyr ikkje { $want }, som { $alg } krev
hardware-pss-either = { $one } eller { $other }
hardware-no-public-key = den offentlege halvdelen av nøkkelen er ikkje på tokenet: ingen offentleg nøkkel og ikkje noko sertifikat har CKA_ID-en hans
hardware-several-public-keys = fleire offentlege nøklar eller sertifikat passar til den private nøkkelen og er ulike, ved same CKA_ID eller i fila
hardware-signature = signaturen til tokenet stemmer ikkje med den offentlege nøkkelen ved sida av den private: { $error }
uri-scheme = ikkje ein PKCS #11-URI: han byrjar ikkje med pkcs11:
uri-long = PKCS #11-URI på { $found } byte, høgst { $most } blir lesne
uri-pin-value = pin-value blir ikkje godteke: andre kan lese argumenta til eit program; oppgi pin-source=file:/PATH, eller ingenting for å bli spurd om PIN
uri-attribute = attributt { $number } i { $part } har ikkje forma namn=verdi
uri-twice = attributtet { $name } står to gonger
uri-unknown = attributtet { $name } er ukjent i { $part }
uri-character = attributtet { $name }, plass { $at }: dette teiknet må skrivast som % og to heksadesimale siffer
uri-text = attributtet { $name } er ikkje ein tekst i UTF-8 utan NUL
uri-form = attributtet { $name }: venta { $want }
uri-want-number = eit tal under 2^64
uri-want-private = private: ein utferdar er ein privat nøkkel
uri-want-file = stien til ei fil
uri-want-version = MAJOR eller MAJOR.MINOR, begge under 256
uri-want-pin-source = file:/PATH på denne maskina, eller ein sti
