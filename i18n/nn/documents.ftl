# Kinds of documents and codes, and what a card of their content says.

card-born = fødd
card-naat = PCR (NAAT)
card-antigen = antigentest
card-not-detected = ikkje påvist
card-detected = PÅVIST
card-disease = sjukdom
card-vaccine = vaksinetype
card-product = vaksine
card-maker = produsent
card-dose = dose
card-vaccinated = vaksinert
card-country = land
card-issuer = utferda av
card-identifier = identifikator
card-test-type = testtype
card-test = test
card-sampled = prøve teken
card-result = resultat
card-centre = teststad
card-first-positive = første positive test
card-valid-from = gyldig frå
card-valid-until = gyldig til

content-dcc = eit EU-koronasertifikat
content-racsel = eit vaksinasjonssertifikat (RACSEL-DDVC)
content-ddcc-vs = ein vaksinasjonsstatus frå WHO (DDCC)
content-ddcc-tr = eit testresultat frå WHO (DDCC)
content-health-link = ei helselenkje (SHL/VHL)
content-icvp = eit vaksinasjonssertifikat frå WHO (DVC/ICVP)
content-unknown = innhald av ukjend type

foreign-smart-health-card = eit SMART Health Card
foreign-health-link = ei helselenkje (SMART eller Verifiable Health Link)
foreign-dutch-domestic = ein nederlandsk innanlands CoronaCheck-kode
foreign-later-hcert = eit helsesertifikat i eit seinare format
foreign-divoc = eit DIVOC-sertifikat
foreign-austrian-exemption = eit austerriksk fritakssertifikat
foreign-swiss-light = eit sveitsisk «Zertifikat Light»
foreign-danish-domestic = eit dansk innanlands coronapas
foreign-norwegian-domestic = eit norsk innanlandsk sertifikat (NO1)
foreign-icao-vds = eit digitalt segl frå ICAO (VDS-NC)
foreign-url = ei nettadresse

kind-vaccination = vaksinasjon
kind-test = test
kind-recovery = gjennomgådd sjukdom

usage-documents = helsesertifikat
usage-authority = sertifikata til utferdarar
usage-upload = det eit land lastar opp
usage-other = eit anna føremål

purposes-unknown = ukjend
purposes-any = alle typar
