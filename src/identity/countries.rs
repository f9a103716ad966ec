//! Country codes: ISO 3166-1, and what machine-readable documents write beside it.

/// Every assigned alpha-2 code followed by its alpha-3 code, as ISO 3166-1 lists them.
const CODES: &str = "\
    ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA AZAZE BABIH \
    BBBRB BDBGD BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BQBES BRBRA BSBHS BTBTN BVBVT \
    BWBWA BYBLR BZBLZ CACAN CCCCK CDCOD CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN COCOL CRCRI CUCUB \
    CVCPV CWCUW CXCXR CYCYP CZCZE DEDEU DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST EGEGY EHESH ERERI ESESP \
    ETETH FIFIN FJFJI FKFLK FMFSM FOFRO FRFRA GAGAB GBGBR GDGRD GEGEO GFGUF GGGGY GHGHA GIGIB GLGRL GMGMB \
    GNGIN GPGLP GQGNQ GRGRC GSSGS GTGTM GUGUM GWGNB GYGUY HKHKG HMHMD HNHND HRHRV HTHTI HUHUN IDIDN IEIRL \
    ILISR IMIMN ININD IOIOT IQIRQ IRIRN ISISL ITITA JEJEY JMJAM JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR KMCOM \
    KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO LBLBN LCLCA LILIE LKLKA LRLBR LSLSO LTLTU LULUX LVLVA LYLBY \
    MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD MLMLI MMMMR MNMNG MOMAC MPMNP MQMTQ MRMRT MSMSR MTMLT \
    MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM NCNCL NENER NFNFK NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU \
    NZNZL OMOMN PAPAN PEPER PFPYF PGPNG PHPHL PKPAK PLPOL PMSPM PNPCN PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT \
    REREU ROROU RSSRB RURUS RWRWA SASAU SBSLB SCSYC SDSDN SESWE SGSGP SHSHN SISVN SJSJM SKSVK SLSLE SMSMR \
    SNSEN SOSOM SRSUR SSSSD STSTP SVSLV SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF TGTGO THTHA TJTJK TKTKL TLTLS \
    TMTKM TNTUN TOTON TRTUR TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI USUSA UYURY UZUZB VAVAT VCVCT VEVEN \
    VGVGB VIVIR VNVNM VUVUT WFWLF WSWSM YEYEM YTMYT ZAZAF ZMZMB ZWZWE";

/// The bytes from one entry of [`CODES`] to the next.
const ENTRY: usize = 6;

/// Codes outside the list that documents and forms carry all the same: ICAO Doc 9303 part 3 section 5 (D, RKS and the
/// British passports, which are of British nationality in law though not all of full citizenship), and everyday use.
const OTHERS: &[(&str, &str)] = &[
    ("D", "DE"),
    ("EL", "GR"),
    ("GBD", "GB"),
    ("GBN", "GB"),
    ("GBO", "GB"),
    ("GBP", "GB"),
    ("GBS", "GB"),
    ("RKS", "XK"),
    ("UK", "GB"),
    ("XK", "XK"),
    ("XKX", "XK"),
];

/// The alpha-2 code for an upper-case alpha-2, alpha-3 or passport code; none for anything else.
pub(super) fn alpha2(code: &str) -> Option<&'static str> {
    let listed = || {
        let known = |entry: &[u8]| match code.len() {
            2 => entry.starts_with(code.as_bytes()),
            3 => entry.get(2..5) == Some(code.as_bytes()),
            _ => false,
        };
        let at = CODES.as_bytes().chunks(ENTRY).position(known)? * ENTRY;
        CODES.get(at..at + 2)
    };
    let other = || OTHERS.iter().find(|(known, _)| *known == code).map(|(_, two)| *two);
    listed().or_else(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_list_is_whole_and_without_doubles() {
        let twos: BTreeSet<&str> = CODES.split(' ').map(|entry| &entry[..2]).collect();
        let threes: BTreeSet<&str> = CODES.split(' ').map(|entry| &entry[2..]).collect();
        assert_eq!((twos.len(), threes.len()), (249, 249));
        assert!(
            CODES.split(' ').all(|entry| entry.len() == 5 && entry.bytes().all(|b| b.is_ascii_uppercase()))
        );
    }

    #[test]
    fn all_forms_of_a_code_meet() {
        for (code, two) in
            [("DE", "DE"), ("DEU", "DE"), ("D", "DE"), ("GBR", "GB"), ("UK", "GB"), ("CHE", "CH")]
        {
            assert_eq!(alpha2(code), Some(two));
        }
        for unknown in ["", "ZZ", "XXX", "GERMANY", "de", "DEUT"] {
            assert_eq!(alpha2(unknown), None);
        }
    }
}
