# Kinds of documents and codes, and what a card of their content says.

card-born = född
card-naat = PCR (NAAT)
card-antigen = antigentest
card-not-detected = ej påvisad
card-detected = PÅVISAD
card-disease = sjukdom
card-vaccine = vaccintyp
card-product = vaccin
card-maker = tillverkare
card-dose = dos
card-vaccinated = vaccinationsdatum
card-country = land
card-issuer = utfärdat av
card-identifier = identifierare
card-test-type = testtyp
card-test = test
card-sampled = provtagning
card-result = resultat
card-centre = provtagningsställe
card-first-positive = första positiva test
card-valid-from = giltigt från
card-valid-until = giltigt till och med

content-dcc = EU:s digitala covidintyg
content-racsel = ett vaccinationsintyg (RACSEL-DDVC)
content-ddcc-vs = ett intyg om vaccinationsstatus från WHO (DDCC)
content-ddcc-tr = ett testresultat från WHO (DDCC)
content-health-link = en hälsolänk (SHL/VHL)
content-icvp = ett vaccinationsintyg från WHO (DVC/ICVP)
content-unknown = uppgifter av okänd typ

foreign-smart-health-card = ett SMART Health Card
foreign-health-link = en hälsolänk (SMART eller Verifiable Health Link)
foreign-dutch-domestic = en nederländsk nationell CoronaCheck-kod
foreign-later-hcert = ett hälsointyg i ett senare format
foreign-divoc = ett DIVOC-intyg
foreign-austrian-exemption = ett österrikiskt undantagsintyg
foreign-swiss-light = ett schweiziskt förenklat intyg (Zertifikat Light)
foreign-danish-domestic = ett danskt nationellt coronapass
foreign-norwegian-domestic = ett norskt nationellt intyg (NO1)
foreign-icao-vds = ett synligt digitalt sigill från Icao (VDS)
foreign-url = en webbadress

kind-vaccination = vaccination
kind-test = test
kind-recovery = tillfrisknande

usage-documents = hälsointyg
usage-authority = utfärdarnas certifikat
usage-upload = det som ett land laddar upp
usage-other = ett annat ändamål

purposes-unknown = okänt
purposes-any = alla typer
