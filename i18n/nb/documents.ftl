# Kinds of documents and codes, and what a card of their content says.

card-born = født
card-naat = PCR (NAAT)
card-antigen = antigentest
card-not-detected = ikke påvist
card-detected = PÅVIST
card-disease = sykdom
card-vaccine = vaksinetype
card-product = vaksine
card-maker = produsent
card-dose = dose
card-vaccinated = vaksinert
card-country = land
card-issuer = utstedt av
card-identifier = identifikator
card-test-type = testtype
card-test = test
card-sampled = prøve tatt
card-result = resultat
card-centre = teststed
card-first-positive = første positive test
card-valid-from = gyldig fra
card-valid-until = gyldig til

content-dcc = et EU-koronasertifikat
content-racsel = et vaksinasjonssertifikat (RACSEL-DDVC)
content-ddcc-vs = en vaksinasjonsstatus fra WHO (DDCC)
content-ddcc-tr = et testresultat fra WHO (DDCC)
content-health-link = en helselenke (SHL/VHL)
content-icvp = et vaksinasjonssertifikat fra WHO (DVC/ICVP)
content-unknown = innhold av ukjent type

foreign-smart-health-card = et SMART Health Card
foreign-health-link = en helselenke (SMART eller Verifiable Health Link)
foreign-dutch-domestic = en nederlandsk innenlands CoronaCheck-kode
foreign-later-hcert = et helsesertifikat i et senere format
foreign-divoc = et DIVOC-sertifikat
foreign-austrian-exemption = et østerriksk fritakssertifikat
foreign-swiss-light = et sveitsisk «Zertifikat Light»
foreign-danish-domestic = et dansk innenlands coronapas
foreign-norwegian-domestic = et norsk innenlandsk sertifikat (NO1)
foreign-icao-vds = et digitalt segl fra ICAO (VDS-NC)
foreign-url = en nettadresse

kind-vaccination = vaksinasjon
kind-test = test
kind-recovery = gjennomgått sykdom

usage-documents = helsesertifikater
usage-authority = sertifikatene til utstedere
usage-upload = det et land laster opp
usage-other = et annet formål

purposes-unknown = ukjent
purposes-any = alle typer
