# Vad verify --watch säger utanför skärmen.

scanner-one = --watch tar en skanner
scanner-now = --watch frågar om nu, och --replay om det förflutna
scanner-device = ange skannerns seriella enhet, till exempel /dev/ttyACM0; utan den kommer koderna från standard in
scanner-argument = argumentet är en kod, inte en seriell enhet
scanner-terminal = terminalen: { $error }
scanner-failed = skannern: { $error }
scanner-gone = skannern är borta
scanner-plug-in = koppla in den och starta igen
scanner-stdin = standard in: { $error }
