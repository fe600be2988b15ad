# Det som er levert for verifisering, og verifikatoren som arbeider frå éi fil.

handed-neither = verken UTF-8-tekst eller PNG, JPEG, WebP eller PDF
offline-failed = { $what }: { $error }
offline-no-file = ikkje fila til ein verifikator
offline-format = fila til verifikatoren er { $found }, dette programmet les { $wanted }
offline-trust-list = tillitslista
offline-keys = nøklane til dei som signerer
offline-unreadable = kunne ikkje lesast der fila vart laga
offline-seen = det som er sett før
offline-country = arrival: framkomsten høyrer til eit land
offline-past = arrival: framkomsten er før no
offline-verdict = avgjerd
offline-asked = det som blir spurt: linje { $line } kolonne { $column }
offline-dob = dob: ÅÅÅÅ-MM-DD, eller så mykje som er kjent
