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
