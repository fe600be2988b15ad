# Vad som lämnats in för verifiering, och verifieraren som arbetar från en fil.

handed-neither = varken UTF-8-text eller PNG, JPEG, WebP eller PDF
offline-failed = { $what }: { $error }
offline-no-file = ingen verifierares fil
offline-format = verifierarens fil är { $found }, det här programmet läser { $wanted }
offline-trust-list = förtroendelistan
offline-keys = nycklarna för dem som signerar
offline-unreadable = gick inte att läsa där filen skapades
offline-seen = vad som setts tidigare
offline-country = arrival: ankomsten hör till ett land
offline-past = arrival: ankomsten ligger före nu
offline-verdict = utslag
offline-asked = det som frågas: rad { $line } kolumn { $column }
offline-dob = dob: ÅÅÅÅ-MM-DD, eller så mycket som är känt
