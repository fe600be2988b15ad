# Kva verify --watch seier utanfor skjermen.

scanner-one = --watch tek éin skannar
scanner-now = --watch spør om no, og --replay om fortida
scanner-device = gi den serielle eininga til skannaren, som /dev/ttyACM0; utan ho kjem kodane frå standard inn
scanner-argument = argumentet er ein kode, ikkje ei seriell eining
scanner-terminal = terminalen: { $error }
scanner-failed = skannaren: { $error }
scanner-gone = skannaren er borte
scanner-plug-in = kople han til og start på nytt
scanner-stdin = standard inn: { $error }
