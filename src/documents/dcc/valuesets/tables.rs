//! The smaller value sets of release 2.12.0 and the vaccine encoding instructions of 2023-05-05.

use super::{Entry, Product, active, retired};

/// `disease-agent-targeted`, 2021-04-27.
#[rustfmt::skip] // the table as it is
pub(super) const DISEASES: &[Entry] = &[
    active("840539006", "COVID-19"),
];

/// `sct-vaccines-covid-19`, 2023-01-25: SNOMED CT, and one ATC code.
#[rustfmt::skip] // the table as it is
pub(super) const VACCINES: &[Entry] = &[
    active("1119305005", "SARS-CoV-2 antigen vaccine"),
    active("1119349007", "SARS-CoV-2 mRNA vaccine"),
    active("1157024006", "Inactivated whole SARS-CoV-2 antigen vaccine"),
    active("1162643001", "SARS-CoV-2 recombinant spike protein antigen vaccine"),
    active("1187593009", "SARS-CoV-2 DNA plasmid encoding spike protein vaccine"),
    active("28531000087107", "COVID-19 vaccine"),
    active("29061000087103", "COVID-19 non-replicating viral vector vaccine"),
    active("30141000087107", "SARS-CoV-2 virus-like particle antigen vaccine"),
    retired("J07BX03", "COVID-19 vaccines"),
];

/// `vaccines-covid-19-names`, 2022-11-30: the EU register of medicinal products, and names.
#[rustfmt::skip] // the table as it is
pub(super) const PRODUCTS: &[Entry] = &[
    active("AZD2816", "AZD2816"),
    active("Abdala", "Abdala"),
    active("BBIBP-CorV", "BBIBP-CorV"),
    active("CVnCoV", "CVnCoV"),
    active("Convidecia", "Convidecia"),
    active("CoronaVac", "CoronaVac"),
    active("Covaxin", "Covaxin"),
    active("CoviVac", "CoviVac"),
    active("Covid-19-adsorvida-inativada", "Vacina adsorvida covid-19 (inativada)"),
    active("Covid-19-recombinant", "Covid-19 (recombinant)"),
    active("Covifenz", "Covifenz"),
    active("Covishield", "Covishield"),
    active("Covovax", "Covovax"),
    active("EU/1/20/1507", "Spikevax"),
    active("EU/1/20/1525", "Jcovden"),
    active("EU/1/20/1528", "Comirnaty"),
    active("EU/1/21/1529", "Vaxzevria"),
    active("EU/1/21/1580", "VidPrevtyn Beta"),
    active("EU/1/21/1618", "Nuvaxovid"),
    active("EU/1/21/1624", "COVID-19 Vaccine Valneva"),
    active("EU/1/22/1709", "Bimervax"),
    active("EpiVacCorona", "EpiVacCorona"),
    active("EpiVacCorona-N", "EpiVacCorona-N"),
    active("Hayat-Vax", "Hayat-Vax"),
    retired("Inactivated-SARS-CoV-2-Vero-Cell", "Inactivated SARS-CoV-2 (Vero Cell)"),
    active("MVC-COV1901", "MVC COVID-19 vaccine"),
    active("NVSI-06-08", "NVSI-06-08"),
    retired("NVX-CoV2373", "NVX-CoV2373"),
    active("R-COVI", "R-COVI"),
    active("SCTV01C", "SCTV01C"),
    active("Soberana-02", "Soberana 02"),
    active("Soberana-Plus", "Soberana Plus"),
    active("Sputnik-Light", "Sputnik Light"),
    active("Sputnik-M", "Sputnik M"),
    active("Sputnik-V", "Sputnik-V"),
    retired("VLA2001", "VLA2001"),
    retired("Vidprevtyn", "Vidprevtyn"),
    active("WIBP-CorV", "WIBP-CorV"),
    active("YS-SC2-010", "YS-SC2-010"),
];

/// `vaccines-covid-19-auth-holders`, 2022-01-26: the EMA's organisations, and names.
#[rustfmt::skip] // the table as it is
pub(super) const HOLDERS: &[Entry] = &[
    active("Bharat-Biotech", "Bharat Biotech"),
    active("CIGB", "Center for Genetic Engineering and Biotechnology"),
    active("Chumakov-Federal-Scientific-Center", "Chumakov Federal Scientific Center"),
    active("Finlay-Institute", "Finlay Institute of Vaccines"),
    active("Fiocruz", "Fiocruz"),
    active("Gamaleya-Research-Institute", "Gamaleya Research Institute"),
    active("Instituto-Butantan", "Instituto Butantan"),
    active("NVSI", "National Vaccine and Serum Institute, China"),
    active("ORG-100000788", "Sanofi Pasteur"),
    active("ORG-100001417", "Janssen-Cilag International"),
    active("ORG-100001699", "AstraZeneca AB"),
    active("ORG-100001981", "Serum Institute of India"),
    active("ORG-100006270", "CureVac AG"),
    active("ORG-100007893", "R-Pharm CJSC"),
    active("ORG-100008549", "Medicago Inc."),
    active("ORG-100010771", "Sinopharm Weiqida Europe Pharmaceutical (Prague)"),
    active("ORG-100013793", "CanSino Biologics"),
    active("ORG-100020693", "China Sinopharm International (Beijing)"),
    active("ORG-100023050", "Gulf Pharmaceutical Industries"),
    active("ORG-100024420", "Sinopharm Zhijun (Shenzhen) Pharmaceutical"),
    active("ORG-100026614", "Sinocelltech Ltd."),
    active("ORG-100030215", "BioNTech Manufacturing GmbH"),
    active("ORG-100031184", "Moderna Biotech Spain S.L."),
    active("ORG-100032020", "Novavax CZ a.s."),
    active("ORG-100033914", "Medigen Vaccine Biologics Corporation"),
    active("ORG-100036422", "Valneva France"),
    active("ORG-100036914", "Hipra Human Health S.L."),
    active("Sinopharm-WIBP", "Sinopharm - Wuhan Institute of Biological Products"),
    active("Sinovac-Biotech", "Sinovac Biotech"),
    active("Vector-Institute", "Vector Institute"),
    active("Yisheng-Biopharma", "Yisheng Biopharma"),
];

