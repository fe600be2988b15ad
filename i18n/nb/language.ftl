# The language itself.

language-name = Bokmål
language-also = no
