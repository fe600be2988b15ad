# Kvifor eit lag i ein kode, ein nøkkel, ein dato eller eit innhald ikkje kan lesast.

base45-character = teiknet { $found } på plass { $at } høyrer ikkje til Base45-alfabetet
base45-overflow = gruppa på plass { $at } står for { $value }, over grensa { $limit }
base45-dangling = lengda { $length } etterlèt eitt einskilt teikn på plass { $at }: ingen Base45-tekst er så lang
