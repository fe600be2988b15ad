//! The list of batches: its pages, what they say and what they lack.

use super::*;

#[test]
fn the_list_of_batches_must_agree_with_them() {
    let listed = |country: &str| {
        let mut item = item(ID, "2026-11-01T00:00:00Z", false);
        item["country"] = country.into();
        reading([
            ("page.json", page(false, &[item])),
            (FILE, file(&batch(), &norway())),
        ])
        .good()
    };
    let read = listed("NO");
    assert_eq!((read.ids(), read.told().len()), (vec![ID], 0));
    listed("SE").left_out("it speaks for NO, the list of batches has it under SE");
}

#[test]
fn a_deleted_batch_is_not_read_and_told() {
    let pages = page(
        false,
        &[
            item(ID, "2026-11-01T00:00:00Z", true),
            item(OTHER, "2026-11-01T00:00:00Z", true),
        ],
    );
    // Not even a broken one is a problem.
    let mut broken = signed(b"{}", &norway());
    broken.truncate(100);
    for octets in [file(&batch(), &norway()), broken] {
        let read = reading([
            ("page".to_owned(), pages.clone()),
            (FILE.to_owned(), octets),
        ])
        .good();
        assert_eq!((read.batches.len(), read.told().len()), (0, 0));
        let deleted = [ID, OTHER].map(|id| ("NO".to_owned(), id.to_owned()));
        assert_eq!(read.deleted, deleted);
    }
}

#[test]
fn a_deletion_under_another_country_takes_no_batch_away() {
    let mut item = item(ID, "2026-11-01T00:00:00Z", true);
    item["country"] = "SE".into();
    let read = reading([
        ("page", page(false, &[item])),
        (FILE, file(&batch(), &norway())),
    ])
    .good();
    assert_eq!(read.ids(), [ID]);
    assert_eq!(read.deleted, [("SE".to_owned(), ID.to_owned())]);
}

#[test]
fn pages_count_alike_in_any_order_and_twice() {
    let (early, late) = ("2026-11-01T00:00:00.5+00:00", "2026-11-02T00:00:00Z");
    let first = page(true, &[item(ID, early, false), item(OTHER, early, false)]);
    let second = page(false, &[item(OTHER, late, true), item(ID, early, false)]);
    for names in [["a", "b", "c"], ["c", "b", "a"], ["b", "c", "a"]] {
        let files = [first.clone(), second.clone(), first.clone()];
        let mut files: Vec<(&str, Vec<u8>)> = names.into_iter().zip(files).collect();
        files.push((FILE, file(&batch(), &norway())));
        let read = reading(files).good();
        assert_eq!((read.ids(), read.told()), (vec![ID], vec![]), "{names:?}");
        assert_eq!(read.deleted, [("NO".to_owned(), OTHER.to_owned())]);
    }
    // What was deleted and listed in one second is deleted.
    for deleted_first in [true, false] {
        let items = [deleted_first, !deleted_first].map(|deleted| item(ID, late, deleted));
        let read = reading([("page", page(false, &items))]).good();
        assert_eq!((read.deleted.len(), read.told().len()), (1, 0));
    }
    // A later word counts, whatever it is.
    let items = [item(ID, late, false), item(ID, early, true)];
    let read = reading([
        ("page".to_owned(), page(false, &items)),
        (FILE.to_owned(), file(&batch(), &norway())),
    ])
    .good();
    assert_eq!((read.ids(), read.deleted.len()), (vec![ID], 0));
}

#[test]
fn a_listed_batch_that_is_not_there_is_told() {
    let read = reading([(
        "page",
        page(false, &[item(ID, "2026-11-01T00:00:00Z", false)]),
    )])
    .good();
    read.left_out("the batch is listed and not there: the list is incomplete");
    assert_eq!(read.signature(), "not-checked");
}

#[test]
fn a_last_page_with_more_to_come_is_told() {
    let more = "its newest page says that there are more";
    let dated = |more, date| page(more, &[item(ID, date, true)]);
    let told = |pages: Vec<Vec<u8>>| {
        let names = ["a", "b", "c"];
        reading(names.into_iter().zip(pages)).good()
    };
    let (early, late) = ("2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z");
    told(vec![dated(true, early)]).one_problem(more);
    told(vec![dated(false, early), dated(true, late)]).one_problem(more);
    told(vec![dated(true, late), dated(false, early)]).one_problem(more);
    told(vec![page(true, &[])]).one_problem(more);
    // An empty page has no date: it does not say that it was the last.
    told(vec![dated(true, late), page(false, &[])]).one_problem(more);
    for pages in [
        vec![dated(true, early), dated(false, late)],
        vec![dated(false, late), dated(true, early)],
        // The same page, asked for again when it was the last.
        vec![dated(true, late), dated(false, late)],
        vec![dated(false, late), dated(true, late)],
        vec![page(true, &[]), dated(false, late)],
        vec![page(false, &[])],
    ] {
        assert_eq!(told(pages).told(), [""; 0]);
    }
}

#[test]
fn a_bad_item_of_a_page_costs_itself_and_a_bad_page_is_told() {
    let good = item(ID, "2026-11-01T00:00:00Z", true);
    type Change = fn(&mut Value);
    let cases: [(Change, &str); 4] = [
        (
            |item| item["country"] = "Norway".into(),
            "list#page item 1: its country \"Norway\"",
        ),
        (
            |item| item["date"] = "2026-11-01".into(),
            "list#page item 1: its date: not a date",
        ),
        (
            |item| item["batchId"] = "".into(),
            "its batchId has 0 octets",
        ),
        (
            |item| item["batchId"] = "x".repeat(101).into(),
            "its batchId has 101 octets",
        ),
    ];
    for (change, reason) in cases {
        let mut bad = item(OTHER, "2026-11-01T00:00:00Z", true);
        change(&mut bad);
        let read = reading([("page", page(false, &[bad, good.clone()]))]).good();
        assert_eq!(read.deleted.len(), 1);
        read.one_problem(reason);
    }
    for wrong in [
        "{\"batches\":[]}",
        "{\"more\":false}",
        "{\"more\":false,\"batches\":[{}]}",
        "{",
        "",
        "text",
    ] {
        let read = reading([
            ("bad", wrong.as_bytes().to_vec()),
            ("page", page(false, &[])),
        ])
        .good();
        read.one_problem("list#bad: neither a batch nor a page of the list of batches");
    }
}

#[test]
fn a_list_names_a_million_batches_at_most() {
    let item = |at: usize| Item {
        batch_id: at.to_string(),
        country: "NO".into(),
        date: "2026-11-01T00:00:00Z".into(),
        deleted: true,
    };
    let page = |from: usize, to: usize| Page {
        more: false,
        batches: (from..to).map(item).collect(),
    };
    let reading = reading([("page", "")]);
    let request = Request {
        source: "list",
        at: now(),
        as_of: None,
        anchors: &reading.anchors,
        unpinned: reading.unpinned,
        uploaders: &[],
    };
    let (mut sink, mut catalogue) = (Collected::default(), Catalogue::default());
    let mut out = Out::new(&request, &mut sink);
    catalogue.take("first", page(0, MAX_LISTED), &mut out);
    // One that is known may come again.
    catalogue.take("second", page(0, 1), &mut out);
    catalogue.take("third", page(MAX_LISTED, MAX_LISTED + 2), &mut out);
    assert_eq!(catalogue.batches.len(), MAX_LISTED);
    sink.one_problem("list#third: more than 1000000 batches are listed");
}
