//! Pages of every kind: all tones, with and without a code, names in three alphabets and of every
//! length. The persons are made up.

use super::page::{
    Block, Code, Document, Field, Front, Light, LightSymbol, Panel, Sheet, Tone, Two,
};
use super::{Lang, Timestamp};

/// A text as long as those of signed codes are, in the alphabet of Base45. It verifies nowhere.
pub(crate) fn code_text(length: usize) -> String {
    let alphabet: Vec<char> = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
        .chars()
        .collect();
    let mut seed = 7_usize;
    let body = std::iter::repeat_with(|| {
        seed = (seed * 1_103 + 12_345) % 65_521;
        alphabet[seed % 45]
    });
    "HC1:".chars().chain(body).take(length).collect()
}

/// The longest name of the schema's two parts with a comma and a blank, without another blank.
pub(crate) fn long_name() -> String {
    let part = |c: &str| c.repeat(20).chars().take(80).collect::<String>();
    format!("{},{}", part("Wéss"), part("Ömer"))
}

pub(crate) fn eu(name: &str, machine: &str, code: String) -> Sheet {
    Sheet {
        name: "eu-vaccination".to_owned(),
        tone: Tone::Blue,
        front: Front {
            scope: Two::new("EU/EØS", "EU/EEA"),
            title: Two::new("Koronasertifikat", "EU Digital COVID Certificate"),
            country: "NO".to_owned(),
            light: None,
            name: name.to_owned(),
            name_machine: machine.to_owned(),
            birth: Field::new(
                Two::new("Fødselsdato", "Date of birth"),
                Two::same("1964-08-12"),
            ),
            code: Ok(code_of(code)),
            kind: Field::new(
                Two::new("Vaksinasjon", "Vaccination"),
                Two::new("Dose 3 av 3", "3 of 3"),
            ),
            expiry: Field::new(
                Two::new("Koden utløper", "Code expires"),
                Two::same("2022-05-01"),
            ),
        },
        panels: [vaccination(), checking(), about()],
    }
}

pub(crate) fn green(code: String) -> Sheet {
    let mut sheet = eu(
        "Åse-Lill Øvergård Sørbø",
        "OEVERGAARD<SOERBOE<<AASE<LILL",
        code,
    );
    sheet.name = "no-green".to_owned();
    sheet.tone = Tone::Green;
    sheet.front.scope = Two::new("Norge", "Norway");
    sheet.front.title = Two::new("Koronasertifikat", "COVID-19 certificate");
    sheet.front.light = Some(Light {
        symbol: LightSymbol::Check,
        word: Two::new("Grønt", "Green"),
        line: Two::new("til 2022-05-01", "until 2022-05-01"),
    });
    sheet.panels[1].blocks[0] = Block::Note {
        strong: Two::new("Grønt gjelder i Norge.", "Green is for Norway."),
        text: Two::new(
            "Grensekontrollen leser EU-siden.",
            "At the border the EU page is read.",
        ),
    };
    sheet
}

/// Red, and it may turn green: nothing to scan.
pub(crate) fn waiting() -> Sheet {
    let mut sheet = green(String::new());
    sheet.name = "no-waiting".to_owned();
    sheet.tone = Tone::Red;
    sheet.front.light = Some(Light {
        symbol: LightSymbol::Wait,
        word: Two::new("Ikke ennå", "Not yet"),
        line: Two::new("grønt fra 2022-01-03", "green from 2022-01-03"),
    });
    sheet.front.code = Err(Two::new(
        "Ingen kode: det er ikke gått en uke siden siste dose.",
        "No code: less than a week has passed since the last dose.",
    ));
    sheet
}

/// Red, and it stays so.
pub(crate) fn red() -> Sheet {
    let mut sheet = waiting();
    sheet.name = "no-red".to_owned();
    sheet.front.light = Some(Light {
        symbol: LightSymbol::Cross,
        word: Two::new("Rødt", "Red"),
        line: Two::new("vaksinen er ikke godkjent", "the vaccine is not approved"),
    });
    sheet.front.code = Err(Two::new(
        "Ingen kode for bruk i Norge.",
        "No code for use in Norway.",
    ));
    sheet
}

pub(crate) fn document(sheets: Vec<Sheet>) -> Document {
    Document {
        stem: "eu".to_owned(),
        lang: Lang::Nb,
        second: "en",
        third: None,
        title: Two::new("Koronasertifikat", "COVID-19 certificate"),
        sheets,
        made: "2022-01-31T14:05:00Z".parse::<Timestamp>().unwrap(),
    }
}

