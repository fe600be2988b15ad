//! Identifiers of signers that are known to be the EU's public test keys.
//!
//! Source: the certificates of the EU's raw test vectors (`dgc-testdata`), first eight octets of their SHA-256.
//! Whoever holds a test code against a production list deserves a better answer than "unknown signer".

/// Sorted.
const TEST_KIDS: [u64; 69] = [
    0x0651_78b6_cf28_35c8,
    0x0780_5b25_0c75_9584,
    0x0c4b_1551_2be9_1401,
    0x0e1b_2996_5663_4956,
    0x125d_5c95_1c3d_7c10,
    0x127d_1733_8c7e_426d,
    0x194a_ce2e_5278_82ac,
    0x199d_9c7c_c2f0_c8af,
    0x1c10_ebbb_c49f_7831,
    0x1c14_43b3_75a4_5d07,
    0x1ca4_16bd_4e34_9565,
    0x1f49_13e9_ab07_d7dd,
    0x1fa2_9c81_4df2_d036,
    0x24bc_6b7b_7bd2_c328,
    0x3248_bc38_d954_7e63,
    0x324d_2374_e3ab_ceb5,
    0x3742_1a24_7acd_1ae4,
    0x37bb_1b59_249f_76b2,
    0x3930_1768_cdda_0513,
    0x42cd_f974_43ea_9c01,
    0x46e7_888f_3ac7_fcac,
    0x4721_37df_d882_2dc7,
    0x48f4_3ed2_8a56_02e3,
    0x4933_c318_a285_e0df,
    0x540f_dd8e_6344_4dcf,
    0x5af3_7e13_2604_386c,
    0x5f74_9101_95c5_cecb,
    0x642d_b152_5863_d7fd,
    0x7406_9c20_418c_35c1,
    0x74a8_1336_de8f_afff,
    0x7545_bc1c_b480_a014,
    0x7599_7941_cd2d_9b21,
    0x8249_56a6_ab56_f938,
    0x82db_104d_1f36_57ac,
    0x8817_1fea_fd30_4c6a,
    0x9211_db66_0d80_c43a,
    0x9471_d184_ca3d_1968,
    0x991c_5aa7_28b1_489d,
    0x9dcf_eb02_9203_e961,
    0x9f7a_20cd_a77a_c983,
    0xa578_cfe1_8eac_9ece,
    0xab11_ba65_c0b8_5e68,
    0xab66_31cf_963d_c4c0,
    0xac36_90ee_8361_cc96,
    0xace1_1ab0_a778_b3cc,
    0xb423_3ced_69da_6901,
    0xb78b_378f_d595_5848,
    0xb84e_d589_84d2_7a08,
    0xbb1b_e5f9_db32_ac1c,
    0xbf5b_19f2_a1b8_676b,
    0xbf9f_1af2_17f8_f641,
    0xc361_dd4d_e641_ee02,
    0xc740_251b_7fa7_68b9,
    0xc927_ce52_404c_90e9,
    0xcb78_36ee_ff2b_e752,
    0xcf21_c7c1_f813_0e8a,
    0xd0fd_2e3a_bdaa_ca6a,
    0xd234_09da_c54a_f6bd,
    0xd5fb_786f_d7d8_6ca5,
    0xd919_375f_c1e7_b6b2,
    0xdcf4_e209_7e99_924f,
    0xe237_04ca_1adc_69e6,
    0xe36f_053a_5531_3513,
    0xeff3_0e3e_f408_f966,
    0xf41a_e086_b7da_5a75,
    0xf4a4_929a_81d4_4844,
    0xf7ff_2bfd_4db7_7685,
    0xf818_bebd_44ff_0fb6,
    0xf850_7676_5035_3af3,
];

/// Whether an identifier is that of a known test key.
#[must_use]
pub fn is_test_key(kid: &[u8]) -> bool {
    let kid = <[u8; 8]>::try_from(kid).map(u64::from_be_bytes);
    kid.is_ok_and(|kid| TEST_KIDS.binary_search(&kid).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_test_keys_are_found_and_others_are_not() {
        assert!(TEST_KIDS.is_sorted());
        // The signer of AT/1: d9 19 37 5f c1 e7 b6 b2.
        assert!(is_test_key(&[
            0xd9, 0x19, 0x37, 0x5f, 0xc1, 0xe7, 0xb6, 0xb2
        ]));
        assert!(!is_test_key(&[0; 8]) && !is_test_key(b"foo"));
    }
}
