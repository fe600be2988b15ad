# Det som er levert for verifisering, og verifikatoren som arbeider fra én fil.

handed-neither = verken UTF-8-tekst eller PNG, JPEG, WebP eller PDF
offline-failed = { $what }: { $error }
offline-no-file = ikke en verifikators fil
offline-format = verifikatorens fil er { $found }, dette programmet leser { $wanted }
offline-trust-list = tillitslisten
offline-keys = nøklene til dem som signerer
offline-unreadable = kunne ikke leses der filen ble laget
offline-seen = det som er sett før
offline-country = arrival: ankomsten hører til et land
offline-past = arrival: ankomsten er før nå
offline-verdict = avgjørelse
offline-asked = det som spørres: linje { $line } kolonne { $column }
offline-dob = dob: ÅÅÅÅ-MM-DD, eller så mye som er kjent
