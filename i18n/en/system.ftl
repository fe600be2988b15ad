# What the system says of files and connections.

system-not-found = { $system }
system-permission-denied = { $system }
system-already-exists = { $system }
system-is-a-directory = { $system }
system-not-a-directory = { $system }
system-storage-full = { $system }
system-broken-pipe = { $system }
system-connection-refused = { $system }
system-address-in-use = { $system }
system-timed-out = { $system }

file-system = { $path }: { $error }
