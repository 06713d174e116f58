//! Statement and input have one encoding each.

use zkcwasm_aggregate::{
    decode_input, encode, encode_input, words, Entry, Row, DOMAIN, HEADER_BYTES, MAX_JOURNAL_BYTES, MAX_ROWS,
    ROW_BYTES,
};

fn row(i: u32) -> Row {
    let mut image_id = [0; 32];
    image_id[28..].copy_from_slice(&i.to_be_bytes());
    Row::new(image_id, b"journal")
}

#[test]
fn a_statement_is_header_and_rows() {
    let bytes = encode(&[row(1), row(2)]).unwrap();
    assert_eq!(bytes.len(), HEADER_BYTES + 2 * ROW_BYTES);
    assert_eq!(&bytes[..18], DOMAIN);
    assert_eq!(&bytes[18..24], &[1, 0, 2, 0, 0, 0]);
    assert_eq!(&bytes[24..56], &row(1).image_id);
    assert_eq!(&bytes[56..88], &row(1).journal_digest);
    assert_eq!(&bytes[88..92], &[0; 4]);
}

#[test]
fn rows_rise_strictly_and_are_one_to_a_thousand() {
    assert!(encode(&[]).is_none());
    assert!(encode(&[row(2), row(1)]).is_none());
    assert!(encode(&[row(1), row(1)]).is_none());
    let most: Vec<Row> = (0..=u32::try_from(MAX_ROWS).unwrap()).map(row).collect();
    assert!(encode(&most[..MAX_ROWS]).is_some());
    assert!(encode(&most).is_none());
}

#[test]
fn an_image_id_is_eight_words_below_the_prime() {
    let mut id = [0; 32];
    id[31] = 5;
    assert_eq!(words(&id), Some([0, 0, 0, 0, 0, 0, 0, 5]));
    // 31 bits: the word that follows begins in the fourth byte's top bit.
    id[28] = 0x80;
    assert_eq!(words(&id), Some([0, 0, 0, 0, 0, 0, 1, 5]));
    id[0] = 1;
    assert_eq!(words(&id), None);
    // The prime itself, and the largest word below it.
    let mut id = [0; 32];
    id[28..].copy_from_slice(&0x7f00_0001u32.to_be_bytes());
    assert_eq!(words(&id), None);
    id[31] = 0;
    assert_eq!(words(&id), Some([0, 0, 0, 0, 0, 0, 0, 0x7f00_0000]));
}

/// An image ID is the sum of its words times powers of 2^31 (`koalabears_to_bn254`, in SP1's `sp1-hypercube`).
#[test]
fn words_make_the_image_id_again() {
    // Of the committed receipt `add`.
    let hex = b"0080f17373862c90fab81e589d1d6b6d2baa5770b15e5f2cb1731ca1f98ed0f5";
    let mut id = [0; 32];
    for (byte, pair) in id.iter_mut().zip(hex.chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    }
    let mut sum = [0u8; 32];
    for word in words(&id).unwrap() {
        // Times 2^31: a shift by 32 bits up and by one down. Then the word is added; its bits are free.
        let mut shifted = [0u8; 33];
        shifted[..28].copy_from_slice(&sum[4..]);
        for i in 0..32 {
            sum[i] = shifted[i] >> 1 | if i == 0 { 0 } else { shifted[i - 1] << 7 };
        }
        for (byte, add) in sum[28..].iter_mut().zip(word.to_be_bytes()) {
            *byte |= add;
        }
    }
    assert_eq!(sum, id);
}

#[test]
fn input_is_read_back_and_nothing_else_is() {
    let entries = [Entry { image_id: [1; 32], journal: b"one" }, Entry { image_id: [2; 32], journal: b"" }];
    let input = encode_input(&entries).unwrap();
    assert_eq!(decode_input(&input).unwrap(), entries);
    for end in 0..input.len() {
        assert!(decode_input(&input[..end]).is_none(), "cut to {end}");
    }
    assert!(decode_input(&[input.as_slice(), &[0]].concat()).is_none());
    let mut huge = input.clone();
    huge[36..40].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(decode_input(&huge).is_none());
    let mut many = input;
    many[..4].copy_from_slice(&1001u32.to_le_bytes());
    assert!(decode_input(&many).is_none());
    assert!(encode_input(&[Entry { image_id: [0; 32], journal: &vec![0; MAX_JOURNAL_BYTES + 1] }]).is_none());
}
