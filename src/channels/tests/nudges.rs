//! Nudges: behind what changed, once for all of it, and only where nobody sees it for themself.

use super::*;

fn place(hub: &Arc<Hub<i64>>, user_id: i64, group: Topic, visible: bool) -> Subscription<i64> {
    let topics = vec![group, Topic::User(user_id)];
    let place = hub.subscribe(owner(user_id, user_id), topics).expect("a place");
    place.set_visible(visible);
    place
}

fn heard(place: &mut Subscription<i64>) -> usize {
    std::iter::from_fn(|| place.deliveries.try_recv().ok()).count()
}

#[tokio::test]
async fn what_is_touched_often_is_told_once_and_then_again() {
    let hub = hub();
    let mut stale = hub.stale();
    let other = Topic::Group(2);
    for topic in [GROUP, other, GROUP, GROUP] {
        hub.touch(topic);
    }
    assert!(stale.changed().await);
    assert_eq!(Vec::from_iter(hub.take_stale()), [GROUP, other]);
    assert!(hub.take_stale().is_empty());
    // Taking is no change, but the next touch is.
    assert!(timeout(Duration::from_millis(20), stale.changed()).await.is_err());
    hub.touch(GROUP);
    assert!(stale.changed().await);
    drop(hub);
    assert!(!stale.changed().await, "the hub is gone");
}

#[tokio::test]
async fn who_has_the_group_before_their_eyes_is_not_nudged() {
    let hub = hub();
    let mut shown = place(&hub, 1, GROUP, true);
    let mut hidden = place(&hub, 1, GROUP, false);
    let mut elsewhere = place(&hub, 2, Topic::Group(2), true);
    let mut stranger = place(&hub, 3, Topic::Group(2), true);
    let mut sockets = 0;
    hub.nudge(GROUP, &[1, 2, 9], |count| {
        sockets = count;
        7
    });
    assert_eq!(sockets, 2);
    let places = [&mut shown, &mut hidden, &mut elsewhere, &mut stranger];
    assert_eq!(places.map(heard), [0, 1, 1, 0]);
    hub.nudge(Topic::Group(3), &[9], |_| panic!("there is nobody to tell"));
}

#[tokio::test]
async fn a_socket_that_can_t_take_a_nudge_comes_back_and_asks() {
    let hub = hub();
    let full = place(&hub, 1, GROUP, false);
    for _ in 0..options().queue {
        hub.nudge(GROUP, &[1], |_| 7);
    }
    assert_eq!(*full.closed.borrow(), None);
    hub.nudge(GROUP, &[1], |_| 7);
    assert_eq!(*full.closed.borrow(), Some(CloseCode::Overflow));
}