/// `covid-19-lab-test-type`, 2021-04-27: LOINC.
#[rustfmt::skip] // the table as it is
pub(super) const TEST_TYPES: &[Entry] = &[
    active("LP217198-3", "Rapid immunoassay (RAT)"),
    active("LP6464-4", "Nucleic acid amplification (NAAT)"),
];

/// `covid-19-lab-result`, 2021-04-27: SNOMED CT.
#[rustfmt::skip] // the table as it is
pub(super) const TEST_RESULTS: &[Entry] = &[
    active("260373001", "Detected"),
    active("260415000", "Not detected"),
];

/// `vaccines-covid-19-encoding-instructions`: product, holder, vaccine types, by product.
#[rustfmt::skip] // the table as it is
pub(super) const ENCODINGS: &[Product] = &[
    encoding("AZD2816", "ORG-100001699", &["28531000087107", "29061000087103"]),
    encoding("Abdala", "CIGB", &["28531000087107"]),
    encoding("BBIBP-CorV", "ORG-100020693", &["1157024006", "28531000087107"]),
    encoding("CVnCoV", "ORG-100006270", &["1119349007", "28531000087107"]),
    encoding("Convidecia", "ORG-100013793", &["28531000087107", "29061000087103"]),
    encoding("CoronaVac", "Sinovac-Biotech", &["1157024006", "28531000087107"]),
    encoding("Covaxin", "Bharat-Biotech", &["1157024006", "28531000087107"]),
    encoding("CoviVac", "Chumakov-Federal-Scientific-Center", &["1157024006", "28531000087107"]),
    encoding("Covid-19-adsorvida-inativada", "Instituto-Butantan", &["1157024006", "28531000087107"]),
    encoding("Covid-19-recombinant", "Fiocruz", &["28531000087107", "29061000087103"]),
    encoding("Covifenz", "ORG-100008549", &["28531000087107"]),
    encoding("Covishield", "ORG-100001981", &["28531000087107", "29061000087103"]),
    encoding("Covovax", "ORG-100001981", &["1162643001", "28531000087107"]),
    encoding("EU/1/20/1507", "ORG-100031184", &["1119349007", "28531000087107"]),
    encoding("EU/1/20/1525", "ORG-100001417", &["28531000087107", "29061000087103"]),
    encoding("EU/1/20/1528", "ORG-100030215", &["1119349007", "28531000087107"]),
    encoding("EU/1/21/1529", "ORG-100001699", &["28531000087107", "29061000087103"]),
    encoding("EU/1/21/1580", "ORG-100000788", &["28531000087107"]),
    encoding("EU/1/21/1618", "ORG-100032020", &["1162643001", "28531000087107"]),
    encoding("EU/1/21/1624", "ORG-100036422", &["28531000087107"]),
    encoding("EU/1/22/1709", "ORG-100036914", &["28531000087107"]),
    encoding("EpiVacCorona", "Vector-Institute", &["1162643001", "28531000087107"]),
    encoding("EpiVacCorona-N", "Vector-Institute", &["1162643001", "28531000087107"]),
    encoding("Hayat-Vax", "ORG-100023050", &["1157024006", "28531000087107"]),
    encoding("Inactivated-SARS-CoV-2-Vero-Cell", "ORG-100010771", &["1157024006", "28531000087107"]),
    encoding("MVC-COV1901", "ORG-100033914", &["1162643001", "28531000087107"]),
    encoding("NVSI-06-08", "NVSI", &["28531000087107"]),
    encoding("NVX-CoV2373", "ORG-100032020", &["1162643001", "28531000087107"]),
    encoding("R-COVI", "ORG-100007893", &["28531000087107", "29061000087103"]),
    encoding("SCTV01C", "ORG-100026614", &["28531000087107"]),
    encoding("Soberana-02", "Finlay-Institute", &["28531000087107"]),
    encoding("Soberana-Plus", "Finlay-Institute", &["28531000087107"]),
    encoding("Sputnik-Light", "Gamaleya-Research-Institute", &["28531000087107", "29061000087103"]),
    encoding("Sputnik-M", "Gamaleya-Research-Institute", &["28531000087107", "29061000087103"]),
    encoding("Sputnik-V", "Gamaleya-Research-Institute", &["28531000087107", "29061000087103"]),
    encoding("VLA2001", "ORG-100036422", &["28531000087107"]),
    encoding("Vidprevtyn", "ORG-100000788", &["28531000087107"]),
    encoding("WIBP-CorV", "Sinopharm-WIBP", &["1157024006", "28531000087107"]),
    encoding("YS-SC2-010", "Yisheng-Biopharma", &["28531000087107"]),
];

const fn encoding(
    product: &'static str,
    holder: &'static str,
    vaccines: &'static [&'static str],
) -> Product {
    Product {
        product,
        holder,
        vaccines,
    }
}
