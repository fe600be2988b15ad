# Kva ei massekøyring seier: rader som ikkje er nokon, køyringar som vart stansa, og kva det vart av alle.

batch-no-field = overskrifta nemner ikkje noko felt i kolonne { $number }
batch-name-columns = kall kolonnane det stien i innhaldet heiter, som nam/fn eller v/0/dt, eller bruk berre nøkkelen
batch-same-field = kolonnane { $first } og { $second } er det same feltet
batch-cells = rada har { $cells } celler, overskrifta { $columns }
batch-filled = kolonnen { $name } fyller eit felt som ein annan alt har fylt
batch-kind = kind: venta v, t eller r, eller vaccination, test eller recovery
batch-kinds = etter kolonnen { $first } er typen { $kind }, etter { $second } { $other }
batch-no-kind = ingen celle viser om det er ein vaksinasjon, ein test eller gjennomgådd sjukdom
batch-add-kind = legg til ein kolonne kind, med v, t eller r

batch-no-header = overskrifta manglar
batch-header = overskrifta: { $fault }
batch-header-not-utf8 = overskrifta er ikkje UTF-8
batch-record-too-long = rada er lengre enn { $limit } byte, som er grensa
batch-line-too-long = linja er lengre enn { $limit } byte, som er grensa
batch-too-many-cells = rada har meir enn { $limit } celler
batch-not-utf8 = ikkje UTF-8, frå plass { $offset }
batch-encoding = ikkje UTF-8, frå plass { $offset }; det ser ut som { $encoding }
batch-argument-is-code = argumentet er ein kode, ikkje ei fil eller mappe med rader
batch-give-stdin = gi -, og radene på standard inn

batch-exists = { $out }: finst frå før
batch-another-name = gi --out eit anna namn, eller ta bort fila
batch-without = { $found } finst utan { $missing }
batch-journal-alone = ta ho bort for å byrje på nytt; det ho har ført som utlevert, går tapt
batch-part-alone = det er ikkje kjent kor langt ho er heil: ta ho bort for å byrje på nytt
batch-stopped = { $part }: ei køyring til { $out } vart stansa, eller er i gang
batch-go-on = hald fram med --resume, eller ta bort { $part } og { $journal }
batch-finished = { $out }: ein annan prosess har nettopp fullført ho
batch-at-work = { $part }: ein annan prosess arbeider med ho
batch-damaged = { $journal }: skadd på linje { $line }, kolonne { $column }: det er ikkje kjent kor langt køyringa kom
batch-version = { $journal }: format { $found }, dette programmet kjenner { $known }
batch-other-options = køyringa vart byrja med andre val enn desse
batch-give-those = gi dei, eller byrj på nytt
batch-too-few = inndataa har { $rows } rader, og { $done } var alt gjorde: køyringa vart byrja med noko anna
batch-other-rows = dei første { $done } radene i inndataa er ikkje dei som alt var gjorde
batch-give-input = gi inndataa som køyringa vart byrja med, eller byrj på nytt
batch-cut = { $part }: { $octets } byte, { $written } vart skrivne: nokon har kutta ho
batch-stdout-unknown = det som gjekk til standard ut, er ikkje kjent etterpå
batch-give-file = gi --out ei fil frå starten av for å kunne halde fram
batch-interrupted = stansa; det som er gjort, ligg i { $part }
batch-interrupted-hint = hald fram med dei same orda og --resume
batch-interrupted-stdout = stansa; svara så langt er gitt, og køyringa kan ikkje takast opp att
batch-interrupted-file = gi --out FILE frå starten, så held ei køyring fram med --resume
batch-died = ein arbeidstråd i massekøyringa døydde
batch-fault = ein feil i dette programmet; meldinga står på standard feil
batch-not-empty = { $folder }: det ligg noko i ho
batch-empty-folder = gi ei mappe som er tom eller ikkje finst enno; for å leggje til i ho, sei --first-row eller --name-by identifier
batch-folder-stopped = { $folder }: ei køyring inn i ho vart stansa, og svara i { $out } er ikkje fullstendige
batch-folder-go-on = hald fram med den køyringa (--resume), gi ei anna mappe, eller ta bort { $state }
batch-place-taken = { $path }: der ligg noko frå ei anna rad eller køyring, og det vert liggjande
batch-other-names = gi --first-row eit nummer bak dei som er der, --name-by identifier, eller ei anna mappe

batch-column-without-csv = --column: radene er ikkje CSV
batch-say-csv = legg til --rows csv
batch-no-column = ingen av dei { $count } kolonnane heiter { $wanted }
batch-name-column = peik ut kolonnen med --column; linjer med berre kodar treng inga overskrift og er ikkje CSV
batch-no-cell = rada har inga celle i kolonnen med kodar
batch-member = ein medlem er ikkje det han skal vere, i kolonne { $column }
batch-not-json = ikkje JSON, i kolonne { $column }
batch-no-member = objektet har ingen av medlemene { $names }
batch-no-columns = kolonnane manglar

batch-genuine = { $count } ekte
batch-rejected = { $count } avviste
batch-cannot-verify = { $count } kan ikkje avgjerast
batch-unreadable = { $count } uleselege
batch-issued = { $count } utferda
batch-refused = { $count } avslegne
batch-printed = { $count } skrivne ut
batch-rows = { $count ->
    [one] { $count } rad
   *[other] { $count } rader
 }
batch-before = { $rows }, { $before } av dei før
batch-whole = { $rows }, på { $seconds } s ({ $rate } i sekundet): { $counts }
batch-left-alone = { $whole }; { $count ->
    [one] { $count } fil
   *[other] { $count } filer
 } av anna slag vart ikkje rørte
batch-progress = { $rows } rader
batch-rate = { $rows } rader, { $rate } i sekundet
batch-time-left = { $time } att
batch-stdout = standard ut: { $error }
