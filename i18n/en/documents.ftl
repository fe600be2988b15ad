# Kinds of documents and codes, and what a card of their content says.

card-born = born
card-naat = PCR (NAAT)
card-antigen = antigen test
card-not-detected = not detected
card-detected = DETECTED
card-disease = disease
card-vaccine = type of vaccine
card-product = vaccine
card-maker = manufacturer
card-dose = dose
card-vaccinated = date of vaccination
card-country = country
card-issuer = issued by
card-identifier = identifier
card-test-type = type of test
card-test = test
card-sampled = sample taken
card-result = result
card-centre = test centre
card-first-positive = first positive test
card-valid-from = valid from
card-valid-until = valid until

content-dcc = an EU Digital COVID Certificate
content-racsel = a RACSEL-DDVC vaccination certificate
content-ddcc-vs = a WHO DDCC vaccination status
content-ddcc-tr = a WHO DDCC test result
content-health-link = a health link (SHL/VHL)
content-icvp = a WHO vaccination certificate (DVC/ICVP)
content-unknown = content of an unknown type
content-ddcc-trial-vs = a vaccination of WHO's DDCC trial
content-ddcc-trial-tr = a test result of WHO's DDCC trial
content-italian-exemption = an Italian exemption from vaccination
content-uk-domestic = a pass for use inside the United Kingdom
content-dutch-specimen = a Dutch specimen

foreign-smart-health-card = a SMART Health Card
foreign-health-link = a SMART or Verifiable Health Link
foreign-dutch-domestic = a Dutch domestic CoronaCheck code
foreign-later-hcert = a health certificate of a later container version
foreign-divoc = a DIVOC certificate
foreign-austrian-exemption = an Austrian exemption certificate
foreign-swiss-light = a Swiss certificate light
foreign-danish-domestic = a Danish domestic corona passport
foreign-norwegian-domestic = a Norwegian domestic certificate (NO1)
foreign-icao-vds = an ICAO visible digital seal
foreign-new-zealand-pass = a New Zealand COVID pass (NZCP)
foreign-french-seal = a French 2D-DOC
foreign-path-check = a PathCheck paper credential
foreign-verifiable-credential = a verifiable credential (W3C or JWT)
foreign-wallet-request = a request to a digital wallet (OpenID4VP)
foreign-mobile-document = a mobile document's offer to connect (mdoc)
foreign-boarding-pass = a boarding pass
foreign-url = a web address

kind-vaccination = vaccination
kind-test = test
kind-recovery = recovery

usage-documents = health certificates
usage-authority = the certificates of signers
usage-upload = what a country uploads
usage-other = another purpose

purposes-unknown = unknown
purposes-any = any kind

card-unknown-date = unknown date

reader-smart-health-card = a verifier of SMART Health Cards can read it; here, decide by other papers
reader-health-link = a viewer of SMART or Verifiable Health Links can open it, often with the holder's passcode; here, decide by other papers
reader-dutch-domestic = only the Dutch CoronaCheck scanner could read it, and that has ended; decide by other papers
reader-newer = a newer verifier may be able to read it: update this program; until then, decide by other papers
reader-divoc = a verifier of DIVOC (India, Sri Lanka and others) can read it; here, decide by other papers
reader-austrian-exemption = only the Austrian GreenCheck could read it, and that has ended; decide by other papers
reader-swiss-light = only the Swiss COVID Certificate Check could read it, and that has ended; decide by other papers
reader-danish-domestic = only the Danish scanner for the coronapas could read it, and that has ended; decide by other papers
reader-norwegian-domestic = it is for use inside Norway, and read where domestic codes are checked (mode domestic); for a journey, decide by other papers
reader-icao-vds = a verifier of ICAO visible digital seals (VDS-NC) can read it; here, decide by other papers
reader-new-zealand-pass = a verifier of New Zealand's passes can read it, and all of them have expired; decide by other papers
reader-french-seal = a 2D-DOC reader (France) can read it; here, decide by other papers
reader-path-check = PathCheck's verifier can read it; here, decide by other papers
reader-verifiable-credential = a verifier of such credentials that knows who signed it can read it; here, decide by other papers
reader-wallet-request = a wallet answers it, and it holds no proof itself: ask the holder to show the code of the certificate
reader-mobile-document = a reader of mobile documents (ISO/IEC 18013-5) connects with it; it holds no proof itself: decide by other papers
reader-boarding-pass = the airline reads it; scan the code of the certificate instead
reader-url = it may lead anywhere: do not open it on this device; scan the code of the certificate, or decide by other papers
reader-ddcc = a verifier of WHO's DDCC can read it; here, decide by other papers
reader-racsel = a verifier of RACSEL (Latin America) can read it; here, decide by other papers
reader-icvp = a verifier of WHO's international vaccination certificates can read it; here, decide by the paper, the yellow card
reader-italian-exemption = only the Italian VerificaC19 could read it, and that has ended; decide by other papers
reader-uk-domestic = only the NHS COVID Pass Verifier could read it, and that has ended; decide by other papers
reader-dutch-specimen = it is for trying verifiers and proves nothing; scan the holder's own code
