# What the service says to whoever asks it, and to whoever starts it.

problem-query = A parameter of the query is unknown or has no value that it may have
problem-body = The body cannot be read as what its content type says
problem-host = The request does not name one host that it is meant for
problem-not-let-in = Issuing needs a token or a client certificate that is known here
problem-not-found = There is nothing at this path
problem-issuing-off = This service does not issue
problem-method = The path is there, and takes another method
problem-not-acceptable = The answer has none of the forms that the request accepts
problem-slow = The body did not come in time
problem-too-large = The body is larger than the service takes
problem-too-many-codes = There are more codes in the body than the service takes
problem-media-type = The body has a content type that is not taken here
problem-file-too-large = The picture or PDF asks for more memory, time or pixels than it gets
problem-content = What the body says cannot be issued
problem-internal = The service failed at this request
problem-busy = The service has more to do than it takes on; ask again
problem-ledger = What was signed could not be recorded, so it is not handed out; ask again
problem-clock = The service's clock cannot be right
problem-timeout = The answer was not ready in time

problem-at-place = { $name }: { $reason }
problem-host-missing = HTTP/1.1 has a header Host in every request
problem-host-several = there are several headers Host
problem-host-form = the header Host has no host, or no port, of the form that it may have
problem-rfc3339 = expected RFC 3339, such as 2021-11-01T12:00:00Z
problem-mode = expected border or domestic
problem-at = this service checks for its own clock's moment
problem-region = longer than any region's name
problem-no-parameters = none
problem-parameters = the parameters are: { $known }, each once at most
problem-taken = taken are: { $taken }
problem-limit = the limit is { $limit }
problem-limit-octets = the limit is { $limit } octets
problem-limit-seconds = the limit is { $seconds } s
problem-broke-off = it broke off
problem-json-shape = JSON of another shape than the one described, at line { $line } column { $column }
problem-not-json = not JSON, at line { $line } column { $column }
problem-not-utf8 = not a text in UTF-8
problem-no-picture = neither PNG, JPEG, WebP nor PDF
problem-no-country = arrival and region belong to a country
problem-no-date = there is no date
problem-date = not YYYY-MM-DD, YYYY-MM or YYYY, 1900 to 2099
problem-days = expected 1 to 3,650
problem-names-language = expected be, bg, mk, sr or uk
problem-files = there are { $files }: name one with file=, or accept application/json
problem-forms = there are: { $forms }

setup-proxy = expected an address or a network, such as 10.0.0.7 or 10.0.0.0/24
setup-nobody-asked = neither a token nor a client certificate is asked for
setup-short-token = token { $number } has fewer than { $least } characters
setup-no-certificate = the certificate: no certificate in PEM
setup-no-authority = the clients' authority: no certificate in PEM
setup-no-key = the key: no private key in PEM
setup-key = the key: { $reason }
setup-stores = { $path }: stores for browsers are { $limit } MiB together at most; without this one they can verify nothing
problem-kind = it must be dcc or icvp
