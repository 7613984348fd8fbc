//! Who types: told soon, thinned, and to nobody who may not know.

use super::*;

const NOBODY: &str = r#"{"typing":[]}"#;
const FIRST: &str = r#"{"typing":[{"name":"user1","user_id":1}]}"#;

/// What ends typing; gives the typist's place back if they keep it.
type End = fn(&Arc<Hub<i64>>, Subscription<i64>) -> Option<Subscription<i64>>;

fn place(hub: &Arc<Hub<i64>>, id: i64) -> Subscription<i64> {
    let place = hub.subscribe(owner(id, id), vec![GROUP]).expect("a place");
    place.set_visible(true);
    place
}

/// The words about typing that have come since the last time.
fn words(place: &mut Subscription<i64>) -> Vec<String> {
    let mut words = Vec::new();
    while let Ok(delivery) = place.deliveries.try_recv() {
        words.push(String::from_utf8_lossy(delivery.frame.bytes()).into_owned());
    }
    words.retain(|text| text.starts_with(r#"{"typing""#));
    words
}

async fn seconds(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}

#[tokio::test(start_paused = true)]
async fn who_types_is_told_within_a_second_and_let_go_when_silent() {
    let hub = hub();
    let history = at(0);
    let (typist, mut other) = (
        Page::open(&hub, owner(1, 1), &history, 0),
        Page::open(&hub, owner(2, 2), &history, 0),
    );
    while other.text().await != "here 2 user1,user2" {}
    let began = tokio::time::Instant::now();
    typist.say(r#"{"typing": true}"#);
    assert_eq!(other.message().await, FIRST);
    assert!(began.elapsed() <= Duration::from_secs(1), "{:?}", began.elapsed());
    // Said again for pages that would forget.
    assert_eq!(other.message().await, FIRST);
    assert_eq!(other.message().await, NOBODY);
    let silent = began.elapsed();
    assert!(
        silent >= Duration::from_secs(6) && silent <= Duration::from_secs(8),
        "{silent:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn who_goes_on_typing_is_told_again_before_pages_forget() {
    let hub = hub();
    let (typist, mut other) = (place(&hub, 1), place(&hub, 2));
    let mut told = 0;
    for _ in 0..10 {
        typist.set_typing(true);
        seconds(3).await;
        told += words(&mut other).len();
    }
    assert!((5..=8).contains(&told), "{told} times in 30 seconds");
}

#[tokio::test(start_paused = true)]
async fn sending_hiding_leaving_and_being_cut_end_it_at_once() {
    let ends: [End; 4] = [
        |_, typist| {
            typist.set_typing(false);
            Some(typist)
        },
        |_, typist| {
            typist.set_visible(false);
            Some(typist)
        },
        |_, _| None,
        |hub, typist| {
            hub.cut_user_from(1, 1);
            // What it says after is heard no more.
            typist.set_typing(true);
            Some(typist)
        },
    ];
    for end in ends {
        let hub = hub();
        let (typist, mut other) = (place(&hub, 1), place(&hub, 2));
        typist.set_typing(true);
        seconds(1).await;
        assert_eq!(words(&mut other), [FIRST]);
        let _kept = end(&hub, typist);
        seconds(1).await;
        assert_eq!(words(&mut other), [NOBODY]);
    }
}

#[tokio::test(start_paused = true)]
async fn only_the_page_that_says_it_types_stops() {
    let hub = hub();
    let (one, another, mut other) = (place(&hub, 1), place(&hub, 1), place(&hub, 2));
    one.set_typing(true);
    another.set_typing(false);
    drop(another);
    seconds(2).await;
    assert_eq!(words(&mut other), [FIRST]);
}

#[tokio::test(start_paused = true)]
async fn hidden_pages_and_other_groups_do_not_count() {
    let hub = hub();
    let mut other = place(&hub, 2);
    let hidden = place(&hub, 1);
    hidden.set_visible(false);
    hidden.set_typing(true);
    let elsewhere = hub
        .subscribe(owner(1, 1), vec![Topic::Group(2)])
        .expect("a place");
    elsewhere.set_visible(true);
    elsewhere.set_typing(true);
    seconds(3).await;
    assert_eq!(words(&mut other), [""; 0]);
    let mut neighbour = hub.subscribe(owner(3, 3), vec![Topic::User(1)]).expect("a place");
    seconds(10).await;
    assert_eq!(words(&mut neighbour), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_newcomer_is_told_at_once_who_types() {
    let hub = hub();
    let typist = place(&hub, 1);
    typist.set_typing(true);
    // Between two ticks, the others know already.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let mut newcomer = Page::open(&hub, owner(2, 2), &at(0), 0);
    let began = tokio::time::Instant::now();
    assert_eq!(newcomer.message().await, FIRST);
    assert_eq!(began.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn of_a_crowd_that_types_the_first_four_are_told_and_seldom() {
    let hub = hub();
    let mut crowd: Vec<_> = (1..=5000).map(|id| place(&hub, id)).collect();
    for round in 0..6 {
        for (index, typist) in crowd.iter().enumerate() {
            // The first four go on; others come and go.
            typist.set_typing(index < 4 || index % 6 != round);
        }
        seconds(2).await;
    }
    let told = words(&mut crowd[4999]);
    let named = r#"{"typing":[{"name":"user1","user_id":1},{"name":"user2","user_id":2},{"name":"user3","user_id":3},{"name":"user4","user_id":4}]}"#;
    assert!(told.iter().all(|word| word == named), "{told:?}");
    assert!(
        (1..=4).contains(&told.len()),
        "{} times in 12 seconds",
        told.len()
    );
}

#[tokio::test(start_paused = true)]
async fn typing_gives_way_to_messages_and_is_told_once_there_is_room() {
    let hub = hub();
    let (typist, mut slow) = (place(&hub, 1), place(&hub, 2));
    seconds(1).await;
    while slow.deliveries.try_recv().is_ok() {}
    for number in 1..=4 {
        hub.publish(GROUP, &number);
    }
    typist.set_typing(true);
    seconds(2).await;
    assert_eq!(words(&mut slow), [""; 0], "no room was taken");
    seconds(1).await;
    assert_eq!(words(&mut slow), [FIRST]);
}
