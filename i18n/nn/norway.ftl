# Norway's register and its domestic light.

record-later = datert etter tidspunktet det gjeld
record-too-early = sett { $found } dagar etter førre dose, minst { $minimum } blir kravd
record-self-test = ein sjølvtest tel ikkje
record-abroad = ein test teken i utlandet tel ikkje
record-void = falsk alarm: ein negativ PCR-test kom innan 48 timar
record-older-dose = ein seinare dose erstattar han
record-antibodies = antistoff gir ikkje sertifikat
record-same-infection = ein annan positiv test av same infeksjon erstattar han
record-older-infection = ein ny infeksjon kom etter han
record-recovery-from = sertifikatet for gjennomgådd sjukdom gjeld frå { $date }
record-recovery-until = sertifikatet for gjennomgådd sjukdom gjaldt til og med { $date }
record-antigen-recovery = ein antigentest gir sertifikat først frå { $date }, og berre om han står på EUs liste
record-test-older-than = testen vart teken for minst { $hours } timar sidan
record-older-test = ein nyare negativ test erstattar han
record-positive-in-period = det er ein positiv test i same periode
record-no-time = klokkeslettet for prøva er ikkje registrert
record-no-device = antigentesten er ikkje registrert som ein av EUs felles liste
record-no-centre = teststaden er ikkje registrert
record-posted = sider som blir sende i posten, har ikkje testsertifikat

standing-until = Til og med { $date }
standing-minor = Utan sluttdato (under 18 år)
standing-further = Utan sluttdato (dose etter grunnvaksinering)
standing-unfinished = Etter tala ikkje fullført grunnvaksinering
standing-between = { $from } til og med { $until }
standing-test = { $hours } timar frå prøva
standing-test-refused = { $hours } timar frå prøva; blir ikkje godteken ved grensa til Noreg
standing-open = Blir avgjort av landet der koden blir vist

late-not-vaccination = berre vaksinasjonssertifikat kan registrerast
late-country = landet til utferdaren er { $found }, ikkje eit anna land i EU eller EØS
late-product = vaksinen { $found } er ikkje godkjend og registrert i Noreg
late-no-identity = personen har ikkje fødselsnummer, D-nummer eller felles hjelpenummer
late-other-person = namn eller fødselsdato er ulike: sertifikatet er ein annan sitt
late-unconfirmed = namn eller fødselsdato liknar, men er ikkje like; nokon må samanlikne og stadfeste
late-known = ein dose mot covid-19 frå den dagen er alt registrert
late-date-unknown = dosen har ingen dato som kan lesast
late-impossible = dosen kan ikkje stemme: { $found }

light-green = grønt
light-red = raudt

component-negative-test = negativ test

domestic-single-dose = den eine dosen av vaksinen, for minst { $single } dagar sidan
domestic-dose-after-infection = ein dose meir enn { $gap } dagar etter gjennomgådd sjukdom, for minst { $after } dagar sidan
domestic-first-dose = dose 1 av 2, for { $first } til { $end } dagar sidan
domestic-infection-after-first-dose = sjukdom meir enn { $gap } dagar etter dose 1, og dei { $isolation } dagane etter han har gått
domestic-second-dose = dose 2 av 2, for minst { $second } dagar sidan
domestic-further-dose = ein dose etter fullført grunnvaksinering
domestic-recovered = den første positive prøva vart teken for { $isolation } til { $recovery } dagar sidan
domestic-negative-test = ein negativ test dei siste { $hours } timane

domestic-no-vaccination = ingen dose er registrert
domestic-single-dose-waiting = dosen vart sett for mindre enn { $single } dagar sidan
domestic-dose-after-infection-waiting = dosen etter gjennomgådd sjukdom vart sett for mindre enn { $after } dagar sidan
domestic-first-dose-waiting = dose 1 av 2 vart sett for mindre enn { $first } dagar sidan
domestic-second-dose-missing = dose 1 av 2 vart sett for minst { $end } dagar sidan, og dose 2 manglar
domestic-second-dose-late = vernet etter dose 1 tok slutt etter { $end } dagar, og dose 2 vart sett for mindre enn { $second } dagar sidan
domestic-second-dose-waiting = dose 2 av 2 vart sett for mindre enn { $second } dagar sidan
domestic-series-unfinished = grunnvaksineringa er ikkje fullført
domestic-product-unknown = vaksinen er ingen av dei som gjeld i Noreg
domestic-positive-after-vaccination = ein positiv test etter vaksinasjonen, for mindre enn { $isolation } dagar sidan
domestic-no-infection = ingen positiv test som tel, er registrert
domestic-isolation = den positive prøva vart teken for mindre enn { $isolation } dagar sidan
domestic-recovery-over = den første positive prøva vart teken for minst { $recovery } dagar sidan
domestic-no-negative-test = ingen negativ test som tel, er registrert
domestic-test-too-old = den negative prøva vart teken for minst { $hours } timar sidan
domestic-date-unknown = datoen som det kjem an på, kan ikkje lesast
domestic-positive-since = ei positiv prøve vart teken etter den negative
domestic-test-not-taken = prøva er datert etter kontrolltidspunktet
domestic-positive-recently = ein negativ test tel ikkje så kort tid etter ein positiv
