# Hva verify --watch sier utenfor skjermen.

scanner-one = --watch tar én skanner
scanner-now = --watch spør om nå, og --replay om fortiden
scanner-device = gi skannerens serielle enhet, som /dev/ttyACM0; uten den kommer kodene fra standard inn
scanner-argument = argumentet er en kode, ikke en seriell enhet
scanner-terminal = terminalen: { $error }
scanner-failed = skanneren: { $error }
scanner-gone = skanneren er borte
scanner-plug-in = koble den til og start på nytt
scanner-stdin = standard inn: { $error }
