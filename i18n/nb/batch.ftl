# Hva en massekjøring sier: rader som ikke er noen, kjøringer som ble stanset, og hva det ble av alle.

batch-no-field = overskriften nevner ikke noe felt i kolonne { $number }
batch-name-columns = kall kolonnene det stien i innholdet heter, som nam/fn eller v/0/dt, eller bruk bare nøkkelen
batch-same-field = kolonnene { $first } og { $second } er det samme feltet
batch-cells = raden har { $cells } celler, overskriften { $columns }
batch-filled = kolonnen { $name } fyller et felt som en annen alt har fylt
batch-kind = kind: ventet v, t eller r, eller vaccination, test eller recovery
batch-kinds = etter kolonnen { $first } er typen { $kind }, etter { $second } { $other }
batch-no-kind = ingen celle viser om det er en vaksinasjon, en test eller gjennomgått sykdom
batch-add-kind = legg til en kolonne kind, med v, t eller r

batch-no-header = overskriften mangler
batch-header = overskriften: { $fault }
batch-header-not-utf8 = overskriften er ikke UTF-8
batch-record-too-long = raden er lengre enn { $limit } byte, som er grensen
batch-line-too-long = linjen er lengre enn { $limit } byte, som er grensen
batch-too-many-cells = raden har mer enn { $limit } celler
batch-not-utf8 = ikke UTF-8, fra plass { $offset }
batch-encoding = ikke UTF-8, fra plass { $offset }; det ser ut som { $encoding }
batch-argument-is-code = argumentet er en kode, ikke en fil eller mappe med rader
batch-give-stdin = gi -, og radene på standard inn

batch-exists = { $out }: finnes fra før
batch-another-name = gi --out et annet navn, eller ta bort filen
batch-without = { $found } finnes uten { $missing }
batch-journal-alone = ta den bort for å begynne på nytt; det den har ført som utlevert, går tapt
batch-part-alone = det er ikke kjent hvor langt den er hel: ta den bort for å begynne på nytt
batch-stopped = { $part }: en kjøring til { $out } ble stanset, eller er i gang
batch-go-on = fortsett med --resume, eller ta bort { $part } og { $journal }
batch-finished = { $out }: en annen prosess har nettopp fullført den
batch-at-work = { $part }: en annen prosess arbeider med den
batch-damaged = { $journal }: skadet på linje { $line }, kolonne { $column }: det er ikke kjent hvor langt kjøringen kom
batch-version = { $journal }: format { $found }, dette programmet kjenner { $known }
batch-other-options = kjøringen ble begynt med andre valg enn disse
batch-give-those = gi dem, eller begynn på nytt
batch-too-few = inndataene har { $rows } rader, og { $done } var alt gjort: kjøringen ble begynt med noe annet
batch-other-rows = de første { $done } radene i inndataene er ikke de som alt var gjort
batch-give-input = gi inndataene som kjøringen ble begynt med, eller begynn på nytt
batch-cut = { $part }: { $octets } byte, { $written } ble skrevet: noen har kuttet den
batch-stdout-unknown = det som gikk til standard ut, er ikke kjent etterpå
batch-give-file = gi --out en fil fra starten av for å kunne fortsette
batch-interrupted = stanset; det som er gjort, ligger i { $part }
batch-interrupted-hint = fortsett med de samme ordene og --resume
batch-interrupted-stdout = stanset; svarene så langt er gitt, og kjøringen kan ikke tas opp igjen
batch-interrupted-file = gi --out FILE fra begynnelsen, så fortsetter en kjøring med --resume
batch-died = en arbeidstråd i massekjøringen døde
batch-fault = en feil i dette programmet; meldingen står på standard feil
batch-not-empty = { $folder }: det ligger noe i den
batch-empty-folder = gi en mappe som er tom eller ikke finnes ennå; for å legge til i den, si --first-row eller --name-by identifier
batch-folder-stopped = { $folder }: en kjøring inn i den ble stanset, og svarene i { $out } er ikke fullstendige
batch-folder-go-on = fortsett den kjøringen (--resume), gi en annen mappe, eller ta bort { $state }
batch-place-taken = { $path }: der ligger noe fra en annen rad eller kjøring, og det blir liggende
batch-other-names = gi --first-row et nummer bak dem som er der, --name-by identifier, eller en annen mappe

batch-column-without-csv = --column: radene er ikke CSV
batch-say-csv = legg til --rows csv
batch-no-column = ingen av de { $count } kolonnene heter { $wanted }
batch-name-column = pek ut kolonnen med --column; linjer med bare koder trenger ingen overskrift og er ikke CSV
batch-no-cell = raden har ingen celle i kolonnen med koder
batch-member = et medlem er ikke det det skal være, i kolonne { $column }
batch-not-json = ikke JSON, i kolonne { $column }
batch-no-member = objektet har ingen av medlemmene { $names }
batch-no-columns = kolonnene mangler

batch-genuine = { $count } ekte
batch-rejected = { $count } avvist
batch-cannot-verify = { $count } kan ikke avgjøres
batch-unreadable = { $count } uleselig
batch-issued = { $count } utstedt
batch-refused = { $count } avslått
batch-printed = { $count } skrevet ut
batch-rows = { $count ->
    [one] { $count } rad
   *[other] { $count } rader
 }
batch-before = { $rows }, { $before } av dem før
batch-whole = { $rows }, på { $seconds } s ({ $rate } i sekundet): { $counts }
batch-left-alone = { $whole }; { $count ->
    [one] { $count } fil
   *[other] { $count } filer
 } av annen type ble ikke rørt
batch-progress = { $rows } rader
batch-rate = { $rows } rader, { $rate } i sekundet
batch-time-left = { $time } igjen
batch-stdout = standard ut: { $error }
