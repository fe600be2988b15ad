# Nycklar i hårdvara (PKCS #11): varför en inte kan användas, och vad som är fel med en URI.

hardware-module = PKCS #11-modulen { $path }: { $reason }
hardware-other-module = URI:n kräver { $attribute } { $want }, modulen är { $found }
hardware-call = PKCS #11-modulen felade: { $reason }
hardware-gone = token togs bort, eller dess session har avslutats ({ $detail }); starta igen
hardware-none = det finns ingen
hardware-there = där: { $names }
hardware-there-more = där: { $names } och { $more } till
hardware-unreadable-key = en nyckel som inte kan läsas
hardware-no-token = ingen token passar URI:n; { $there }
hardware-several-tokens = flera token passar URI:n; { $there }
hardware-pin-wrong = token godtog inte PIN-koden; den provas inte igen, eftersom token låser sig efter några få försök
hardware-pin-locked = tokens PIN-kod är låst
hardware-pin-expired = tokens PIN-kod måste ändras först
hardware-pin-not-set = token har ingen PIN-kod för användare ännu
hardware-no-pin = ingen PIN-kod: { $reason }
hardware-no-key = ingen privat nyckel passar URI:n; { $there }
hardware-several-keys = flera privata nycklar passar URI:n; { $there }; ange en med dess id
hardware-key-type = nyckeln är { $found }; en utfärdares är EC P-256 eller RSA på 2048 till { $most } bitar
hardware-no-sign = token låter inte den här nyckeln signera (CKA_SIGN är false)
hardware-pin-always = nyckeln kräver sin PIN-kod för varje signatur ({ $attribute }), vilket inte stöds
hardware-mechanism = token erbjuder inte { $want }, som { $alg } kräver
hardware-pss-either = { $one } eller { $other }
hardware-no-public-key = nyckelns publika halva finns inte på token: ingen publik nyckel och inget certifikat har dess CKA_ID
hardware-several-public-keys = flera publika nycklar eller certifikat passar den privata nyckeln och skiljer sig åt, med samma CKA_ID eller i filen
hardware-signature = tokens signatur stämmer inte med den publika nyckeln bredvid den privata: { $error }
uri-scheme = ingen PKCS #11-URI: den börjar inte med pkcs11:
uri-long = PKCS #11-URI på { $found } byte, högst { $most } läses
uri-pin-value = pin-value godtas inte: andra kan läsa ett programs argument; ange pin-source=file:/PATH, eller inget för att bli tillfrågad om PIN-koden
uri-attribute = attribut { $number } i { $part } har inte formen namn=värde
uri-twice = attributet { $name } står två gånger
uri-unknown = attributet { $name } är okänt i { $part }
uri-character = attributet { $name }, plats { $at }: det här tecknet måste skrivas som % och två hexadecimala siffror
uri-text = attributet { $name } är ingen text i UTF-8 utan NUL
uri-form = attributet { $name }: väntade { $want }
uri-want-number = ett tal under 2^64
uri-want-private = private: en utfärdare är en privat nyckel
uri-want-file = sökvägen till en fil
uri-want-version = MAJOR eller MAJOR.MINOR, båda under 256
uri-want-pin-source = file:/PATH på den här datorn, eller en sökväg
