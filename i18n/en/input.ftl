# What was handed in to be verified, and the verifier that works from one file.

handed-neither = neither UTF-8 text nor PNG, JPEG, WebP or PDF
offline-failed = { $what }: { $error }
offline-no-file = no file of a verifier
offline-format = the file of the verifier is { $found }, this program reads { $wanted }
offline-trust-list = the trust list
offline-keys = the keys of those who sign
offline-unreadable = not readable where the file was made
offline-seen = what was seen before
offline-country = arrival: it belongs to a country
offline-past = arrival: it lies before now
offline-verdict = verdict
offline-asked = what is asked: line { $line } column { $column }
offline-dob = dob: YYYY-MM-DD, or as much as is known
