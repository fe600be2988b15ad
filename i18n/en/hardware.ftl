# Keys in hardware (PKCS #11): why one cannot be used, and what is wrong with a URI.

hardware-module = PKCS #11 module { $path }: { $reason }
hardware-other-module = the URI wants { $attribute } { $want }, the module is { $found }
hardware-call = the PKCS #11 module failed: { $reason }
hardware-gone = the token was removed or its session has ended ({ $detail }); start again
hardware-none = there is none
hardware-there = there: { $names }
hardware-there-more = there: { $names } and { $more } more
hardware-unreadable-key = a key that cannot be read
hardware-no-token = no token fits the URI; { $there }
hardware-several-tokens = several tokens fit the URI; { $there }
hardware-pin-wrong = the token did not take the PIN; it is not tried again, because tokens lock after a few
hardware-pin-locked = the token's PIN is locked
hardware-pin-expired = the token's PIN must be changed first
hardware-pin-not-set = the token has no PIN for users yet
hardware-no-pin = no PIN: { $reason }
hardware-no-key = no private key fits the URI; { $there }
hardware-several-keys = several private keys fit the URI; { $there }; name one by its id
hardware-key-type = the key is { $found }; a signer's is EC P-256 or RSA of 2048 to { $most } bits
hardware-no-sign = the token does not let this key sign (CKA_SIGN is false)
hardware-pin-always = the key wants its PIN for every signature ({ $attribute }), which is not supported
hardware-mechanism = the token does not offer { $want }, which { $alg } needs
hardware-pss-either = { $one } or { $other }
hardware-no-public-key = the key's public half is not on the token: no public key or certificate has its CKA_ID
hardware-several-public-keys = several public keys or certificates fit the private key and differ, by the same CKA_ID or in the file
hardware-signature = the token's signature does not stand with the public key beside the private one: { $error }
uri-scheme = no PKCS #11 URI: it does not begin with pkcs11:
uri-long = PKCS #11 URI of { $found } octets, at most { $most } are read
uri-pin-value = pin-value is not taken: others can read the arguments of a program; give pin-source=file:/PATH, or nothing to be asked for the PIN
uri-attribute = attribute { $number } of the { $part } is not of the form name=value
uri-twice = attribute { $name } stands twice
uri-unknown = attribute { $name } is not known in the { $part }
uri-character = attribute { $name }, offset { $at }: this character must be written as % and two hexadecimal digits
uri-text = attribute { $name } is no text in UTF-8 without NUL
uri-form = attribute { $name }: expected { $want }
uri-want-number = a number below 2^64
uri-want-private = private: a signer is a private key
uri-want-file = the path of a file
uri-want-version = MAJOR or MAJOR.MINOR, each below 256
uri-want-pin-source = file:/PATH on this machine, or a path
