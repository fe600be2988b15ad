# The language itself.

language-name = Svenska
# Codes under which countries write the texts of rules in this language or one that its readers read.
language-also = sv
