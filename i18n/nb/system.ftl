# Hva systemet sier om filer og forbindelser.

system-not-found = filen eller mappen finnes ikke
system-permission-denied = ingen tilgang
system-already-exists = finnes fra før
system-is-a-directory = er en mappe
system-not-a-directory = er ikke en mappe
system-storage-full = ingen plass igjen på disken
system-broken-pipe = leseren er borte
system-connection-refused = forbindelsen ble avvist
system-address-in-use = adressen er i bruk
system-timed-out = det tok for lang tid

file-system = { $path }: { $error }
