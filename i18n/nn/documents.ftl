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
content-ddcc-trial-vs = ei vaksinering frå DDCC-forsøket til WHO
content-ddcc-trial-tr = eit testresultat frå DDCC-forsøket til WHO
content-italian-exemption = eit italiensk fritak frå vaksinasjon
content-uk-domestic = eit pass til bruk innanlands i Storbritannia
content-dutch-specimen = eit nederlandsk prøveeksemplar

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
foreign-new-zealand-pass = eit newzealandsk covidpass (NZCP)
foreign-french-seal = ein fransk 2D-DOC
foreign-path-check = eit papirbevis frå PathCheck
foreign-verifiable-credential = eit verifiserbart bevis (W3C eller JWT)
foreign-wallet-request = ein førespurnad til ei digital lommebok (OpenID4VP)
foreign-mobile-document = eit tilbod om å kople til frå eit mobilt dokument (mdoc)
foreign-boarding-pass = eit ombordstigingskort
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

card-unknown-date = ukjend dato

reader-smart-health-card = eit program for SMART Health Cards kan lese det; avgjer her etter andre papir
reader-health-link = ein lesar for SMART eller Verifiable Health Links kan opne ho, ofte med koden til innehavaren; avgjer her etter andre papir
reader-dutch-domestic = berre den nederlandske CoronaCheck-skannaren kunne lese han, og den er avvikla; avgjer etter andre papir
reader-newer = ein nyare versjon kan kanskje lese det: oppdater dette programmet; avgjer så lenge etter andre papir
reader-divoc = eit program for DIVOC (India, Sri Lanka og andre) kan lese det; avgjer her etter andre papir
reader-austrian-exemption = berre den austerrikske GreenCheck kunne lese det, og den er avvikla; avgjer etter andre papir
reader-swiss-light = berre den sveitsiske COVID Certificate Check kunne lese det, og den er avvikla; avgjer etter andre papir
reader-danish-domestic = berre den danske skannaren for coronapas kunne lese det, og den er avvikla; avgjer etter andre papir
reader-norwegian-domestic = det er til bruk i Noreg og blir lese der innanlandske kodar blir kontrollerte (mode domestic); for ei reise blir det avgjort etter andre papir
reader-icao-vds = eit program for synlege digitale segl frå ICAO (VDS-NC) kan lese det; avgjer her etter andre papir
reader-new-zealand-pass = eit program for newzealandske pass kan lese det, og alle er gått ut; avgjer etter andre papir
reader-french-seal = ein lesar for 2D-DOC (Frankrike) kan lese han; avgjer her etter andre papir
reader-path-check = programmet til PathCheck kan lese det; avgjer her etter andre papir
reader-verifiable-credential = eit program for slike bevis som kjenner den som signerte, kan lese det; avgjer her etter andre papir
reader-wallet-request = ei lommebok svarar på han, og han er ikkje noko bevis i seg sjølv: be innehavaren vise koden til sertifikatet
reader-mobile-document = ein lesar for mobile dokument (ISO/IEC 18013-5) koplar til med det; det er ikkje noko bevis i seg sjølv: avgjer etter andre papir
reader-boarding-pass = flyselskapet les det; skann koden til sertifikatet i staden
reader-url = ho kan føre kvar som helst: ikkje opne ho på denne eininga; skann koden til sertifikatet, eller avgjer etter andre papir
reader-ddcc = eit program for DDCC frå WHO kan lese det; avgjer her etter andre papir
reader-racsel = eit program for RACSEL (Latin-Amerika) kan lese det; avgjer her etter andre papir
reader-icvp = eit program for dei internasjonale vaksinasjonssertifikata til WHO kan lese det; avgjer her etter papiret, det gule kortet
reader-italian-exemption = berre den italienske VerificaC19 kunne lese det, og den er avvikla; avgjer etter andre papir
reader-uk-domestic = berre NHS COVID Pass Verifier kunne lese det, og den er avvikla; avgjer etter andre papir
reader-dutch-specimen = det er til å prøve ut program med og provar ingenting; skann den eigne koden til innehavaren
