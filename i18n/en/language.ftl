# The language itself.

language-name = English
# Codes under which countries write the texts of rules in this language or one that its readers read.
language-also = en

language-date = { $day } { $month } { $year }
language-moment = { $date }, { $hour }:{ $minute } (UTC{ $offset })

month-january = January
month-february = February
month-march = March
month-april = April
month-may = May
month-june = June
month-july = July
month-august = August
month-september = September
month-october = October
month-november = November
month-december = December
