//! Questions that many ask at the same time, asked of the database as one.
//!
//! An answer is never older than its question: what is asked while another question is on its way waits for the next one.
//! So nothing is cached, and the busier the server is, the less a question costs.

use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
    iter,
    panic::AssertUnwindSafe,
    sync::Arc,
    time::Duration,
};

use futures_util::FutureExt;
use loco_rs::model::{ModelError, ModelResult};
use tokio::{
    sync::{mpsc, oneshot},
    task::yield_now,
    time::timeout,
};

/// Questions asked at once at most, and how many may wait before those who ask have to.
const BATCH: usize = 128;

/// How long the database may take to answer: those who wait behind a question that it never answers are told in time.
const PATIENCE: Duration = Duration::from_secs(5);

type Answer<A> = Result<Option<A>, Arc<ModelError>>;

/// The way to the task that asks. The task ends with the last of them.
#[derive(Debug)]
pub struct Together<Q, A> {
    questions: mpsc::Sender<(Q, oneshot::Sender<Answer<A>>)>,
}

impl<Q, A> Clone for Together<Q, A> {
    fn clone(&self) -> Self {
        Self {
            questions: self.questions.clone(),
        }
    }
}

impl<Q, A> Together<Q, A>
where
    Q: Clone + Eq + Hash + Send + 'static,
    A: Clone + Send + 'static,
{
    /// `ask` finds the answers to many questions; one that it leaves out has none.
    pub fn start<F, Fut>(ask: F) -> Self
    where
        F: Fn(Vec<Q>) -> Fut + Send + 'static,
        Fut: Future<Output = ModelResult<HashMap<Q, A>>> + Send + 'static,
    {
        let (sender, questions) = mpsc::channel(BATCH);
        tokio::spawn(work(ask, questions));
        Self { questions: sender }
    }

    /// # Errors
    /// When the database fails.
    pub async fn ask(&self, question: Q) -> ModelResult<Option<A>> {
        let (answer, answered) = oneshot::channel();
        let stopped = || ModelError::msg("nobody answers questions any more");
        self.questions
            .send((question, answer))
            .await
            .map_err(|_| stopped())?;
        let answer = answered.await.map_err(|_| stopped())?;
        answer.map_err(|error| ModelError::Any(error.into()))
    }
}

async fn work<Q, A, F, Fut>(ask: F, mut questions: mpsc::Receiver<(Q, oneshot::Sender<Answer<A>>)>)
where
    Q: Clone + Eq + Hash,
    A: Clone,
    F: Fn(Vec<Q>) -> Fut,
    Fut: Future<Output = ModelResult<HashMap<Q, A>>>,
{
    let mut taken = Vec::with_capacity(BATCH);
    while let Some(first) = questions.recv().await {
        taken.push(first);
        // The first one comes alone, of many that have just become able to ask.
        yield_now().await;
        taken.extend(iter::from_fn(|| questions.try_recv().ok()).take(BATCH - 1));
        let different: HashSet<Q> = taken.iter().map(|(question, _)| question.clone()).collect();
        // Everybody's requests go through here: no single question may hold this up or end it.
        let asking = AssertUnwindSafe(ask(different.into_iter().collect())).catch_unwind();
        let answers = match timeout(PATIENCE, asking).await {
            Ok(Ok(answers)) => answers,
            Ok(Err(_)) => Err(ModelError::msg("a question panicked")),
            Err(_) => Err(ModelError::msg("the database did not answer in time")),
        };
        let answers = answers.map_err(Arc::new);
        for (question, asker) in taken.drain(..) {
            let answer = answers.as_ref().map_err(Arc::clone);
            // An asker that has gone needs no answer.
            let _ = asker.send(answer.map(|answers| answers.get(&question).cloned()));
        }
    }
}

/// As many as the next power of two, the last one repeated: so that a statement over them has one of few lengths, and
/// is prepared once for each and not for every number of questions.
#[must_use]
pub fn padded<Q: Clone>(mut questions: Vec<Q>) -> Vec<Q> {
    if let Some(last) = questions.last().cloned() {
        questions.resize(questions.len().next_power_of_two(), last);
    }
    questions
}
