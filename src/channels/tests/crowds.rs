//! Presence: right with several pages of one person, and cheap however many people there are.

use super::*;

const PEOPLE: i64 = 5000;

/// A page that only listens, past the session loop.
struct Ear(Subscription<i64>);

impl Ear {
    fn new(hub: &Arc<Hub<i64>>, id: i64) -> Self {
        let place = hub.subscribe(owner(id, id), vec![GROUP]).expect("a place");
        place.set_visible(true);
        Self(place)
    }

    /// What has come since the last time.
    fn heard(&mut self) -> Vec<String> {
        let mut heard = Vec::new();
        while let Ok(delivery) = self.0.deliveries.try_recv() {
            heard.push(String::from_utf8_lossy(delivery.frame.bytes()).into_owned());
        }
        heard
    }
}

async fn seconds(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}

#[tokio::test(start_paused = true)]
async fn five_thousand_who_come_back_within_seconds_make_a_handful_of_frames() {
    let numbers = Numbers::default();
    let hub = Hub::start(numbers.clone(), options());
    let (mut ears, mut heard) = (Vec::new(), Vec::new());
    for id in 0..PEOPLE {
        let ear = Ear::new(&hub, id);
        assert_eq!(ear.0.welcome().len(), 1, "a newcomer is told who is here");
        ears.push(ear);
        if id % 50 == 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
            heard.extend(ears[0].heard());
        }
    }
    for _ in 0..30 {
        seconds(1).await;
        heard.extend(ears[0].heard());
    }
    let last = heard.last().expect("it is told");
    assert!(last.starts_with("here 5000 user0,user1,"), "{last}");
    assert!(heard.len() <= 3, "{} frames", heard.len());
    let rolls = numbers.1.load(Ordering::Relaxed);
    assert!(rolls <= 120, "{rolls} rolls were encoded");

    // They leave, and the first hears of it no more often.
    let mut first = ears.swap_remove(0);
    drop(ears);
    let mut heard = Vec::new();
    for _ in 0..30 {
        seconds(1).await;
        heard.extend(first.heard());
    }
    assert_eq!(heard, ["here 1 user0"]);
}

#[tokio::test(start_paused = true)]
async fn closing_one_of_two_pages_or_coming_back_soon_is_no_leaving() {
    let hub = hub();
    let mut watcher = Ear::new(&hub, 1);
    let (one, other) = (Ear::new(&hub, 2), Ear::new(&hub, 2));
    seconds(1).await;
    assert_eq!(watcher.heard(), ["here 2 user1,user2"]);
    drop(one);
    seconds(20).await;
    drop(other);
    seconds(9).await;
    let back = Ear::new(&hub, 2);
    seconds(20).await;
    assert_eq!(watcher.heard(), [""; 0]);
    drop(back);
    seconds(12).await;
    assert_eq!(watcher.heard(), ["here 1 user1"]);
}

#[tokio::test(start_paused = true)]
async fn who_had_no_room_for_the_roll_gets_it_later_and_the_others_do_not_again() {
    let hub = hub();
    let (mut quick, mut slow) = (Ear::new(&hub, 1), Ear::new(&hub, 2));
    seconds(1).await;
    assert_eq!(quick.heard(), slow.heard());
    for number in 1..=4 {
        hub.publish(GROUP, &number);
    }
    quick.heard();
    let _third = Ear::new(&hub, 3);
    seconds(5).await;
    assert_eq!(quick.heard(), ["here 3 user1,user2,user3"]);
    assert_eq!(slow.heard(), ["1", "2", "3", "4"]);
    seconds(1).await;
    assert_eq!(slow.heard(), ["here 3 user1,user2,user3"]);
    assert_eq!(quick.heard(), [""; 0]);
}
