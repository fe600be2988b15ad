# Why a list could not be fetched.

fetch-failed = { $address }: { $fault }; the old file stays

fetch-address = not an address of the form https://HOST/PATH
fetch-not-https = not https, and nothing else is fetched
fetch-credentials = a name or password in the address is not sent, give the header Authorization
fetch-roots = no certificate to trust could be read, PEM is expected
fetch-header = header { $number } has no name and value of HTTP
fetch-header-reserved = header { $number } decides how the answer comes and is not free to choose
fetch-connection = no connection: { $reason }
fetch-tls = TLS: { $reason }
fetch-timeout = timeout, not complete in { $seconds } seconds
fetch-protocol = the answer is not read: { $reason }
fetch-status = status { $status }, expected 200
fetch-status-unasked = status { $status }, which nobody asked for
fetch-redirect-unreadable = a redirect to an address that is none
fetch-redirect-not-https = a redirect to http or another scheme than https is not followed
fetch-redirect-away = a redirect to another host, { $host }, is not followed
fetch-redirect-loop = more than { $limit } redirects
fetch-encoded = the body has an encoding that was not asked for
fetch-no-length = the answer does not say how long its body is
fetch-empty = the body is empty
fetch-too-large = the body is over the limit of { $limit } octets
fetch-cut = the connection was cut after { $octets } octets
fetch-cut-of = the connection was cut after { $octets } octets of { $of }

fetch-host-unknown = the host's name is not known
fetch-proxy = the proxy does not let through
fetch-head-too-large = its head is too large
fetch-http-rules = it breaks the rules of HTTP/1.1
fetch-client = the HTTP client gave up
fetch-no-file = not a file that could be replaced
fetch-no-folder = no folder to write it to
