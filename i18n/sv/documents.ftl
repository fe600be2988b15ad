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
content-ddcc-trial-vs = en vaccination från WHO:s DDCC-försök
content-ddcc-trial-tr = ett testresultat från WHO:s DDCC-försök
content-italian-exemption = ett italienskt undantag från vaccination
content-uk-domestic = ett pass för användning inom Storbritannien
content-dutch-specimen = ett nederländskt provexemplar

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
foreign-new-zealand-pass = ett nyzeeländskt covidpass (NZCP)
foreign-french-seal = en fransk 2D-DOC
foreign-path-check = ett pappersbevis från PathCheck
foreign-verifiable-credential = ett verifierbart intyg (W3C eller JWT)
foreign-wallet-request = en begäran till en digital plånbok (OpenID4VP)
foreign-mobile-document = ett mobilt dokuments erbjudande om att ansluta (mdoc)
foreign-boarding-pass = ett boardingkort
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

card-unknown-date = okänt datum

reader-smart-health-card = ett program för SMART Health Cards kan läsa det; avgör här efter andra handlingar
reader-health-link = en läsare för SMART eller Verifiable Health Links kan öppna den, ofta med innehavarens kod; avgör här efter andra handlingar
reader-dutch-domestic = bara den nederländska CoronaCheck-skannern kunde läsa den, och den är avvecklad; avgör efter andra handlingar
reader-newer = en nyare version kan kanske läsa det: uppdatera programmet; avgör så länge efter andra handlingar
reader-divoc = ett program för DIVOC (Indien, Sri Lanka med flera) kan läsa det; avgör här efter andra handlingar
reader-austrian-exemption = bara österrikiska GreenCheck kunde läsa det, och den är avvecklad; avgör efter andra handlingar
reader-swiss-light = bara schweiziska COVID Certificate Check kunde läsa det, och den är avvecklad; avgör efter andra handlingar
reader-danish-domestic = bara den danska skannern för coronapas kunde läsa det, och den är avvecklad; avgör efter andra handlingar
reader-norwegian-domestic = det är för användning i Norge och läses där nationella koder kontrolleras (mode domestic); för en resa avgörs det efter andra handlingar
reader-icao-vds = ett program för Icaos synliga digitala sigill (VDS-NC) kan läsa det; avgör här efter andra handlingar
reader-new-zealand-pass = ett program för nyzeeländska pass kan läsa det, och alla har gått ut; avgör efter andra handlingar
reader-french-seal = en läsare för 2D-DOC (Frankrike) kan läsa den; avgör här efter andra handlingar
reader-path-check = PathChecks program kan läsa det; avgör här efter andra handlingar
reader-verifiable-credential = ett program för sådana intyg som känner den som signerade kan läsa det; avgör här efter andra handlingar
reader-wallet-request = en plånbok svarar på den, och den är inget bevis i sig: be innehavaren visa intygets kod
reader-mobile-document = en läsare för mobila dokument (ISO/IEC 18013-5) ansluter med det; det är inget bevis i sig: avgör efter andra handlingar
reader-boarding-pass = flygbolaget läser det; skanna intygets kod i stället
reader-url = den kan leda vart som helst: öppna den inte på den här enheten; skanna intygets kod, eller avgör efter andra handlingar
reader-ddcc = ett program för WHO:s DDCC kan läsa det; avgör här efter andra handlingar
reader-racsel = ett program för RACSEL (Latinamerika) kan läsa det; avgör här efter andra handlingar
reader-icvp = ett program för WHO:s internationella vaccinationsintyg kan läsa det; avgör här efter papperet, det gula kortet
reader-italian-exemption = bara italienska VerificaC19 kunde läsa det, och den är avvecklad; avgör efter andra handlingar
reader-uk-domestic = bara NHS COVID Pass Verifier kunde läsa det, och den är avvecklad; avgör efter andra handlingar
reader-dutch-specimen = det är till för att prova program och bevisar ingenting; skanna innehavarens egen kod
