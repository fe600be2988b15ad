# Vad systemet säger om filer och anslutningar.

system-not-found = filen eller mappen finns inte
system-permission-denied = åtkomst nekad
system-already-exists = finns redan
system-is-a-directory = är en mapp
system-not-a-directory = är ingen mapp
system-storage-full = inget utrymme kvar på disken
system-broken-pipe = läsaren är borta
system-connection-refused = anslutningen nekades
system-address-in-use = adressen används redan
system-timed-out = det tog för lång tid

file-system = { $path }: { $error }
