# The language itself.

language-name = Nynorsk
language-also = nb
