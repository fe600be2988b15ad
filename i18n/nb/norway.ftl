# Norway's register and its domestic light.

record-later = datert etter tidspunktet det gjelder
record-too-early = satt { $found } dager etter forrige dose, minst { $minimum } kreves
record-self-test = en selvtest teller ikke
record-abroad = en test tatt i utlandet teller ikke
record-void = falsk alarm: en negativ PCR-test kom innen 48 timer
record-older-dose = en senere dose erstatter den
record-antibodies = antistoffer gir ikke sertifikat
record-same-infection = en annen positiv test av samme infeksjon erstatter den
record-older-infection = en ny infeksjon kom etter den
record-recovery-from = sertifikatet for gjennomgått sykdom gjelder fra { $date }
record-recovery-until = sertifikatet for gjennomgått sykdom gjaldt til og med { $date }
record-antigen-recovery = en antigentest gir sertifikat først fra { $date }, og bare hvis den står på EUs liste
record-test-older-than = testen ble tatt for minst { $hours } timer siden
record-older-test = en nyere negativ test erstatter den
record-positive-in-period = det er en positiv test i samme periode
record-no-time = klokkeslettet for prøven er ikke registrert
record-no-device = antigentesten er ikke registrert som en av EUs felles liste
record-no-centre = teststedet er ikke registrert
record-posted = sider som sendes i posten, har ikke testsertifikat

standing-until = Til og med { $date }
standing-minor = Uten sluttdato (under 18 år)
standing-further = Uten sluttdato (dose etter grunnvaksinering)
standing-unfinished = Etter tallene ikke fullført grunnvaksinering
standing-between = { $from } til og med { $until }
standing-test = { $hours } timer fra prøven
standing-test-refused = { $hours } timer fra prøven; godtas ikke ved grensen til Norge
standing-open = Avgjøres av landet der koden vises

late-not-vaccination = bare vaksinasjonssertifikater kan registreres
late-country = utstederens land er { $found }, ikke et annet land i EU eller EØS
late-product = vaksinen { $found } er ikke godkjent og registrert i Norge
late-no-identity = personen har ikke fødselsnummer, D-nummer eller felles hjelpenummer
late-other-person = navn eller fødselsdato er ulike: sertifikatet er en annens
late-unconfirmed = navn eller fødselsdato ligner, men er ikke like; noen må sammenligne og bekrefte
late-known = en dose mot covid-19 fra den dagen er alt registrert
late-date-unknown = dosen har ingen dato som kan leses
late-impossible = dosen kan ikke stemme: { $found }

light-green = grønt
light-red = rødt

component-negative-test = negativ test

domestic-single-dose = den ene dosen av vaksinen, for minst { $single } dager siden
domestic-dose-after-infection = en dose mer enn { $gap } dager etter gjennomgått sykdom, for minst { $after } dager siden
domestic-first-dose = dose 1 av 2, for { $first } til { $end } dager siden
domestic-infection-after-first-dose = sykdom mer enn { $gap } dager etter dose 1, og de { $isolation } dagene etter den er gått
domestic-second-dose = dose 2 av 2, for minst { $second } dager siden
domestic-further-dose = en dose etter fullført grunnvaksinering
domestic-recovered = den første positive prøven ble tatt for { $isolation } til { $recovery } dager siden
domestic-negative-test = en negativ test de siste { $hours } timene

domestic-no-vaccination = ingen dose er registrert
domestic-single-dose-waiting = dosen ble satt for mindre enn { $single } dager siden
domestic-dose-after-infection-waiting = dosen etter gjennomgått sykdom ble satt for mindre enn { $after } dager siden
domestic-first-dose-waiting = dose 1 av 2 ble satt for mindre enn { $first } dager siden
domestic-second-dose-missing = dose 1 av 2 ble satt for minst { $end } dager siden, og dose 2 mangler
domestic-second-dose-late = beskyttelsen etter dose 1 tok slutt etter { $end } dager, og dose 2 ble satt for mindre enn { $second } dager siden
domestic-second-dose-waiting = dose 2 av 2 ble satt for mindre enn { $second } dager siden
domestic-series-unfinished = grunnvaksineringen er ikke fullført
domestic-product-unknown = vaksinen er ingen av dem som gjelder i Norge
domestic-positive-after-vaccination = en positiv test etter vaksinasjonen, for mindre enn { $isolation } dager siden
domestic-no-infection = ingen positiv test som teller, er registrert
domestic-isolation = den positive prøven ble tatt for mindre enn { $isolation } dager siden
domestic-recovery-over = den første positive prøven ble tatt for minst { $recovery } dager siden
domestic-no-negative-test = ingen negativ test som teller, er registrert
domestic-test-too-old = den negative prøven ble tatt for minst { $hours } timer siden
domestic-date-unknown = datoen som det kommer an på, kan ikke leses
domestic-positive-since = en positiv prøve ble tatt etter den negative
domestic-test-not-taken = prøven er datert etter kontrolltidspunktet
domestic-positive-recently = en negativ test teller ikke så kort tid etter en positiv
