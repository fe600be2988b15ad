# Kva systemet seier om filer og samband.

system-not-found = fila eller mappa finst ikkje
system-permission-denied = ingen tilgang
system-already-exists = finst frå før
system-is-a-directory = er ei mappe
system-not-a-directory = er ikkje ei mappe
system-storage-full = det er ikkje plass att på disken
system-broken-pipe = lesaren er borte
system-connection-refused = sambandet vart avvist
system-address-in-use = adressa er i bruk
system-timed-out = det tok for lang tid

file-system = { $path }: { $error }
