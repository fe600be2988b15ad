# What a batch says: rows that are none, runs that were stopped, and what became of all.

batch-no-field = the header names no field in column { $number }
batch-name-columns = name columns by the path in the payload, such as nam/fn or v/0/dt, or by the key alone
batch-same-field = the columns { $first } and { $second } are the same field
batch-cells = the row has { $cells } cells, the header { $columns }
batch-filled = the column { $name } fills a field that another one has filled
batch-kind = kind: expected v, t or r, or vaccination, test or recovery
batch-kinds = by the column { $first } it is a { $kind }, by { $second } a { $other }
batch-no-kind = no cell tells whether it is a vaccination, a test or a recovery
batch-add-kind = add a column kind, with v, t or r

batch-no-header = it has no header
batch-header = the header: { $fault }
batch-header-not-utf8 = the header is not UTF-8
batch-record-too-long = the record is longer than { $limit } octets, the limit
batch-line-too-long = the line is longer than { $limit } octets, the limit
batch-too-many-cells = the record has more than { $limit } cells
batch-not-utf8 = not UTF-8, from offset { $offset } on
batch-encoding = not UTF-8, from offset { $offset } on; it looks like { $encoding }
batch-argument-is-code = the argument is a code, not a file or folder of rows
batch-give-stdin = give -, and the rows on standard input

batch-exists = { $out }: is there already
batch-another-name = give --out another name, or take the file away
batch-without = { $found } is there without { $missing }
batch-journal-alone = to begin again take it away; what it records as handed out is lost
batch-part-alone = it cannot be told how far it is whole: to begin again take it away
batch-stopped = { $part }: a run to { $out } was stopped, or is at work
batch-go-on = go on with --resume, or take { $part } and { $journal } away
batch-finished = { $out }: another process has just finished it
batch-at-work = { $part }: another process is at work on it
batch-damaged = { $journal }: damaged at line { $line }, column { $column }: it cannot be told how far the run was
batch-version = { $journal }: form { $found }, this program knows { $known }
batch-other-options = the run was begun with other options than these
batch-give-those = give those, or begin again
batch-too-few = the input has { $rows } rows, and { $done } were done already: it is not what the run was begun with
batch-other-rows = the first { $done } rows of the input are not those that were done already
batch-give-input = give the input that the run was begun with, or begin again
batch-cut = { $part }: { $octets } octets, { $written } were written: somebody has cut it
batch-stdout-unknown = what went to standard output is not known afterwards
batch-give-file = to be able to go on give --out a file, from the beginning
batch-interrupted = stopped; what is done is in { $part }
batch-interrupted-hint = go on with the same words and --resume
batch-interrupted-stdout = stopped; the answers so far are out, and the run cannot be taken up again
batch-interrupted-file = give --out FILE from the beginning, and a run goes on with --resume
batch-died = a worker of the batch died
batch-fault = a fault of this program; the message is on standard error
batch-not-empty = { $folder }: there is something in it
batch-empty-folder = give a folder that is empty or not there yet; to add to it say --first-row or --name-by identifier
batch-folder-stopped = { $folder }: a run into it was stopped, and its answers to { $out } are not complete
batch-folder-go-on = go on with that run (--resume), give another folder, or take { $state } away
batch-place-taken = { $path }: something of another row or run lies there, and stays
batch-other-names = give --first-row a number behind those that are there, --name-by identifier, or another folder

batch-column-without-csv = --column: the rows are no CSV
batch-say-csv = say --rows csv
batch-no-column = none of the { $count } columns is called { $wanted }
batch-name-column = name the column with --column; lines of codes alone need no header and are no CSV
batch-no-cell = the row has no cell in the column of codes
batch-member = a member is not what it should be, at column { $column }
batch-not-json = not JSON, at column { $column }
batch-no-member = the object has none of the members { $names }
batch-no-columns = it has no columns

batch-genuine = { $count } genuine
batch-rejected = { $count } rejected
batch-cannot-verify = { $count } cannot be verified
batch-unreadable = { $count } unreadable
batch-issued = { $count } issued
batch-refused = { $count } refused
batch-printed = { $count } printed
batch-rows = { $count ->
    [one] { $count } row
   *[other] { $count } rows
 }
batch-before = { $rows }, { $before } of them before
batch-whole = { $rows }, in { $seconds } s ({ $rate } a second): { $counts }
batch-left-alone = { $whole }; { $count ->
    [one] { $count } file
   *[other] { $count } files
 } of another kind left alone
batch-progress = { $rows } rows
batch-rate = { $rows } rows, { $rate } a second
batch-time-left = { $time } left
batch-stdout = standard output: { $error }
