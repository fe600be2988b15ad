# The language itself.

language-name = bokmål
language-also = no
