//! Archives: what is broken, too large, or no file.

use super::*;

#[test]
fn broken_archives_give_what_is_whole_in_them_and_a_problem() {
    let first = Whole::new();
    let second = makers::hash_list(&hashes(&[11], 200), 9);
    let mut entries = first.entries();
    entries.push((path("null", "b", &second), second));
    let (packed, unpacked) = (archive(&entries), tar(&entries));
    let count = |octets: Vec<u8>, expected: usize, reason: Option<&str>| {
        let read = good(&[("s.tar.gz", octets), ("lists.json", b"[]".to_vec())]);
        assert_eq!(read.batches.len(), expected, "{:?}", read.told());
        match reason {
            Some(reason) => {
                assert!(read.told()[0].contains(reason), "{:?}", read.told());
            }
            None => assert_eq!(read.told(), Vec::<String>::new()),
        }
    };
    count(packed.clone(), 2, None);
    // The blocks of zeros that end an archive are missing, all or in part.
    for missing in [1, 512, 1024] {
        let end = unpacked.len() - missing;
        let reason = (missing == 1).then_some("the archive is broken");
        count(gzip(&unpacked[..end]), 2, reason);
    }
    // The last slice breaks off.
    count(
        gzip(&unpacked[..unpacked.len() - 2048]),
        1,
        Some("it breaks off: "),
    );
    // The checksum is wrong, or not there.
    let mut wrong = packed.clone();
    let at = wrong.len() - 5;
    wrong[at] ^= 1;
    count(wrong, 2, Some("is broken"));
    count(packed[..packed.len() - 3].to_vec(), 2, Some("is broken"));
    // Something behind the end.
    count([&packed[..], b"more"].concat(), 2, Some("is broken"));
    // A wrong header.
    let mut wrong = unpacked;
    wrong[0] ^= 1;
    count(gzip(&wrong), 0, Some("the archive is broken"));
    count(b"no archive".to_vec(), 0, Some("the archive is broken"));
    // Two archives one behind the other, in one gzip or two.
    let apart = [archive(&entries[..1]), archive(&entries[1..])];
    count(apart.concat(), 2, None);
    let joined = [tar(&entries[..1]), tar(&entries[1..])];
    count(gzip(&joined.concat()), 2, None);
}

#[test]
fn only_plain_files_of_an_archive_are_read() {
    let whole = Whole::new();
    let name = path("null", "a", &whole.slice);
    for (kind, problem) in [
        (EntryType::Regular, None),
        (EntryType::Link, Some("it is no plain file")),
        (EntryType::Symlink, Some("it is no plain file")),
        (EntryType::Char, Some("it is no plain file")),
        (EntryType::GNUSparse, Some("it is no plain file")),
        (EntryType::GNULongName, Some("it is no plain file")),
        (EntryType::Directory, None),
        (EntryType::XGlobalHeader, None),
    ] {
        let mut header = Header::new_ustar();
        set_name(&mut header, &name);
        header.set_size(whole.slice.len() as u64);
        header.set_entry_type(kind);
        header.set_cksum();
        let mut builder = Builder::new(Vec::new());
        builder.append(&header, &whole.slice[..]).unwrap();
        let archive = gzip(&builder.into_inner().unwrap());
        let read = good(&[("s.tgz", archive), ("lists.json", b"[]".to_vec())]);
        let taken = usize::from(kind == EntryType::Regular);
        assert_eq!(read.batches.len(), taken, "{kind:?}");
        match problem {
            Some(problem) => read.one_problem(problem),
            None => assert!(read.problems.is_empty(), "{kind:?} {:?}", read.told()),
        }
    }
}

#[test]
fn what_unpacks_to_too_much_is_left_out() {
    let name = path("null", "a", b"");
    let mut header = Header::new_ustar();
    set_name(&mut header, &name);
    header.set_size(MAX_SLICE + 1);
    header.set_cksum();
    let mut builder = Builder::new(Vec::new());
    builder
        .append(&header, io::repeat(0).take(MAX_SLICE + 1))
        .unwrap();
    let large = gzip(&builder.into_inner().unwrap());
    let read = good(&[("s.tgz", large), ("lists.json", b"[]".to_vec())]);
    read.left_out("it has 16777217 octets, at most 16 MiB are read");

    // One that only says that it is so large.
    header.set_size(1 << 40);
    header.set_cksum();
    let liar = gzip(&[header.as_bytes(), &[0; 512][..]].concat());
    let read = good(&[("s.tgz", liar), ("lists.json", b"[]".to_vec())]);
    assert!(
        read.told()[0].contains("at most 16 MiB"),
        "{:?}",
        read.told()
    );

    let raw = vec![0; MAX_SLICE as usize + 1];
    let read = good(&[
        (&path("null", "a", &raw), raw),
        ("lists.json", b"[]".to_vec()),
    ]);
    read.left_out("at most 16 MiB are read");

    let mut bounded = Bounded {
        inner: io::repeat(0),
        left: 1000,
    };
    let error = io::copy(&mut bounded, &mut io::sink()).unwrap_err();
    assert!(error.to_string().contains("it unpacks to more than"));
    let mut bounded = Bounded {
        inner: &[0; 1000][..],
        left: 1000,
    };
    assert_eq!(io::copy(&mut bounded, &mut io::sink()).unwrap(), 1000);
}

#[test]
fn files_that_are_too_large_are_not_read() {
    let large = vec![b' '; MAX_FILE + 1];
    for name in ["lists.json", "s.tgz", "s"] {
        let read = good(&[(name, large.clone()), ("a.json", b"[]".to_vec())]);
        read.left_out("it has 67108865 octets, at most 64 MiB are read");
    }
}

#[test]
fn an_archive_that_unpacks_without_end_is_stopped() {
    let whole = Whole::new();
    let part = gzip(&vec![0; 16 << 20]);
    let count = MAX_UNPACKED as usize / (16 << 20) + 1;
    let bomb = [archive(&whole.entries()), part.repeat(count)].concat();
    let read = good(&[("s.tgz", bomb)]);
    assert_eq!(read.batches.len(), 1);
    assert!(read.told()[0].contains("it unpacks to more than 512 MiB"));
    let fits = [archive(&whole.entries()), part.repeat(count - 2)].concat();
    assert!(good(&[("s.tgz", fits)]).problems.is_empty());
}
