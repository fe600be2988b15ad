# Norway's register and its domestic light.

record-later = daterad efter den tidpunkt som frågan gäller
record-too-early = given { $found } dagar efter föregående dos, minst { $minimum } krävs
record-self-test = ett självtest räknas inte
record-abroad = ett test som tagits utomlands räknas inte
record-void = falskt alarm: ett negativt PCR-test togs inom 48 timmar
record-older-dose = en senare dos ersätter den
record-antibodies = antikroppar ger inget intyg
record-same-infection = ett annat positivt test för samma infektion ersätter det
record-older-infection = en ny infektion kom efter den
record-recovery-from = intyget om tillfrisknande gäller från { $date }
record-recovery-until = intyget om tillfrisknande gällde till och med { $date }
record-antigen-recovery = ett antigentest ger intyg om tillfrisknande först från { $date }, och bara om det finns på EU:s lista
record-test-older-than = testet togs för minst { $hours } timmar sedan
record-older-test = ett nyare negativt test ersätter det
record-positive-in-period = det finns ett positivt test i samma period
record-no-time = klockslaget för provtagningen är inte registrerat
record-no-device = antigentestet är inte registrerat som ett av dem på EU:s gemensamma lista
record-no-centre = provtagningsstället är inte registrerat
record-posted = sidor som skickas med post innehåller inga testintyg

standing-until = Till och med { $date }
standing-minor = Utan slutdatum (under 18 år)
standing-further = Utan slutdatum (dos efter grundvaccinationen)
standing-unfinished = Enligt dosnumren inte avslutad grundvaccination
standing-between = { $from } till och med { $until }
standing-test = { $hours } timmar från provtagningen
standing-test-refused = { $hours } timmar från provtagningen; godtas inte vid den norska gränsen
standing-open = Avgörs av landet där koden visas

late-not-vaccination = bara vaccinationsintyg kan registreras
late-country = utfärdarens land är { $found }, inte ett annat land inom EU eller EES
late-product = vaccinet { $found } är inte godkänt och registrerat i Norge
late-no-identity = personen har varken norskt födelsenummer, D-nummer eller gemensamt hjälpnummer
late-other-person = namn eller födelsedatum skiljer sig: intyget tillhör en annan person
late-unconfirmed = namn eller födelsedatum är lika men inte identiska; någon måste jämföra och bekräfta
late-known = en dos mot covid-19 från den dagen är redan registrerad
late-date-unknown = dosen har inget datum som kan läsas
late-impossible = dosen kan inte stämma: { $found }

light-green = grönt
light-red = rött

component-negative-test = negativt test

domestic-single-dose = vaccinets enda dos, för minst { $single } dagar sedan
domestic-dose-after-infection = en dos mer än { $gap } dagar efter en infektion, för minst { $after } dagar sedan
domestic-first-dose = dos 1 av 2, för { $first } till { $end } dagar sedan
domestic-infection-after-first-dose = en infektion mer än { $gap } dagar efter dos 1, och de { $isolation } dagarna efter den har gått
domestic-second-dose = dos 2 av 2, för minst { $second } dagar sedan
domestic-further-dose = en dos efter avslutad grundvaccination
domestic-recovered = det första positiva testet togs för { $isolation } till { $recovery } dagar sedan
domestic-negative-test = ett negativt test de senaste { $hours } timmarna

domestic-no-vaccination = ingen dos är registrerad
domestic-single-dose-waiting = dosen gavs för mindre än { $single } dagar sedan
domestic-dose-after-infection-waiting = dosen efter infektionen gavs för mindre än { $after } dagar sedan
domestic-first-dose-waiting = dos 1 av 2 gavs för mindre än { $first } dagar sedan
domestic-second-dose-missing = dos 1 av 2 gavs för minst { $end } dagar sedan, och dos 2 saknas
domestic-second-dose-late = skyddet från dos 1 upphörde efter { $end } dagar, och dos 2 gavs för mindre än { $second } dagar sedan
domestic-second-dose-waiting = dos 2 av 2 gavs för mindre än { $second } dagar sedan
domestic-series-unfinished = grundvaccinationen är inte avslutad
domestic-product-unknown = vaccinet är inget av dem som gäller i Norge
domestic-positive-after-vaccination = ett positivt test efter vaccinationen, för mindre än { $isolation } dagar sedan
domestic-no-infection = inget positivt test som räknas är registrerat
domestic-isolation = det positiva testet togs för mindre än { $isolation } dagar sedan
domestic-recovery-over = det första positiva testet togs för minst { $recovery } dagar sedan
domestic-no-negative-test = inget negativt test som räknas är registrerat
domestic-test-too-old = det negativa testet togs för minst { $hours } timmar sedan
domestic-date-unknown = datumet som det beror på kan inte läsas
domestic-positive-since = ett positivt test togs efter det negativa
domestic-test-not-taken = provtagningen är daterad efter kontrolltidpunkten
domestic-positive-recently = ett negativt test räknas inte så kort tid efter ett positivt
