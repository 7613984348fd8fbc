//! Questions that are asked together: each gets its own answer, and none that is older than itself.

use std::{collections::HashMap, sync::Arc, time::Duration};

use banter::models::together::{Together, padded};
use loco_rs::model::ModelError;
use tokio::{
    sync::{Mutex, Semaphore, mpsc},
    time::timeout,
};

/// Answers what `kept` holds at the moment of asking, a batch at a time and only as the test lets it.
struct Slow {
    kept: Arc<Mutex<HashMap<u32, &'static str>>>,
    allowed: Arc<Semaphore>,
    batches: mpsc::UnboundedReceiver<Vec<u32>>,
    together: Together<u32, &'static str>,
}

fn slow(kept: &[(u32, &'static str)]) -> Slow {
    let kept = Arc::new(Mutex::new(kept.iter().copied().collect::<HashMap<_, _>>()));
    let allowed = Arc::new(Semaphore::new(0));
    let (seen, batches) = mpsc::unbounded_channel();
    let (source, gate) = (kept.clone(), allowed.clone());
    let together = Together::start(move |mut asked: Vec<u32>| {
        let (source, gate) = (source.clone(), gate.clone());
        let answers = async move { source.lock().await.clone() };
        asked.sort_unstable();
        let _ = seen.send(asked.clone());
        async move {
            let found = answers.await;
            gate.acquire().await.expect("the gate is open").forget();
            if asked.contains(&13) {
                return Err(ModelError::msg("the disk is broken"));
            }
            Ok(found)
        }
    });
    Slow {
        kept,
        allowed,
        batches,
        together,
    }
}

#[tokio::test]
async fn who_asks_meanwhile_is_answered_by_the_next_question_together_and_anew() {
    let Slow {
        kept,
        allowed,
        mut batches,
        together,
    } = slow(&[(1, "old"), (2, "two")]);
    let ask = |question| {
        let together = together.clone();
        tokio::spawn(async move { together.ask(question).await.expect("answers") })
    };
    let first = ask(1);
    assert_eq!(batches.recv().await, Some(vec![1]));
    kept.lock().await.insert(1, "new");
    let later = [1, 2, 1, 9].map(ask);
    // All have asked before the first answer comes: the runtime has one thread.
    for _ in 0..8 {
        tokio::task::yield_now().await;
    }
    allowed.add_permits(2);
    assert_eq!(first.await.expect("ends"), Some("old"));
    let mut answers = Vec::new();
    for asker in later {
        answers.push(asker.await.expect("ends"));
    }
    assert_eq!(answers, [Some("new"), Some("two"), Some("new"), None]);
    assert_eq!(batches.recv().await, Some(vec![1, 2, 9]));
}

#[tokio::test]
async fn a_question_that_fails_is_an_error_for_who_asked_and_nobody_after() {
    let Slow {
        allowed, together, ..
    } = slow(&[(1, "one")]);
    allowed.add_permits(2);
    let failed = together.ask(13).await.expect_err("it fails");
    assert!(failed.to_string().contains("the disk is broken"), "{failed}");
    assert_eq!(together.ask(1).await.expect("answers"), Some("one"));
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_an_answer_that_never_comes_is_told_in_time() {
    let Slow {
        allowed, together, ..
    } = slow(&[(1, "one")]);
    let told = timeout(Duration::from_secs(6), together.ask(1)).await;
    let late = told.expect("in time").expect_err("nobody answers");
    assert!(late.to_string().contains("in time"), "{late}");
    allowed.add_permits(1);
    assert_eq!(together.ask(1).await.expect("answers"), Some("one"));
}

#[tokio::test]
async fn a_question_that_panics_ends_nothing() {
    let together = Together::start(|asked: Vec<u32>| async move {
        assert!(!asked.contains(&13), "an unlucky question");
        Ok(HashMap::from([(1, "one")]))
    });
    assert!(together.ask(13).await.is_err());
    assert_eq!(together.ask(1).await.expect("answers"), Some("one"));
}

#[test]
fn a_list_is_as_long_as_a_power_of_two_and_holds_nothing_new() {
    assert_eq!(padded(vec![7, 8, 9]), [7, 8, 9, 9]);
    assert_eq!(padded(vec![7]), [7]);
    assert!(padded(Vec::<u8>::new()).is_empty());
}
