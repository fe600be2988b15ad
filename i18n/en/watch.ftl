# What verify --watch says beside the screen.

scanner-one = --watch takes one scanner
scanner-now = --watch asks about now, and --replay about the past
scanner-device = give the scanner's serial device, such as /dev/ttyACM0; without it, codes come from standard input
scanner-argument = the argument is a code, not a serial device
scanner-terminal = the terminal: { $error }
scanner-failed = the scanner: { $error }
scanner-gone = the scanner is gone
scanner-plug-in = plug it in and start again
scanner-stdin = standard input: { $error }
