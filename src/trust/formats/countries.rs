//! Country codes as trust lists write them: alpha-2 in certificates and most lists, alpha-3 at the WHO.
//!
//! Source: ISO 3166-1. Not here: names of countries, and codes that only the WHO gives (`IOM`, `X??`).

/// Every alpha-3 code with its alpha-2 code behind it.
const CODES: &str = "\
    ABWAW AFGAF AGOAO AIAAI ALAAX ALBAL ANDAD AREAE ARGAR ARMAM ASMAS ATAAQ ATFTF ATGAG \
    AUSAU AUTAT AZEAZ BDIBI BELBE BENBJ BESBQ BFABF BGDBD BGRBG BHRBH BHSBS BIHBA BLMBL \
    BLRBY BLZBZ BMUBM BOLBO BRABR BRBBB BRNBN BTNBT BVTBV BWABW CAFCF CANCA CCKCC CHECH \
    CHLCL CHNCN CIVCI CMRCM CODCD COGCG COKCK COLCO COMKM CPVCV CRICR CUBCU CUWCW CXRCX \
    CYMKY CYPCY CZECZ DEUDE DJIDJ DMADM DNKDK DOMDO DZADZ ECUEC EGYEG ERIER ESHEH ESPES \
    ESTEE ETHET FINFI FJIFJ FLKFK FRAFR FROFO FSMFM GABGA GBRGB GEOGE GGYGG GHAGH GIBGI \
    GINGN GLPGP GMBGM GNBGW GNQGQ GRCGR GRDGD GRLGL GTMGT GUFGF GUMGU GUYGY HKGHK HMDHM \
    HNDHN HRVHR HTIHT HUNHU IDNID IMNIM INDIN IOTIO IRLIE IRNIR IRQIQ ISLIS ISRIL ITAIT \
    JAMJM JEYJE JORJO JPNJP KAZKZ KENKE KGZKG KHMKH KIRKI KNAKN KORKR KWTKW LAOLA LBNLB \
    LBRLR LBYLY LCALC LIELI LKALK LSOLS LTULT LUXLU LVALV MACMO MAFMF MARMA MCOMC MDAMD \
    MDGMG MDVMV MEXMX MHLMH MKDMK MLIML MLTMT MMRMM MNEME MNGMN MNPMP MOZMZ MRTMR MSRMS \
    MTQMQ MUSMU MWIMW MYSMY MYTYT NAMNA NCLNC NERNE NFKNF NGANG NICNI NIUNU NLDNL NORNO \
    NPLNP NRUNR NZLNZ OMNOM PAKPK PANPA PCNPN PERPE PHLPH PLWPW PNGPG POLPL PRIPR PRKKP \
    PRTPT PRYPY PSEPS PYFPF QATQA REURE ROURO RUSRU RWARW SAUSA SDNSD SENSN SGPSG SGSGS \
    SHNSH SJMSJ SLBSB SLESL SLVSV SMRSM SOMSO SPMPM SRBRS SSDSS STPST SURSR SVKSK SVNSI \
    SWESE SWZSZ SXMSX SYCSC SYRSY TCATC TCDTD TGOTG THATH TJKTJ TKLTK TKMTM TLSTL TONTO \
    TTOTT TUNTN TURTR TUVTV TWNTW TZATZ UGAUG UKRUA UMIUM URYUY USAUS UZBUZ VATVA VCTVC \
    VENVE VGBVG VIRVI VNMVN VUTVU WLFWF WSMWS YEMYE ZAFZA ZMBZM ZWEZW";

/// The alpha-2 code of a country from its alpha-3 code in upper case.
pub(super) fn alpha2(alpha3: &str) -> Option<&'static str> {
    let mut codes = CODES.split(' ').filter_map(|pair| pair.split_at_checked(3));
    codes
        .find(|(long, _)| *long == alpha3)
        .map(|(_, short)| short)
}

/// An alpha-2 code in capitals, as ISO has it: the EU writes EL and UK for GR and GB.
pub(crate) fn iso(code: &str) -> String {
    match code.to_ascii_uppercase().as_str() {
        "EL" => "GR".into(),
        "UK" => "GB".into(),
        upper => upper.into(),
    }
}

/// Whether two alpha-2 codes mean the same country.
pub(super) fn same(one: &str, other: &str) -> bool {
    iso(one) == iso(other)
}

/// Whether two codes of either length mean the same country or participant.
///
/// Participants without a code of two letters are known by that of three alone.
pub(crate) fn same_in_either_length(one: &str, other: &str) -> bool {
    let short = |code: &str| {
        let upper = code.to_ascii_uppercase();
        alpha2(&upper).map_or(upper, str::to_owned)
    };
    one == other || same(&short(one), &short(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_two_lengths_and_stands_once() {
        let pairs: Vec<&str> = CODES.split(' ').collect();
        assert_eq!(pairs.len(), 249);
        assert!(pairs.iter().all(|pair| pair.len() == 5));
        assert!(pairs.windows(2).all(|two| two[0][..3] < two[1][..3]));
        assert_eq!(alpha2("NOR"), Some("NO"));
        assert_eq!(
            (alpha2("XXH"), alpha2("no"), alpha2("")),
            (None, None, None)
        );
    }

    #[test]
    fn the_codes_of_the_eu_for_greece_and_britain_are_the_countries() {
        assert!(same("EL", "gr") && same("UK", "GB") && !same("NO", "NL"));
        assert!(same_in_either_length("NOR", "no") && same_in_either_length("UTO", "uto"));
        assert!(!same_in_either_length("NOR", "NLD") && !same_in_either_length("UT", "UTO"));
    }
}
