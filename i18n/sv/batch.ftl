# Vad en masskörning säger: rader som inte går att läsa, körningar som stoppats och hur det gick för alla.

batch-no-field = rubrikraden anger inget fält i kolumn { $number }
batch-name-columns = namnge kolumnerna efter sökvägen i innehållet, till exempel nam/fn eller v/0/dt, eller med bara nyckeln
batch-same-field = kolumnerna { $first } och { $second } är samma fält
batch-cells = raden har { $cells } celler, rubrikraden { $columns }
batch-filled = kolumnen { $name } fyller ett fält som en annan redan har fyllt
batch-kind = kind: väntade v, t eller r, eller vaccination, test eller recovery
batch-kinds = enligt kolumnen { $first } är typen { $kind }, enligt { $second } { $other }
batch-no-kind = ingen cell visar om det är en vaccination, ett test eller ett tillfrisknande
batch-add-kind = lägg till en kolumn kind med v, t eller r

batch-no-header = rubrikraden saknas
batch-header = rubrikraden: { $fault }
batch-header-not-utf8 = rubrikraden är inte UTF-8
batch-record-too-long = raden är längre än { $limit } byte, som är gränsen
batch-line-too-long = raden är längre än { $limit } byte, som är gränsen
batch-too-many-cells = raden har fler än { $limit } celler
batch-not-utf8 = inte UTF-8, från plats { $offset }
batch-encoding = inte UTF-8, från plats { $offset }; det ser ut som { $encoding }
batch-argument-is-code = argumentet är en kod, inte en fil eller mapp med rader
batch-give-stdin = ange - och ge raderna på standard in

batch-exists = { $out }: finns redan
batch-another-name = ge --out ett annat namn, eller ta bort filen
batch-without = { $found } finns utan { $missing }
batch-journal-alone = ta bort den för att börja om; det som den har antecknat som utlämnat går förlorat
batch-part-alone = det går inte att veta hur långt den är hel: ta bort den för att börja om
batch-stopped = { $part }: en körning till { $out } har stoppats, eller pågår
batch-go-on = fortsätt med --resume, eller ta bort { $part } och { $journal }
batch-finished = { $out }: en annan process har just slutfört den
batch-at-work = { $part }: en annan process arbetar med den
batch-damaged = { $journal }: skadad på rad { $line }, kolumn { $column }: det går inte att veta hur långt körningen kom
batch-version = { $journal }: format { $found }, det här programmet kan { $known }
batch-other-options = körningen påbörjades med andra val än dessa
batch-give-those = ange dem, eller börja om
batch-too-few = indata har { $rows } rader, och { $done } var redan klara: körningen påbörjades med något annat
batch-other-rows = de första { $done } raderna i indata är inte de som redan var klara
batch-give-input = ange de indata som körningen påbörjades med, eller börja om
batch-cut = { $part }: { $octets } byte, { $written } skrevs: någon har kortat den
batch-stdout-unknown = vad som gick till standard ut är inte känt efteråt
batch-give-file = ge --out en fil från början för att kunna fortsätta
batch-interrupted = avbruten; det som är gjort finns i { $part }
batch-interrupted-hint = fortsätt med samma ord och --resume
batch-interrupted-stdout = avbruten; svaren hittills är lämnade, och körningen kan inte återupptas
batch-interrupted-file = ange --out FILE från början, så fortsätter en körning med --resume
batch-died = en arbetstråd i masskörningen dog
batch-fault = ett fel i det här programmet; meddelandet finns på standard fel
batch-not-empty = { $folder }: det ligger något i den
batch-empty-folder = ange en mapp som är tom eller inte finns ännu; för att lägga till i den, ange --first-row eller --name-by identifier
batch-folder-stopped = { $folder }: en körning till den har stoppats, och svaren i { $out } är inte fullständiga
batch-folder-go-on = fortsätt den körningen (--resume), ange en annan mapp, eller ta bort { $state }
batch-place-taken = { $path }: där ligger något från en annan rad eller körning, och det får ligga kvar
batch-other-names = ange --first-row med ett nummer efter dem som finns där, --name-by identifier, eller en annan mapp

batch-column-without-csv = --column: raderna är inte CSV
batch-say-csv = ange --rows csv
batch-no-column = ingen av de { $count } kolumnerna heter { $wanted }
batch-name-column = ange kolumnen med --column; rader med bara koder behöver ingen rubrikrad och är inte CSV
batch-no-cell = raden har ingen cell i kolumnen med koder
batch-member = en medlem är inte vad den ska vara, i kolumn { $column }
batch-not-json = inte JSON, i kolumn { $column }
batch-no-member = objektet har ingen av medlemmarna { $names }
batch-no-columns = kolumnerna saknas

batch-genuine = { $count } äkta
batch-rejected = { $count } avvisade
batch-cannot-verify = { $count } kan inte avgöras
batch-unreadable = { $count } oläsliga
batch-issued = { $count } utfärdade
batch-refused = { $count } nekade
batch-printed = { $count } utskrivna
batch-rows = { $count ->
    [one] { $count } rad
   *[other] { $count } rader
 }
batch-before = { $rows }, { $before } av dem tidigare
batch-whole = { $rows }, på { $seconds } s ({ $rate } i sekunden): { $counts }
batch-left-alone = { $whole }; { $count ->
    [one] { $count } fil
   *[other] { $count } filer
 } av annat slag lämnades orörda
batch-progress = { $rows } rader
batch-rate = { $rows } rader, { $rate } i sekunden
batch-time-left = { $time } kvar
batch-stdout = standard ut: { $error }
