//! Editions: the same for readers of several languages, encoded for those that are there.

use super::*;

fn place(hub: &Arc<Hub<i64>>, user_id: i64, edition: usize) -> Subscription<i64> {
    let owner = Owner {
        edition: Edition::new(edition),
        ..owner(user_id, user_id)
    };
    hub.subscribe(owner, vec![GROUP, Topic::User(user_id)])
        .expect("a place")
}

fn heard(place: &mut Subscription<i64>) -> Vec<String> {
    let deliveries = std::iter::from_fn(|| place.deliveries.try_recv().ok());
    deliveries
        .map(|delivery| String::from_utf8_lossy(delivery.frame.bytes()).into_owned())
        .collect()
}

#[tokio::test]
async fn everybody_gets_their_edition_and_each_is_encoded_once() {
    let numbers = Numbers::default();
    let hub = Hub::start(numbers.clone(), options());
    let mut readers = [
        place(&hub, 1, 0),
        place(&hub, 2, 2),
        place(&hub, 3, 0),
        place(&hub, 4, 2),
    ];
    hub.publish(GROUP, &7);
    let got: Vec<_> = readers.iter_mut().map(heard).collect();
    let (first, third) = (["7"], ["7 in edition 2"]);
    assert_eq!(got, [first, third, first, third]);
    assert_eq!(numbers.0.load(Ordering::Relaxed), 2, "one for each edition");
    hub.publish_to_all([1, 4].map(Topic::User), &8);
    hub.nudge(Topic::Group(9), &[2, 3], |_| 9);
    let got: Vec<_> = readers.iter_mut().map(heard).collect();
    assert_eq!(got, [["8"], ["9 in edition 2"], ["9"], ["8 in edition 2"]]);
}

#[tokio::test]
async fn an_edition_that_nobody_reads_any_more_is_not_encoded() {
    let numbers = Numbers::default();
    let hub = Hub::start(numbers.clone(), options());
    let mut stays = place(&hub, 1, 0);
    let leaves = place(&hub, 2, 1);
    let is_stuck = place(&hub, 3, 2);
    drop(leaves);
    // More than the queue of the one that is stuck takes: it is put out, once.
    for number in 0..12 {
        hub.publish(GROUP, &number);
        heard(&mut stays);
    }
    drop(is_stuck);
    let before = numbers.0.load(Ordering::Relaxed);
    hub.publish(GROUP, &12);
    assert_eq!(numbers.0.load(Ordering::Relaxed), before + 1);
    assert_eq!(heard(&mut stays), ["12"]);
    drop(stays);
    hub.publish(GROUP, &13);
    assert_eq!(numbers.0.load(Ordering::Relaxed), before + 1, "nobody is there");
    let mut back = place(&hub, 2, 1);
    hub.publish(GROUP, &14);
    assert_eq!(heard(&mut back), ["14 in edition 1"]);
}
