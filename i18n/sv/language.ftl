# The language itself.

language-name = Svenska
# Codes under which countries write the texts of rules in this language or one that its readers read.
language-also = sv

language-date = { $day } { $month } { $year }
language-moment = { $date } kl. { $hour }.{ $minute } (UTC{ $offset })

month-january = januari
month-february = februari
month-march = mars
month-april = april
month-may = maj
month-june = juni
month-july = juli
month-august = augusti
month-september = september
month-october = oktober
month-november = november
month-december = december
