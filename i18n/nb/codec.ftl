# Hvorfor et lag i en kode, en nøkkel, en dato eller et innhold ikke kan leses.

base45-character = tegnet { $found } på plass { $at } hører ikke til Base45-alfabetet
base45-overflow = gruppen på plass { $at } står for { $value }, over grensen { $limit }
base45-dangling = lengden { $length } etterlater ett enkelt tegn på plass { $at }: ingen Base45-tekst er så lang
