# The language itself.

language-name = nynorsk
language-also = nb