/// One sheet of each kind, with that code wherever there is one.
pub(crate) fn all(code: &str) -> Vec<Sheet> {
    let named = |suffix: &str, name: &str, machine: &str| {
        let mut sheet = eu(name, machine, code.to_owned());
        sheet.name = format!("eu-{suffix}");
        sheet
    };
    let mut long = green(code.to_owned());
    long.name = "no-long".to_owned();
    long.front.name = long_name();
    long.front.name_machine = "WESSWESS".repeat(10) + "<<" + &"OEMER".repeat(16);
    vec![
        named(
            "latin",
            "Åse-Lill Øvergård Sørbø",
            "OEVERGAARD<SOERBOE<<AASE<LILL",
        ),
        named(
            "greek",
            "Παπαδοπούλου Άννα-Μαρία",
            "PAPADOPOULOU<<ANNA<MARIA",
        ),
        named(
            "cyrillic",
            "Ђорђевић Љиљана Щербаќова",
            "DORDEVIC<<LJILJANA",
        ),
        green(code.to_owned()),
        waiting(),
        red(),
        long,
    ]
}

fn code_of(text: String) -> Code {
    Code {
        text,
        alt: Two::new(
            "QR-kode med sertifikatet, signert av Norge",
            "QR code with the certificate, signed by Norway",
        ),
    }
}

fn vaccination() -> Panel {
    let field = |nb: &str, en: &str, value: Two| Field::new(Two::new(nb, en), value);
    Panel {
        heading: Two::new("Vaksinasjon", "Vaccination"),
        blocks: vec![Block::Fields(vec![
            field(
                "Sykdom eller smittestoff",
                "Disease or agent targeted",
                Two::same("COVID-19"),
            ),
            field(
                "Vaksinetype",
                "Vaccine/prophylaxis",
                Two::new("SARS-CoV-2 mRNA-vaksine", "SARS-CoV-2 mRNA vaccine"),
            ),
            field("Vaksine", "Medicinal product", Two::same("Comirnaty")),
            field(
                "Produsent",
                "Marketing authorisation holder or manufacturer",
                Two::same("Biontech Manufacturing GmbH"),
            ),
            field(
                "Dosenummer / antall doser",
                "Number in a series of doses",
                Two::same("3 / 3"),
            ),
            field(
                "Vaksinasjonsdato",
                "Date of vaccination",
                Two::same("2021-12-20"),
            ),
            field(
                "Land",
                "Member State of vaccination",
                Two::new("Norge", "Norway"),
            ),
            field(
                "Utsteder",
                "Certificate issuer",
                Two::same("Norwegian Institute of Public Health"),
            ),
        ])],
        foot: vec![],
    }
}

fn checking() -> Panel {
    Panel {
        heading: Two::new("Slik kontrolleres det", "How it is checked"),
        blocks: vec![
            Block::Note {
                strong: Two::new(
                    "Blått sier verken ja eller nei.",
                    "Blue says neither yes nor no.",
                ),
                text: Two::new(
                    "Reglene i landet der koden vises, avgjør.",
                    "The rules of the country where the code is shown decide.",
                ),
            },
            Block::Steps(vec![
                Two::new("Skann koden.", "Scan the code."),
                Two::new(
                    "Sammenlign navn og fødselsdato med pass eller ID-kort.",
                    "Compare name and date of birth with a passport or ID card.",
                ),
                Two::new(
                    "Koden, ikke papiret, er beviset.",
                    "The code, not the paper, is the proof.",
                ),
            ]),
            Block::Text(Two::new(
                "Er koden skadet, kan sertifikatet skrives ut på nytt.",
                "If the code is damaged the certificate can be printed again.",
            )),
        ],
        foot: vec![Two::new(
            "Sertifikatet er personlig. Ikke del bilde av koden.",
            "This certificate is personal. Do not share a picture of the code.",
        )],
    }
}

fn about() -> Panel {
    let field = |nb: &str, en: &str, value: Two| Field::new(Two::new(nb, en), value);
    Panel {
        heading: Two::new("Om sertifikatet", "About the certificate"),
        blocks: vec![Block::Fields(vec![
            Field {
                small: Some(Two::new("dose etter grunnvaksinasjon", "booster dose")),
                ..field(
                    "Gyldighet etter EU-reglene",
                    "Validity under the EU rules",
                    Two::new("Uten sluttdato", "No end date"),
                )
            },
            field("Koden er laget", "Code made", Two::same("2022-01-31 14:05")),
            Field {
                small: Some(Two::new("90 dager", "90 days")),
                ..field(
                    "Koden utløper",
                    "Code expires",
                    Two::same("2022-05-01 14:05"),
                )
            },
            Field {
                mono: true,
                ..field(
                    "Sertifikat-ID",
                    "Unique certificate identifier",
                    Two::same("URN:UVCI:01:NO:7K2M9QX4W8RTB6L3Z5N1#V"),
                )
            },
        ])],
        foot: vec![Two::new(
            "Statusen kan vare lenger enn koden. Skriv ut en ny når denne utløper.",
            "The status may last longer than the code. Print a new one when this expires.",
        )],
    }
}
