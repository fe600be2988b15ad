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
content-ddcc-trial-vs = en vaksinasjon fra WHOs DDCC-forsøk
content-ddcc-trial-tr = et testresultat fra WHOs DDCC-forsøk
content-italian-exemption = et italiensk fritak fra vaksinasjon
content-uk-domestic = et pass til bruk innenlands i Storbritannia
content-dutch-specimen = et nederlandsk prøveeksemplar

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
foreign-new-zealand-pass = et newzealandsk covidpass (NZCP)
foreign-french-seal = en fransk 2D-DOC
foreign-path-check = et papirbevis fra PathCheck
foreign-verifiable-credential = et verifiserbart bevis (W3C eller JWT)
foreign-wallet-request = en forespørsel til en digital lommebok (OpenID4VP)
foreign-mobile-document = et mobilt dokuments tilbud om å koble til (mdoc)
foreign-boarding-pass = et ombordstigningskort
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

card-unknown-date = ukjent dato

reader-smart-health-card = et program for SMART Health Cards kan lese det; avgjør her etter andre papirer
reader-health-link = en leser for SMART eller Verifiable Health Links kan åpne den, ofte med innehaverens kode; avgjør her etter andre papirer
reader-dutch-domestic = bare den nederlandske CoronaCheck-skanneren kunne lese den, og den er avviklet; avgjør etter andre papirer
reader-newer = en nyere versjon kan kanskje lese det: oppdater dette programmet; avgjør så lenge etter andre papirer
reader-divoc = et program for DIVOC (India, Sri Lanka og andre) kan lese det; avgjør her etter andre papirer
reader-austrian-exemption = bare den østerrikske GreenCheck kunne lese det, og den er avviklet; avgjør etter andre papirer
reader-swiss-light = bare den sveitsiske COVID Certificate Check kunne lese det, og den er avviklet; avgjør etter andre papirer
reader-danish-domestic = bare den danske skanneren for coronapas kunne lese det, og den er avviklet; avgjør etter andre papirer
reader-norwegian-domestic = det er til bruk i Norge og leses der innenlandske koder kontrolleres (mode domestic); for en reise avgjøres det etter andre papirer
reader-icao-vds = et program for synlige digitale segl fra ICAO (VDS-NC) kan lese det; avgjør her etter andre papirer
reader-new-zealand-pass = et program for newzealandske pass kan lese det, og alle er utløpt; avgjør etter andre papirer
reader-french-seal = en leser for 2D-DOC (Frankrike) kan lese den; avgjør her etter andre papirer
reader-path-check = PathChecks program kan lese det; avgjør her etter andre papirer
reader-verifiable-credential = et program for slike bevis som kjenner den som signerte, kan lese det; avgjør her etter andre papirer
reader-wallet-request = en lommebok svarer på den, og den er ikke noe bevis i seg selv: be innehaveren vise koden til sertifikatet
reader-mobile-document = en leser for mobile dokumenter (ISO/IEC 18013-5) kobler til med det; det er ikke noe bevis i seg selv: avgjør etter andre papirer
reader-boarding-pass = flyselskapet leser det; skann koden til sertifikatet i stedet
reader-url = den kan føre hvor som helst: ikke åpne den på denne enheten; skann koden til sertifikatet, eller avgjør etter andre papirer
reader-ddcc = et program for WHOs DDCC kan lese det; avgjør her etter andre papirer
reader-racsel = et program for RACSEL (Latin-Amerika) kan lese det; avgjør her etter andre papirer
reader-icvp = et program for WHOs internasjonale vaksinasjonssertifikater kan lese det; avgjør her etter papiret, det gule kortet
reader-italian-exemption = bare den italienske VerificaC19 kunne lese det, og den er avviklet; avgjør etter andre papirer
reader-uk-domestic = bare NHS COVID Pass Verifier kunne lese det, og den er avviklet; avgjør etter andre papirer
reader-dutch-specimen = det er til å prøve ut programmer med og beviser ingenting; skann innehaverens egen kode
