# The language itself.

language-name = Bokmål
language-also = no

language-date = { $day }. { $month } { $year }
language-moment = { $date } kl. { $hour }.{ $minute } (UTC{ $offset })

month-january = januar
month-february = februar
month-march = mars
month-april = april
month-may = mai
month-june = juni
month-july = juli
month-august = august
month-september = september
month-october = oktober
month-november = november
month-december = desember
