# Varför ett lager i en kod, en nyckel, ett datum eller ett innehåll inte kan läsas.

base45-character = tecknet { $found } på plats { $at } hör inte till Base45-alfabetet
base45-overflow = gruppen på plats { $at } står för { $value }, över gränsen { $limit }
base45-dangling = längden { $length } lämnar ett ensamt tecken på plats { $at }: ingen Base45-text är så lång
